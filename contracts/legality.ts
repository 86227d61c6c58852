import { canonicalJson } from '../templates/canonical-json.js'
import { customerRefusal } from './customer-rules.js'
import type { Event, EventType, NewEvent, RecordedEvent } from './event.js'
import { EVENT_LABELS } from './event-label.js'
import { guardRefusal } from './guards.js'
import { reviewSet } from './kinds.js'
import { LETTER_STAGE_LABELS, letterMay } from './letter-life.js'
import { DRAFT_EVENTS, LIFE_TABLES, occursIn, STAGE_LABELS, type ImpliedType, type Stage } from './life.js'
import { rowFor } from './moved.js'
import { nextEvent } from './next-event.js'
import { onceKey } from './once.js'
import { already, refuse, type Refusal } from './refusal.js'
import { currentVersion, isLive, isReadyForLetter, stageOf } from './signatures.js'
import { spokenCode } from './spoken-code.js'
import type { Tracking, VersionState } from './tracking.js'

/** Whether an event may be recorded now, and which events it presupposes that nobody has recorded. */
export type Legality = { readonly implied: readonly ImpliedType[] } | { readonly refusal: Refusal }

type Wanted = NewEvent | RecordedEvent

/** Says whether `wanted` may follow the tracking. A code the tracking does not know is the caller's to refuse. */
export function legalityOf(tracking: Tracking, wanted: Wanted): Legality {
  const refusal = repeatRefusal(tracking, wanted)
  if (refusal) return { refusal }
  const { event } = wanted
  if ('letter' in event) return verdict(letterRefusal(tracking, event, wanted.orgnr))
  const state = wanted.code === null ? undefined : tracking.versions.get(wanted.code)
  // How long a document is kept may be decided whatever has become of it.
  if (event.type === 'issued' || event.type === 'retention-extended') return { implied: [] }
  if (state) return versionLegality(tracking, state, wanted)
  return verdict(customerRefusal(tracking, wanted.orgnr, event, wanted.happenedOn))
}

function verdict(refusal: Refusal | null): Legality {
  return refusal ? { refusal } : { implied: [] }
}

function repeatRefusal(tracking: Tracking, wanted: Wanted): Refusal | null {
  const key = onceKey(wanted.event)
  const same = tracking.events.find((recorded) => {
    if (recorded.code !== wanted.code || recorded.orgnr !== wanted.orgnr || recorded.event.type !== wanted.event.type) return false
    if (key !== null) return onceKey(recorded.event) === key && (recorded.exemplar === wanted.exemplar || wanted.event.type !== 'signature-confirmed')
    return mayRepeat(wanted) ? false : recorded.happenedOn === wanted.happenedOn && canonicalJson(recorded.event) === canonicalJson(wanted.event)
  })
  return same ? already(same.happenedOn) : null
}

/** What may be said again on the same day: back and forth between two bookings, plans or answers. */
const REPEATED: ReadonlySet<EventType> = new Set<EventType>(['facts-recorded', 'issued', 'meeting-booked', 'meeting-cancelled', 'meeting-attended', 'plan-set', 'local-seller-named', 'local-seller-told', 'supplier-contact-recorded', 'evaluation-answered', 'evaluation-commented'])

/** On a version the table of its life says what may come again; a letter has its own table; the rest is the same thing twice when it says the same of the same day. */
function mayRepeat({ code, event }: Wanted): boolean {
  return (code !== null && event.type !== 'pages-confirmed') || 'letter' in event || REPEATED.has(event.type)
}

function versionLegality(tracking: Tracking, state: VersionState, { event, exemplar }: Wanted): Legality {
  const stage = stageOf(tracking, state)
  const early = deadRefusal(state) ?? draftRefusal(state, event) ?? foreignRefusal(state, event)
  if (early) return { refusal: early }
  const implied = impliedBefore(tracking, state, event, stage)
  if (implied === null && event.type === 'approved' && state.approval) return { refusal: already(state.approval.on) }
  if (implied === null) {
    const earlier = tracking.events.findLast((recorded) => recorded.code === state.version.code && recorded.event.type === event.type)
    return { refusal: earlier && event.type !== 'signature-confirmed' ? already(earlier.happenedOn) : guardRefusal(tracking, state, event, exemplar) ?? stageRefusal(tracking, state, event, stage) }
  }
  const refusal = guardRefusal(tracking, state, event, exemplar)
  return refusal ? { refusal } : { implied }
}

