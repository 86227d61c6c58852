import { Failure } from '../templates/failure.js'
import type { PrintedDecision } from '../templates/print-decision.js'
import { isLive } from './signatures.js'
import { spokenCode } from './spoken-code.js'
import type { Tracking, VersionState } from './tracking.js'

/** Whether the decision in force is the one that stands printed in the version. */
export function isDecisionPrinted({ approval, printed }: { readonly approval: Pick<NonNullable<VersionState['approval']>, 'on' | 'text'> | null; readonly printed: VersionState['printed'] }): boolean {
  return approval !== null && printed !== null && printed.on === approval.on && printed.text === approval.text
}

/**
 * The decision that the version is to be printed anew with; null when it is to be printed without the one that was taken back.
 * @throws Failure `already-recorded` when the decision stands in it, `transition-refused` when there is none, or the version no longer counts
 */
export function decisionToPrint(tracking: Tracking, state: VersionState): PrintedDecision | null {
  const name = `${state.kind.title} ${spokenCode(state.version.code)}`
  if (state.kind.life !== 'reviewed-appendix') throw new Failure('transition-refused', `Förvaltningsgruppen beslutar inte om ${state.kind.title}, så det finns inget beslut att trycka. Det gäller RAPS och rutiner.`)
  if (state.version.stage === 'draft') throw new Failure('transition-refused', `${name} är ett utkast och kan inte vara godkänd. Ge ut handlingen för underskrift och registrera beslutet på den versionen.`)
  if (!isLive(state)) throw deadFailure(tracking, state, name)
  if (isDecisionPrinted(state)) throw printedFailure(state)
  const { approval, printed } = state
  if (approval !== null) return { on: approval.on, text: approval.text ?? '', by: approval.by }
  if (printed !== null) return null
  throw new Failure('transition-refused', `${name} är inte godkänd, så det finns inget beslut att trycka. Registrera förvaltningsgruppens beslut först, med ”approve ${spokenCode(state.version.code)} --decision TEXT --by NAMN”.`)
}

function deadFailure(tracking: Tracking, state: VersionState, name: string): Failure {
  const successor = state.supersededBy === null ? undefined : tracking.versions.get(state.supersededBy)
  if (successor === undefined) return new Failure('transition-refused', `${name} är makulerad. Ge ut handlingen på nytt med ”pack” om den behövs.`)
  if (isLive(successor) && isDecisionPrinted(successor)) return printedFailure(successor)
  return new Failure('transition-refused', `${name} är ersatt av ${spokenCode(successor.version.code)}. Ange den koden i stället.`)
}

function printedFailure({ kind, version, printed }: VersionState): Failure {
  return new Failure('already-recorded', `Beslutet ${printed?.on ?? ''}, ${printed?.text ?? ''}, är redan tryckt i ${kind.title} ${spokenCode(version.code)}. Inget behöver göras; filerna skrivs med ”pack … --out”.`)
}
