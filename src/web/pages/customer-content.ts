import { LEAD_TIME_STATE_LABELS } from '../../../contracts/lead-time.js'
import { toldCustomerText, toldProposal } from '../../../contracts/differing-places.js'
import { partyName } from '../../../contracts/party-name.js'
import { isStanding } from '../../../contracts/overtaken.js'
import type { VersionStatus } from '../../../contracts/status.js'
import { unconfirmedExemplars } from '../../../contracts/unconfirmed-exemplars.js'
import type { StepStatus } from '../../../contracts/step-status.js'
import type { Original } from '../../../contracts/whereabouts.js'
import { daysBetween } from '../../../contracts/calendar.js'
import { customerFacts } from './customer-facts.js'
import type { Facts } from '../../../templates/facts.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import type { CustomerStatus } from '../../flows/status.js'
import type { VersionFile } from '../../storage/versions.js'
import { scannedRow } from './scanned-row.js'
import { pageWords } from '../page-words.js'

const STEP_STATES = { done: 'Klart', started: 'Påbörjat', waiting: 'Väntar' } as const
const FILE_STATES = { sent: 'Skickad, inte kontrollerad', checked: 'Kontrollerad', expected: 'Väntas', late: 'Försenad' } as const
const UNSENT: ReadonlySet<string> = new Set(['due', 'queued', 'failed', 'held'])
const MOST_DOCUMENTS = 8
const MOST_LINES = 5
const MOST_NOTE = 160
const SEE_DIFFERENCES = ' Se skillnaderna under Kundens texter.'
const LANES = { kund: '', samordning: 'Samordning med driftleverantören' } as const

/** What the customer's view shows, every text ready. */
export function customerContent(status: CustomerStatus, facts: Facts, files: ReadonlyMap<string, readonly VersionFile[]>) {
  const live = status.documents.filter(isStanding)
  const documentOf = (version: VersionStatus) => {
    const row = documentRow(version, files.get(version.code) ?? [])
    return { ...row, notes: row.notes.map(cutShort) }
  }
  return {
    name: status.name, orgnr: status.orgnr, today: status.today,
    stepsDone: status.steps.filter(({ state }) => state === 'done').length,
    nextAction: pageWords(status.nextAction ?? 'Allt är klart.'),
    lettersWait: status.letters.some(({ stage }) => UNSENT.has(stage)),
    stuck: status.stuck.map(({ what, why, since, nextAction }) => ({ what, why: pageWords(why), since, nextAction: pageWords(nextAction) })),
    ...stepContent(status), next: nextPlace(status), ...customerFacts(facts),
    ...documentContent(live.map(documentOf)),
    oldDocuments: status.documents.filter((version) => !isStanding(version)).map(documentOf),
    newerEditions: newerRows(status.newerEditions),
    ...scannedContent(status.scanned.map(scannedRow)),
    ...originalContent(live.flatMap((version) => originalRow(version, status.originals.filter(({ code }) => code === version.code)))),
    leadTimes: status.leadTimes.map((item) => ({
      label: item.label, state: LEAD_TIME_STATE_LABELS[item.state], late: item.state === 'overdue' || item.state === 'expired', owner: item.owner ?? '',
      requestedOn: item.requestedOn ?? '', promisedOn: item.promisedOn ?? '', receivedOn: item.receivedOn ?? '',
      permit: [item.number === null ? '' : `nr ${item.number}`, item.expiresOn === null ? '' : `gäller till ${item.expiresOn}`].filter((part) => part !== '').join(', '),
    })),
    reports: folded(status.supplierReports.map(({ label, on, source, text }) => ({ label, on, source, text: text ?? '' })).toReversed(), MOST_LINES),
    letters: status.letters.map(({ letter, label, since, text, titles }) => ({ letter, label, since, text: text ?? '', titles: titles.join(', ') })),
    customerFiles: folded(status.customerFiles.map(({ month, expectedOn, sentOn, checkedOn, state }) => ({ month, expectedOn, sentOn: sentOn ?? '–', checkedOn: checkedOn ?? '–', state: FILE_STATES[state] })).toReversed(), MOST_LINES),
  }
}

/** A note in a narrow cell; the document's own page has it whole. What to do, which ends it, is kept. */
export function cutShort(text: string): string {
  if (text.length <= MOST_NOTE) return text
  const next = text.endsWith(SEE_DIFFERENCES) ? SEE_DIFFERENCES : ''
  const most = MOST_NOTE - next.length
  const at = text.lastIndexOf(' ', most)
  return `${text.slice(0, at > 0 ? at : most).replace(/[,;:.]$/u, '')} …${next}`
}

