import { isDecisionPrinted } from './decision-to-print.js'
import type { EventType } from './event.js'
import type { Stage } from './life.js'
import { fullExemplar } from './moved.js'
import { overtakenBy } from './overtaken.js'
import { listOf, partyName, partyOwns } from './party-name.js'
import { agreementOf, followsAgreement, isLive, isOverridden, signaturesOf, stageOf, unapprovedAppendices } from './signatures.js'
import type { ExemplarState, Tracking, VersionState } from './tracking.js'

/** What a version waits for: the event that comes next, whom it waits for and what to do, in Swedish. */
export interface NextEvent {
  readonly event: EventType
  /** "underskrift av kunden": reads on from "Väntar på". */
  readonly waitingFor: string
  /** "Bekräfta kundens underskrift när skanningen kommit." */
  readonly action: string
}

type Asking = readonly [event: EventType, waitingFor: string, action: string]

const SIMPLE: Readonly<Partial<Record<Stage, Asking>>> = {
  'returned-for-revision': ['final-received', 'kundens omarbetade slutversion', 'Ta emot kundens nya slutversion och registrera den.'],
  'completion-asked': ['handed-in', 'kundens komplettering', 'Be kunden lämna in kompletteringen och registrera inlämningen.'],
  'under-review': ['review-accepted', 'driftleverantörens granskning', 'Registrera utfallet av granskningen när lokal säljare meddelar det.'],
  'review-refused': ['review-started', 'komplettering efter avvisad granskning', 'Komplettera handlingarna och registrera när granskningen börjar om.'],
  'change-requested': ['issued', 'ny version av bilagan', 'Ge ut en ny version av bilagan.'],
  'proof-delivered': ['proof-approved', 'kundens besked om provkortet', 'Registrera om kunden godkänner eller underkänner provkortet.'],
  'proof-rejected': ['proof-delivered', 'nytt provkort', 'Registrera när nytt provkort har levererats.'],
  'permit-expired': ['issued', 'förnyad ansökan', 'Ge ut en ny ansökan om utfärdartillstånd.'],
}

const HAND_OVER: Asking = ['handed-over', 'överlämning till kunden', 'Lämna över till kunden och registrera det.']
const CONFIRM_PAGES: Asking = ['pages-confirmed', 'bekräftelse av handlingens sidor', 'Skanna handlingen och bekräfta att alla sidor är med.']
const HAND_IN: Asking = ['handed-in', 'att kunden lämnar in handlingen', 'Registrera när kunden har lämnat in handlingen.']

function asked([event, waitingFor, action]: Asking): NextEvent {
  return { event, waitingFor, action }
}

/** What a version waits for next; null when nothing more is expected of it. */
export function nextEvent(tracking: Tracking, state: VersionState): NextEvent | null {
  if (!isLive(state) || overtakenBy(tracking, state) !== null) return null
  const stage = stageOf(tracking, state)
  if (state.version.stage === 'draft') return stage === 'draft' && isHandedOver(state) ? asked(HAND_OVER) : asked(['issued', 'undertecknandeexemplar', 'Ge ut handlingen för underskrift när texten är klar.'])
  if (state.covered && !state.pagesConfirmed) return asked(CONFIRM_PAGES)
  const afterOverride = lateApproval(state, stage)
  if (afterOverride) return asked(afterOverride)
  const simple = SIMPLE[stage]
  if (simple) return asked(simple)
  if (stage === 'issued' && isHandedOver(state)) return asked(HAND_OVER)
  const follows = followsAgreement(tracking, state)
  if (follows && !state.pagesConfirmed && (agreementOf(tracking, state)?.exemplars.some(({ confirmations }) => confirmations.length > 0) ?? false)) return asked(CONFIRM_PAGES)
  // An appendix that was never amended is archived and returned with its agreement.
  if (stage === 'in-force' && follows) return null
  if (state.kind.life === 'permit-application' || state.kind.life === 'handlaggare-application') return applicationNext(state, stage)
  return byLife(tracking, state, stage) ?? signing(tracking, state) ?? keeping(state)
}

/** Whether documents of its kind are the customer's to have; the house keeps its own, and a form for a proof card goes with the card. */
function isHandedOver({ kind, version }: VersionState): boolean {
  return kind.issued !== 'internal' && (version.stage === 'draft' || kind.life !== 'proof-form')
}

function lateApproval(state: VersionState, stage: Stage): Asking | null {
  if (state.kind.life !== 'reviewed-appendix' || state.approval || (stage !== 'part-signed' && stage !== 'signed')) return null
  if (state.returnedForRevision) return ['issued', 'ny version efter återremiss', 'Ge ut en ny version: förvaltningsgruppen har återremitterat den undertecknade.']
  return ['approved', 'förvaltningsgruppens godkännande', 'Registrera förvaltningsgruppens beslut.']
}

