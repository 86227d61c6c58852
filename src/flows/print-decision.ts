import type { Actor } from '../../contracts/event.js'
import { decisionToPrint } from '../../contracts/decision-to-print.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import { faultInText } from '../../templates/plain-text.js'
import type { PrintedDecision } from '../../templates/print-decision.js'
import type { App } from '../app.js'
import { recordedFacts } from '../storage/customers.js'
import { namedVersion } from './history.js'
import { pack } from './pack.js'
import { personName } from './persons.js'
import { refuseLostSignatures, trackedVersion } from './prepare-printing.js'

/** An approved document as it was issued again. */
export interface DecidedPrint {
  readonly code: string
  /** The version whose place it takes. */
  readonly replaces: string
  readonly kind: string
  readonly title: string
  readonly orgnr: string
  /** What stands printed; null when a decision that was taken back no longer does. */
  readonly decision: PrintedDecision | null
}

/**
 * Issues approved RAPS or rutiner again with the board's decision printed in the approval table; the words, their hash and the approval stay, also where the customer's facts have changed since. A decision that was taken back is taken off the paper the same way.
 * @throws Failure `code-unknown`, `already-recorded` when it stands there, `transition-refused` when nothing is approved or there is no room, `reissue-needed` when signatures would fall without a reason or the words would not be those approved, `text-unprintable`, `edition-unreleased`
 */
export async function printDecision(app: App, { document, by, reason }: { readonly document: string; readonly by: Actor; readonly reason: string | null }): Promise<DecidedPrint> {
  const actor = { ...by, name: personName(by.name) }
  const version = await namedVersion(app.store.read, document)
  const { tracking, state } = await trackedVersion(app, app.store.read, version)
  const decision = decisionToPrint(tracking, state)
  refuseUnfit(decision)
  refuseLostSignatures(tracking, state, reason)

  const facts = await recordedFacts(app.store.read, version.factsSha256)
  if (facts === null) throw new Failure('transition-refused', `Uppgifterna som ${version.title} ${spokenCode(version.code)} gavs ut med går inte längre att läsa, så den går inte att trycka på nytt. Inget är gjort. För in beslutet för hand.`)
  const why = reason ?? (decision === null ? 'Det återtagna beslutet borttaget ur handlingen.' : 'Förvaltningsgruppens beslut tryckt i handlingen.')
  const outcome = await pack(app, { facts, stage: 'signing', kinds: [version.kind], reissue: { by: actor, reason: why }, printing: { code: version.code, decision, reason } })
  const [issued] = outcome.documents
  if (issued === undefined) throw new Error(`no ${version.kind} was issued`)
  return { code: issued.code, replaces: version.code, kind: version.kind, title: version.title, orgnr: version.orgnr, decision }
}

/** A decision is typed by hand; what is printed must read as it is stored. */
function refuseUnfit(decision: PrintedDecision | null): void {
  if (decision === null) return
  const faults = (['text', 'by'] as const).flatMap((part) => {
    const message = faultInText(decision[part])
    return message === null ? [] : [{ path: part === 'text' ? 'beslut' : 'antecknat av', message }]
  })
  if (faults.length > 0) throw new Failure('text-unprintable', 'Beslutet går inte att trycka som det är registrerat. Inget är gjort. Ta tillbaka godkännandet (withdraw) och registrera det på nytt.', { faults })
}