function deadRefusal(state: VersionState): Refusal | null {
  if (isLive(state)) return null
  if (state.stage === 'cancelled') return refuse(`Handlingen makulerades ${state.cancelled?.on ?? ''}.`.replace(' .', '.'), 'Ge ut en ny version om den behövs.')
  const by = state.supersededBy
  return refuse('Handlingen är ersatt av en nyare version.', by === null ? 'Registrera på den nya versionen.' : `Registrera på ${spokenCode(by)} i stället.`)
}

function draftRefusal(state: VersionState, event: Event): Refusal | null {
  if (state.version.stage !== 'draft' || DRAFT_EVENTS.includes(event.type)) return null
  return refuse('Handlingen är ett utkast, som varken kan godkännas eller undertecknas.', 'Ge ut handlingen för underskrift och registrera på den versionen.')
}

function foreignRefusal(state: VersionState, event: Event): Refusal | null {
  if (occursIn(state.kind.life, event.type)) return null
  return refuse(`Den händelsen förekommer inte för ${state.kind.title}.`, 'Kontrollera koden och händelsens namn.')
}

/** The presupposed events to record first; empty when the way is clear, null when no row leads there. */
function impliedBefore(tracking: Tracking, state: VersionState, event: Event, stage: Stage): readonly ImpliedType[] | null {
  const implied: ImpliedType[] = []
  let at = stage
  for (const type of LIFE_TABLES[state.kind.life].presupposes[event.type] ?? []) {
    if (rowFor(state, event, at)) return implied
    // What was sent back must be seen to come in anew: only what nobody has ever recorded is presupposed.
    if (tracking.events.some((recorded) => recorded.code === state.version.code && recorded.event.type === type)) continue
    const row = rowFor(state, { type, implied: true }, at)
    if (!row || row.to === 'unchanged' || row.to === 'by-signatures') continue
    implied.push(type)
    at = row.to
  }
  return rowFor(state, event, at) ? implied : null
}

function stageRefusal(tracking: Tracking, state: VersionState, event: Event, stage: Stage): Refusal {
  const from = LIFE_TABLES[state.kind.life].transitions.filter((row) => row.event === event.type && row.without === undefined).flatMap((row) => row.from)
  const labels = [...new Set(from)].map((wanted) => `”${STAGE_LABELS[wanted]}”`)
  const needed = labels.length === 0 ? '' : ` Det går först när den är ${labels.slice(0, 3).join(' eller ')}.`
  const next = nextEvent(tracking, state)
  return refuse(`Handlingen är nu ”${STAGE_LABELS[stage]}”.${needed}`, next ? next.action : 'Ingenting mer väntas för handlingen.')
}

function letterRefusal(tracking: Tracking, event: Extract<Event, { letter: string }>, orgnr: string | null): Refusal | null {
  const letter = tracking.letters.get(event.letter) ?? null
  if (!letterMay(letter, event.type)) {
    const now = letter ? `Brevet är nu ”${LETTER_STAGE_LABELS[letter.stage]}” sedan ${letter.since}.` : `Brevet ${event.letter} finns inte.`
    return refuse(now, `”${EVENT_LABELS[event.type]}” kan inte registreras då.`)
  }
  return event.type === 'letter-due' ? dueRefusal(tracking, event.codes, orgnr) : null
}

function dueRefusal(tracking: Tracking, codes: readonly string[], orgnr: string | null): Refusal | null {
  const members = reviewSet(tracking.kinds).map(({ id }) => (orgnr === null ? null : currentVersion(tracking, orgnr, id)))
  const sent = codes.map((code) => tracking.versions.get(code) ?? null)
  if ([...members, ...sent].some((state) => state === null || !isReadyForLetter(tracking, state))) {
    return refuse('Alla granskningsdokument är inte godkända och undertecknade av alla parter.', 'Vänta tills de är det.')
  }
  const same = [...tracking.letters.values()].find((letter) => letter.stage !== 'cancelled' && letter.codes.length === codes.length && codes.every((code) => letter.codes.includes(code)))
  return same ? already(same.dueOn) : null
}