/** Documents of which a newer edition says something else, ready to read. */
export function newerRows(newer: CustomerStatus['newerEditions']) {
  return newer.map(({ code, title, message }) => ({ title, code: spokenCode(code), message: pageWords(message) }))
}

/** The first so many of a list, and those that stand folded below it. */
function folded<T>(rows: readonly T[], most: number): { readonly shown: readonly T[]; readonly more: readonly T[] } {
  return { shown: rows.slice(0, most), more: rows.slice(most) }
}

/** All steps for the time line; what is under way open, or what comes first of what waits, and the others folded. */
function stepContent(status: CustomerStatus) {
  const steps = status.steps.map((step) => stepRow(step, weekZeroOf(status)))
  const started = steps.filter(({ mark }) => mark === 'started')
  const current = started.length > 0 ? started : steps.filter(({ mark }) => mark === 'waiting').slice(0, 1)
  return { steps, currentSteps: current, doneSteps: steps.filter(({ mark }) => mark === 'done'), waitingSteps: steps.filter((step) => step.mark === 'waiting' && !current.includes(step)) }
}

/** What needs somebody open, what is done or has not begun folded; where nothing is under way, the first of what has not begun. */
function documentContent(documents: readonly ReturnType<typeof documentRow>[]) {
  const underWay = documents.filter(({ mark }) => mark === 'stuck' || mark === 'started')
  const waiting = documents.filter(({ mark }) => mark === 'waiting')
  const { shown, more } = folded(underWay.length > 0 ? underWay : waiting, MOST_DOCUMENTS)
  return { documents: shown, moreDocuments: more, waitingDocuments: underWay.length > 0 ? waiting : [], doneDocuments: documents.filter(({ mark }) => mark === 'done') }
}

/** Exemplars with something left to confirm or look at, and those with nothing. */
function scannedContent(rows: readonly ReturnType<typeof scannedRow>[]) {
  const isSettled = ({ suspect, parties, notes, differences }: ReturnType<typeof scannedRow>): boolean => !suspect && notes.length === 0 && differences.length === 0 && parties.every(({ confirmed }) => confirmed)
  return { anyScanned: rows.length > 0, scanned: rows.filter((row) => !isSettled(row)), settledScans: rows.filter(isSettled) }
}

/** Originals, folded behind who holds how many where they are many. */
function originalContent(originals: readonly ReturnType<typeof originalRow>[number][]) {
  const places = originals.flatMap((original) => original.places)
  const held = new Map<string, number>()
  for (const { place } of places) held.set(place, (held.get(place) ?? 0) + 1)
  return { originals, originalsHeld: originals.length > MOST_LINES ? [...held].map(([place, count]) => `${place} (${count} st)`) : [], originalsCount: places.length }
}

/** The day week 0 begins; null without a plan. */
function weekZeroOf({ steps }: CustomerStatus): string | null {
  return steps.find(({ weeks }) => weeks.from === 0)?.plannedFrom ?? null
}

/** Where the one next action is done; null when it is done nowhere here. */
function nextPlace({ orgnr, documents, nextAction, scanned }: CustomerStatus): { readonly href: string; readonly label: string } | null {
  if (nextAction === null) return null
  const named = documents.find((one) => nextAction.startsWith(`${one.title} ${spokenCode(one.code)}:`)) ?? documents.find((one) => isStanding(one) && one.nextAction !== null && nextAction.endsWith(one.nextAction))
  if (named === undefined) return placeWithoutDocument(orgnr, nextAction)
  const scan = named.nextEvent === 'signature-confirmed' ? scanned.find((one) => one.code === named.code)?.parties.find((party) => !party.confirmed && party.scan !== null)?.scan : undefined
  return scan === undefined || scan === null ? { href: `/kunder/${orgnr}/handlingar/${named.code}`, label: 'Öppna handlingen' } : { href: `/skanning/${scan}`, label: 'Granska skanningen' }
}

/** Where what belongs to no document is done. */
function placeWithoutDocument(orgnr: string, nextAction: string): { readonly href: string; readonly label: string } {
  if (nextAction.startsWith('Svar på brev')) return { href: '/utskick#svar', label: 'Läs svaret' }
  if (nextAction.startsWith('Brev')) return { href: '#brev', label: 'Se brevet' }
  return nextAction.startsWith('Steg') ? { href: `/kunder/${orgnr}/checklista`, label: 'Öppna checklistan' } : { href: `/kunder/${orgnr}/historik`, label: 'Registrera vad som har hänt' }
}

