import { decisionToPrint } from '../../contracts/decision-to-print.js'
import { listOf, partyName } from '../../contracts/party-name.js'
import { signaturesOf } from '../../contracts/signatures.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { track, type Tracking, type VersionState } from '../../contracts/tracking.js'
import { Failure } from '../../templates/failure.js'
import { approvalTableIn, type PrintedDecision } from '../../templates/print-decision.js'
import type { App } from '../app.js'
import type { Db } from '../storage/store.js'
import type { StoredVersion } from '../storage/versions.js'
import { historyOf } from './history.js'
import { isReviewed, type PreparedDocument } from './prepare-documents.js'

/** A version to be issued again with the same words, and the decision printed in it; null where a decision that was taken back shall no longer stand there. */
export interface Printing {
  readonly code: string
  readonly decision: PrintedDecision | null
  /** Why signatures may fall; null when they may not. */
  readonly reason: string | null
}

/** The one document made fresh though its words are the same. @throws Failure `reissue-needed` when it would no longer say what was approved, `transition-refused` when it has no room for a decision or has been replaced meanwhile */
export async function preparePrinting(app: App, prepared: readonly PreparedDocument[], { code, decision }: Printing): Promise<PreparedDocument[]> {
  return Promise.all(prepared.map(async (one) => {
    const name = `${one.kind.title} ${spokenCode(code)}`
    if (one.current?.code !== code) throw new Failure('transition-refused', `${name} har ersatts under tiden. Inget är gjort. Se ”status” och ange den nya koden.`)
    if (one.contentSha256 !== one.current.contentSha256) throw new Failure('reissue-needed', `Parternas uppgifter eller kundens logotyp har ändrats sedan ${name} gavs ut, så den godkända texten går inte att trycka på nytt. Inget är gjort. För in beslutet för hand, ta tillbaka ändringen, eller ge ut handlingen på nytt med ”pack --reissue” (då faller godkännandet).`)
    if (decision !== null && approvalTableIn(one.filled.blocks) === -1) throw new Failure('transition-refused', `${name} har ingen tabell med de tomma raderna ”Godkänd den (datum)” och ”Protokoll och paragraf” att trycka beslutet i. Inget är gjort. För in beslutet för hand.`)
    return { ...one, fresh: true, reviewed: await isReviewed(app, one.edition) }
  }))
}

/** Sees to it, in the transaction that issues, that the decision is still the one in force and that nobody has signed meanwhile. @throws Failure `transition-refused`, `already-recorded`, `reissue-needed` */
export async function refuseOtherDecision(app: App, db: Db, orgnr: string, { code, decision, reason }: Printing): Promise<void> {
  const { tracking, state } = await trackedVersion(app, db, { orgnr, code })
  const now = decisionToPrint(tracking, state)
  if (now?.on !== decision?.on || now?.text !== decision?.text) throw new Failure('transition-refused', `Beslutet om ${state.kind.title} ${spokenCode(code)} ändrades under tiden. Inget är gjort. Kör kommandot igen.`)
  refuseLostSignatures(tracking, state, reason)
}

/** A new paper must be signed anew. @throws Failure `reissue-needed` naming what would fall, when no reason is given */
export function refuseLostSignatures(tracking: Tracking, state: VersionState, reason: string | null): void {
  const { signedBy } = signaturesOf(tracking, state)
  const falls = [...(signedBy.length === 0 ? [] : [`underskriften av ${listOf(signedBy.map(partyName))}`]), ...(state.covered === null ? [] : ['anteckningen att handlingen omfattas av avtalets underskrift'])]
  if (falls.length === 0 || reason !== null) return
  throw new Failure('reissue-needed', `${state.kind.title} ${spokenCode(state.version.code)} är redan undertecknad eller omfattas av avtalets underskrift, och ett nytt exemplar måste undertecknas på nytt: ${listOf(falls)} faller. Inget är gjort. För in beslutet för hand, eller ange varför med --reason TEXT.`)
}

/** A version with everything that has happened to its customer. */
export async function trackedVersion(app: App, db: Db, { orgnr, code }: Pick<StoredVersion, 'orgnr' | 'code'>): Promise<{ readonly tracking: Tracking; readonly state: VersionState }> {
  const { versions, events, kinds } = await historyOf(app, db, orgnr)
  const tracking = track(versions, events, kinds)
  const state = tracking.versions.get(code)
  if (state === undefined) throw new Error(`version ${code} is not in its customer's history`)
  return { tracking, state }
}
