import { daysBetween } from './calendar.js'
import { fullWorkingDaysSince, workingDaysBetween } from './working-days.js'
import { isCurrent } from './checklist.js'
import type { CustomerFileTask } from './customer-file.js'
import { LEAD_TIME_LABELS, type LeadTime } from './lead-time.js'
import type { RecordedEvent } from './event.js'
import type { LetterState } from './letter-life.js'
import type { Stage } from './life.js'
import { spokenCode } from './spoken-code.js'
import type { VersionStatus } from './status.js'
import { withdrawnEvidence } from './withdrawn-evidence.js'

/** What else tells of the same, so that it is told once: a letter that has been stopped or failed, and an answer that nobody has read. */
export const STUCK_SORTS = ['stopped-letter', 'answer'] as const

/** Something that does not move by itself. */
export interface Stuck {
  /** Left out of what nothing else tells of. */
  readonly sort?: (typeof STUCK_SORTS)[number] | undefined
  readonly what: string
  readonly why: string
  readonly since: string
  readonly nextAction: string
}

/** Days without an event after which a document that waits counts as stuck. */
const PATIENCE_DAYS = 14

/** Working days after which a letter that should have gone counts as stuck: attempts are spaced over a day and a half at most. */
const UNMOVED_WORKING_DAYS = 2

const REFUSED: ReadonlySet<Stage> = new Set<Stage>(['returned-for-revision', 'review-refused', 'completion-asked', 'permit-refused', 'permit-expired', 'proof-rejected', 'change-requested'])

/** The day it is, and how many working days an answer to a letter may take. */
export interface Patience {
  readonly today: string
  readonly answerDays: number
}

/** Whether a letter has been with the supplier for so long without an answer that somebody should ask. */
export function isUnconfirmed({ stage, since, relayedOn }: LetterState, { today, answerDays }: Patience): boolean {
  return (stage === 'relayed' || stage === 'delivered') && workingDaysBetween(relayedOn ?? since, today) >= answerDays
}

/** What is stuck and why, the most pressing first: letters, then lead times, then documents, then the monthly file, last a permit to renew. */
export function stuckIn(documents: readonly VersionStatus[], letters: readonly LetterState[], items: readonly LeadTime[], files: readonly CustomerFileTask[], { today, answerDays }: Patience): Stuck[] {
  return [
    ...letters.flatMap((letter) => stuckLetter(letter, letters, { today, answerDays })),
    ...items.filter(({ state }) => state !== 'expiring').flatMap((item) => stuckItem(item, today)),
    ...documents.filter(isCurrent).flatMap((version) => stuckDocument(version, today)),
    ...files.filter(({ state }) => state === 'late').map(({ month, expectedOn }) => ({
      what: `Kunddatafil ${month}`, why: 'Den är inte registrerad som skickad.', since: expectedOn, nextAction: 'Fråga kundtjänst om kunddatafilen är skickad, och registrera det.',
    })),
    ...items.filter(({ state }) => state === 'expiring').flatMap((item) => stuckItem(item, today)),
  ]
}

/** Letters that went on the strength of something taken back since, for as long as the version they carry is current: the supplier has pages that must not be relied on. */
export function stuckByWithdrawal(letters: readonly LetterState[], events: readonly RecordedEvent[], current: readonly VersionStatus[]): Stuck[] {
  return withdrawnEvidence(letters, events).flatMap(({ letter, code, on }) => current.filter((version) => version.code === code).map((version) => ({
    what: `Brevet ${letter} med granskningsdokument`,
    why: `Det gick innan en bekräftelse eller ett godkännande av ${version.title} togs tillbaka ${on}.`,
    since: on,
    nextAction: 'Meddela driftleverantören att handlingen inte gäller, makulera den och utfärda den på nytt, så att ett rättat brev kan gå.',
  })))
}