/** `vecka 2–5`: when the step's points were settled, counted as the plan counts; empty until one is. */
function actualWeeks({ points }: StepStatus, weekZero: string | null): string {
  const days = points.flatMap(({ settled }) => (settled === null || settled.by === 'facts' || settled.on === null ? [] : [settled.on])).sort()
  const [first, last] = [days[0], days.at(-1)]
  if (weekZero === null || first === undefined || last === undefined) return ''
  const [from, to] = [first, last].map((day) => Math.floor(daysBetween(weekZero, day) / 7))
  return from === to ? `vecka ${from}` : `vecka ${from}–${to}`
}

function stepRow(step: StepStatus, weekZero: string | null) {
  const { from, to } = step.weeks
  return {
    step: step.step, title: step.title, phase: step.phase, lane: LANES[step.lane], state: STEP_STATES[step.state], mark: step.state,
    actual: actualWeeks(step, weekZero),
    weeks: to === null ? `vecka ${from} och framåt` : from === to ? `vecka ${from}` : `vecka ${from}–${to}`,
    days: step.plannedFrom === null ? '' : step.plannedTo === null ? `från ${step.plannedFrom}` : `${step.plannedFrom} – ${step.plannedTo}`,
    settled: step.points.filter(({ settled }) => settled !== null).length, total: step.points.length,
    missing: step.state === 'done' ? [] : step.missing,
    points: step.points.map(({ id, text, settled, settledBy }) => ({ id, text, done: settled !== null, settledBy })),
  }
}

/** The badge of a document: done when it is signed by all and nothing more is awaited. */
function markOf(version: VersionStatus): string {
  const { stage, nextAction, returnedForRevision, handedOver } = version
  if (!isStanding(version)) return 'waiting'
  if (returnedForRevision !== null || stage === 'review-refused' || stage === 'completion-asked') return 'stuck'
  if (nextAction === null) return 'done'
  return handedOver === null && stage === 'issued' ? 'waiting' : 'started'
}

function originalRow(version: VersionStatus, originals: readonly Original[]) {
  if (originals.length === 0) return []
  const places = originals.map(({ exemplar, holder, place, on }) => ({ exemplar, holder: partyName(holder), place, on }))
  return [{ title: titleOf(version), code: spokenCode(version.code), places }]
}

function titleOf({ title, subject }: VersionStatus): string {
  return subject === '' ? title : `${title} ${subject}`
}

/** What is shown of one document, every text ready. */
export function documentRow(version: VersionStatus, files: readonly VersionFile[]) {
  const code = spokenCode(version.code)
  return {
    code, title: titleOf(version), href: `/kunder/${version.orgnr}/handlingar/${version.code}`, mark: markOf(version), label: version.label, draft: version.draft, since: version.since,
    notes: notesOf(version),
    waitingFor: version.waitingFor === null ? '' : `Väntar på ${version.waitingFor}.`,
    exemplars: version.exemplars.map(({ exemplar, holder, label, archived, originalReturned, confirmations }) => ({
      exemplar, holder: partyName(holder), label, overrides: confirmations.flatMap(({ party, by, override }) => (override === null ? [] : [`${partyName(party)}: bekräftad av ${by} trots programmets tvivel: ${override}`])),
      flags: [archived === null ? '' : `arkiverat ${archived.on}`, originalReturned === null ? '' : `returnerat ${originalReturned.on}`].filter((flag) => flag !== '').join(', '),
    })),
    files: files.map(({ path, bytes, exemplar }) => ({
      href: `/api/v1/versions/${encodeURIComponent(version.code)}/files/${encodeURIComponent(path)}`,
      name: fileName(path, exemplar), size: `${Math.max(1, Math.round(bytes / 1024))} kB`, about: `${version.title} ${code}`,
    })),
  }
}

function notesOf(version: VersionStatus): string[] {
  const { customerText, proposedDeviations, approval, overridden, returnedForRevision, covered } = version
  return [
    ...(customerText === null ? [] : [`${capitalised(toldCustomerText(customerText))}.${SEE_DIFFERENCES}`]),
    ...proposedDeviations.map((proposal) => `${capitalised(pageWords(toldProposal(proposal)))}.`),
    ...(approval === null ? [] : [`Godkänd av förvaltningsgruppen ${approval.on}: ${approval.decision}`]),
    ...(returnedForRevision === null ? [] : [`Återremitterad ${returnedForRevision.on}: ${returnedForRevision.text ?? ''}`]),
    ...overridden.map(({ on, text }) => `Spärr åsidosatt ${on}: ${text ?? ''}`),
    ...(covered ? ['Omfattas av avtalets underskrift'] : []),
    ...unconfirmedExemplars(version),
  ]
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

function fileName(path: string, exemplar: number | null): string {
  const form = path.endsWith('.docx') ? 'Word' : path.endsWith('.pdf') ? 'PDF' : path
  return exemplar === null || form !== 'PDF' ? form : `PDF, exemplar ${exemplar}`
}
