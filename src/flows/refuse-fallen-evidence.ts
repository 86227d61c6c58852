import { spokenCode } from '../../contracts/spoken-code.js'
import { track } from '../../contracts/tracking.js'
import { fallenMembers } from '../../signing/fallen-evidence.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Letter } from '../storage/letter.js'
import type { Db } from '../storage/store.js'
import { historyOf } from './history.js'

/** Lets a letter go, for the first time or again, only while everything in it is approved, signed by all and current, on the strength of confirmations in force. @throws Failure `letter-state` naming what is not */
export async function refuseFallenEvidence(app: App, db: Db, row: Letter): Promise<void> {
  const { versions, events, kinds } = await historyOf(app, db, row.orgnr)
  const fallen = fallenMembers(track(versions, events, kinds), row.codes, row.evidence)
  if (fallen.length === 0) return
  const named = fallen.map((code) => `${versions.find((version) => version.code === code)?.title ?? 'handlingen'} ${spokenCode(code)}`)
  throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} går inte: ${named.join(' och ')} är inte längre godkänd och undertecknad av båda, eller så har en bekräftelse som brevet bygger på tagits tillbaka. Gäller handlingen ändå, bekräfta den på nytt från samma skanning och återuppta sedan brevet; annars ställ in det med ”letter cancel”, om mottagaren inte redan kan ha det. Inget har skickats.`)
}