function stuckLetter(letter: LetterState, letters: readonly LetterState[], patience: Patience): Stuck[] {
  const what = 'Brevet med granskningsdokument'
  const { stage, since, text } = letter
  if (stage === 'failed') return [{ sort: 'stopped-letter', what, why: `Det kunde inte skickas: ${text ?? 'orsaken är okänd'}`, since, nextAction: 'Åtgärda felet och återuppta brevet.' }]
  if (stage === 'held') return [{ sort: 'stopped-letter', what, why: `Det är stoppat: ${text ?? 'orsaken är okänd'}`, since, nextAction: 'Åtgärda orsaken och återuppta brevet.' }]
  const unmoved = unmovedLetter(letter, patience.today)
  if (unmoved !== null) return [{ what, ...unmoved }]
  if (stage === 'completion-requested' && letters.at(-1) === letter) {
    return [{ what, why: `Driftleverantören har begärt komplettering: ${text ?? ''}`, since, nextAction: 'Ge ut den handling som ska kompletteras på nytt, och låt den godkännas och undertecknas.' }]
  }
  if (!isUnconfirmed(letter, patience)) return []
  return [{ what, why: `Driftleverantören har inte bekräftat mottagningen på ${workingDaysBetween(letter.relayedOn ?? since, patience.today)} arbetsdagar; det håller upp granskningen i steg 8.`, since, nextAction: 'Fråga driftleverantören och registrera svaret.' }]
}

/** A letter that nobody has stopped and that does not go: nothing sends it, or a clock that was wrong has put it off. */
function unmovedLetter({ stage, since, releaseAt }: LetterState, today: string): Omit<Stuck, 'what'> | null {
  if (stage !== 'due' && stage !== 'queued') return null
  if (since > today) return { why: `Det är daterat ${since}, som inte har varit än: datorns klocka har gått fel. Det går inte förrän då.`, since: today, nextAction: 'Kontrollera klockan. Ska brevet gå innan dess, ställ in det och bekräfta handlingarna på nytt.' }
  const released = releaseAt.slice(0, 10)
  const waitsFrom = stage === 'due' && released > since ? released : since
  if (fullWorkingDaysSince(waitsFrom, today) < UNMOVED_WORKING_DAYS) return null
  return { why: `Det skulle ha gått ${waitsFrom} men ligger kvar i utkorgen.`, since: waitsFrom, nextAction: 'Kontrollera att ”serve” är igång, eller kör ”send”, och att utskicken inte är pausade.' }
}

function stuckItem({ item, from, owner, receivedOn, promisedOn, expiresOn, state }: LeadTime, today: string): Stuck[] {
  const what = LEAD_TIME_LABELS[item]
  const watched = owner === null ? '' : ` Bevakas av ${owner}.`
  if (state === 'overdue' && promisedOn !== null) return [{ what, why: `Det var utlovat ${promisedOn} men har inte kommit.`, since: promisedOn, nextAction: `Påminn ${from}.${watched}` }]
  if (state === 'expiring' && expiresOn !== null) return [{ what, why: `Det gäller bara till ${expiresOn}.`, since: today, nextAction: `Be ${from} om förnyelse i tid.${watched}` }]
  if (state === 'expired' && expiresOn !== null) return [{ what, why: `Det gällde till ${expiresOn}.`, since: expiresOn, nextAction: `${receivedOn === null ? `Påminn ${from} om förnyelsen` : `Be ${from} om förnyelse`}.${watched}` }]
  return []
}

function stuckDocument(version: VersionStatus, today: string): Stuck[] {
  const { stage, since, waitingFor, nextAction, label, returnedForRevision } = version
  if (waitingFor === null || nextAction === null) return []
  const what = `${version.title} ${spokenCode(version.code)}`
  if (REFUSED.has(stage) || returnedForRevision) {
    const reason = returnedForRevision ? `Återremitterad: ${returnedForRevision.text ?? ''}` : label
    return [{ what, why: `${reason}. Väntar på ${waitingFor}.`.replace('..', '.'), since, nextAction }]
  }
  // What the agreement's signatures cover waits for the agreement, which is named itself.
  if (version.covered) return []
  const days = daysBetween(since, today)
  return days < PATIENCE_DAYS ? [] : [{ what, why: `Väntar sedan ${days} dagar på ${waitingFor}.`, since, nextAction }]
}