function byLife(tracking: Tracking, state: VersionState, stage: Stage): NextEvent | null {
  const { life } = state.kind
  switch (life) {
    case 'reviewed-appendix':
      if (stage === 'handed-over') return asked(['final-received', 'kundens slutversion', 'Registrera när kundens slutversion har kommit in.'])
      return stage === 'final-received' ? asked(['approved', 'förvaltningsgruppens beslut', 'Registrera förvaltningsgruppens beslut.']) : null
    case 'delivery-agreement': return deliveryNext(tracking, state, stage)
    case 'delivery-appendix':
      return followsAgreement(tracking, state) && stage !== 'in-force' ? asked(['signature-confirmed', 'att Leveransavtalet undertecknas', 'Bekräfta underskrifterna på Leveransavtalet.']) : null
    case 'proof-form':
      return stage === 'proof-approved' ? keeping(state) : asked(['proof-delivered', 'provkort', 'Registrera när provkortet har levererats.'])
    case 'permit-application': case 'handlaggare-application': case 'agreement': case 'hand-over-receipt': case 'form': return null
    default: return life satisfies never
  }
}

function applicationNext(state: VersionState, stage: Stage): NextEvent | null {
  if (stage === 'handed-over' || stage === 'signed') return asked(HAND_IN)
  if (stage !== 'handed-in') return null
  return state.kind.life === 'permit-application'
    ? asked(['permit-granted', 'beslut om utfärdartillstånd', 'Registrera beslutet, med nummer och giltighetstid.'])
    : asked(['registered', 'registrering av handläggaren', 'Registrera när driftleverantören har registrerat handläggaren.'])
}

function deliveryNext(tracking: Tracking, state: VersionState, stage: Stage): NextEvent | null {
  if (stage === 'handed-over') return asked(['seller-dialogue-held', 'möte med lokal säljare', 'Registrera när lokal säljare har träffat kunden.'])
  if (stage === 'part-signed' && signaturesOf(tracking, state).signedBy.includes('kund')) return asked(['handed-in', 'att kunden lämnar in avtalet till lokal säljare', 'Registrera när kunden har lämnat in avtalet.'])
  if (stage === 'handed-in') return asked(['found-complete', 'lokal säljares kontroll av att avtalet är komplett', 'Registrera när lokal säljare har funnit avtalet komplett.'])
  if (stage === 'signed') return asked(['review-started', 'att driftleverantörens granskning börjar', 'Registrera när driftleverantören har börjat granska.'])
  return null
}

function signing(tracking: Tracking, state: VersionState): NextEvent | null {
  const { missing, complete } = signaturesOf(tracking, state)
  const party = missing[0]
  if (complete) return null
  const unapproved = isOverridden(state, 'approval-before-signing') ? [] : unapprovedAppendices(tracking, state)
  if (unapproved.length > 0) {
    const titles = listOf(unapproved.map(({ title }) => title))
    return asked(['signature-confirmed', `förvaltningsgruppens godkännande av ${titles}`, `Se till att förvaltningsgruppen beslutar om ${titles}, och registrera beslutet.`])
  }
  if (party === undefined) return asked(['signature-confirmed', 'ett exemplar med alla underskrifter', 'Bekräfta alla parters underskrifter på samma exemplar.'])
  if (followsAgreement(tracking, state)) return asked(['signature-confirmed', `att avtalet undertecknas av ${listOf(missing.map(partyName))}`, 'Bekräfta underskrifterna på avtalet.'])
  const decided = state.approval && missing.length === state.kind.signs.length && !isDecisionPrinted(state) ? 'Tryck beslutet i handlingen (print-decision) eller för in det för hand. ' : ''
  return asked(['signature-confirmed', `underskrift av ${partyName(party)}`, `${decided}Skanna handlingen när ${partyName(party)} har undertecknat, och bekräfta underskriften.`])
}

function keeping(state: VersionState): NextEvent | null {
  const own = state.exemplars.find(({ holder }) => holder === state.kind.archivedBy)
  if (own && !own.archived) return asked(['archived', `arkivering hos ${partyName(state.kind.archivedBy)}`, `Registrera var ${partyOwns(state.kind.archivedBy)} original är arkiverat.${unconfirmed(state, own)}`])
  const theirs = state.exemplars.find(({ holder }) => holder === 'kund')
  if (theirs && state.kind.archivedBy !== 'kund' && !theirs.originalReturned) return asked(['original-returned', 'att kundens original returneras', `Lämna tillbaka kundens original och registrera hur.${unconfirmed(state, theirs)}`])
  return null
}

/** One exemplar with every signature is enough to archive and return both: of the other, nothing has been seen. */
function unconfirmed({ kind, covered }: VersionState, exemplar: ExemplarState): string {
  if (covered || kind.signs.length === 0 || fullExemplar(kind.signs, [exemplar]) !== null) return ''
  return ` Underskrifterna på just exemplar ${exemplar.exemplar} är inte bekräftade: se på pappret att de finns, eller skanna det och bekräfta dem.`
}
