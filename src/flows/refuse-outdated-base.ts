import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { Db } from '../storage/store.js'
import { isCurrent, type StoredVersion, versionsOf } from '../storage/versions.js'

/** The signing version that counts today of the same document; null when none is issued. */
export async function currentSigningVersion(db: Db, base: StoredVersion): Promise<StoredVersion | null> {
  return (await versionsOf(db, base.orgnr)).find((one) => one.kind === base.kind && one.subject === base.subject && one.stage === 'signing' && isCurrent(one)) ?? null
}

/** A text is registered against what counts. @throws Failure `transition-refused` for a version that is superseded or cancelled, with what to register against instead */
export function refuseDead({ title, code, supersededBy, cancelledAt }: StoredVersion): void {
  if (supersededBy !== null) throw new Failure('transition-refused', `${title} ${spokenCode(code)} är ersatt av ${spokenCode(supersededBy)}. Jämför filen med den (draft compare FIL --document ${spokenCode(supersededBy)}) och registrera den mot den koden.`)
  if (cancelledAt !== null) throw new Failure('transition-refused', `${title} ${spokenCode(code)} är makulerad. Ge ut handlingen på nytt med ”pack” först.`)
}

/** A proposal must not take the place of something its readers never saw. `registeredAt` is when it was made. @throws Failure `transition-refused` when the version it was made from no longer counts, or another has been issued since */
export async function refuseOutdatedBase(db: Db, base: StoredVersion, registeredAt: string): Promise<void> {
  refuseDead(base)
  const current = await currentSigningVersion(db, base)
  if (current === null || current.code === base.code || current.issuedAt <= registeredAt) return
  throw new Failure('transition-refused', `${base.title} ${spokenCode(current.code)} har getts ut sedan förslaget registrerades. Jämför filen med den (draft compare FIL --document ${spokenCode(current.code)}) och registrera den mot den koden.`)
}
