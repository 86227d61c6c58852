import { z } from 'zod'
import { LEAD_TIME_STATE_LABELS } from '../../contracts/lead-time.js'
import { MEETING_STATE_LABELS } from '../../contracts/meetings.js'
import { partyName, partyOwns } from '../../contracts/party-name.js'
import type { CustomerProgress } from '../../contracts/progress.js'
import type { VersionStatus } from '../../contracts/status.js'
import { toldCustomerText, toldProposal } from '../../contracts/differing-places.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { customerStatus, type CustomerStatus } from '../flows/status.js'
import { toldEvidence } from './told-sources.js'
import { houseStatus, type HouseStatus } from '../flows/house-status.js'
import { swedishDay } from '../flows/new-event.js'
import { toldScanned } from './told-scanned.js'
import { customerStatusSchema, customerSummarySchema } from '../flows/status-shape.js'
import type { Command } from './command.js'

/** `status`: where everything stands, for one customer or all. */
export const statusCommand: Command = {
  name: 'status',
  arguments: '[orgnr]',
  summary: 'visar var varje handling, exemplar, original, steg och brev står, och varför det som står still gör det',
  options: [],
  output: z.union([customerStatusSchema, z.array(customerSummarySchema)]),
  run: async ({ app, args }) => {
    const [orgnr] = args
    if (orgnr === undefined) {
      const status = await houseStatus(app)
      const complaints = status.underivable.map(({ orgnr: whose, name, why }) => `${whose} ${name}: ${why}\n`)
      return { json: status.customers, text: house(status), exit: complaints.length === 0 ? 0 : 4, complaints: complaints.join('') }
    }
    const status = await customerStatus(app, orgnr)
    return { json: status, text: page(status), exit: 0 }
  },
}

const MOST_ARRIVED = 5
const WAYS = { command: 'från kommandoraden', upload: 'uppladdad', folder: 'ur incoming/' } as const
const STATES = { 'under-way': ', läses nu', read: '', unreadable: ', gick inte att läsa' } as const

/** The whole house as text. */
function house({ customers, keys, mail, incoming, arrivals }: HouseStatus): string {
  const lines = customers.map((one) => `${one.orgnr}  ${one.name}: ${one.stepsDone} av 12 steg klara${one.stuck > 0 ? `, ${one.stuck} står still` : ''}\n  ${one.nextAction ?? 'Allt är klart.'}`)
  const left = [...incoming.waiting.map(({ file, why }) => `${file} väntar: ${why}`), ...incoming.faulty.map(({ file, why }) => `${file} gick inte att läsa: ${why}`)]
  const came = arrivals.slice(0, MOST_ARRIVED).map(({ fileName, at, via, scan, state }) => `${fileName} kom ${swedishDay(at)} ${WAYS[via]}: skanning ${scan.slice(0, 12)}${STATES[state]}`)
  return [
    ...section('NYCKLAR', keys.map(({ path, message }) => `${path}: ${message}`)).slice(1),
    ...(lines.length === 0 ? ['Inga kunder är registrerade än. Registrera den första med ”pack FAKTA.json”.'] : lines),
    ...section('UTSKICK', mail),
    ...section('INCOMING', left),
    ...section('INKOMMET', came),
    '',
  ].join('\n')
}

const STEP_MARKS = { done: '✓', started: '▸', waiting: '·' } as const

/** The customer's page as text. */
function page(status: CustomerStatus): string {
  return [
    `${status.name} (${status.orgnr}), ${status.today}`,
    '',
    `NÄSTA: ${status.nextAction ?? 'Allt är klart.'}`,
    ...section('STÅR STILL', status.stuck.map(({ what, why, since, nextAction }) => `${what} (sedan ${since}): ${why} ${nextAction}`)),
    ...section('STEG', status.steps.map((step) => {
      const settled = step.points.filter((point) => point.settled !== null).length
      const weeks = step.weeks.to === null ? `v ${step.weeks.from}–` : step.weeks.from === step.weeks.to ? `v ${step.weeks.from}` : `v ${step.weeks.from}–${step.weeks.to}`
      const missing = step.state === 'done' || step.missing.length === 0 ? '' : `; saknar: ${step.missing.join(', ')}`
      return `${STEP_MARKS[step.state]} ${String(step.step).padStart(2)} ${step.title.padEnd(44)} ${weeks.padEnd(8)} ${settled} av ${step.points.length} punkter${missing}`
    })),
    ...section('HANDLINGAR', status.documents.flatMap(documentLines)),
    ...section('NYARE UTGÅVOR', status.newerEditions.map(({ title, code, message }) => `${spokenCode(code)}  ${title}: ${message}`)),
    ...section('SKANNAT', status.scanned.flatMap(toldScanned)),
    ...section('ORIGINAL', originalLines(status)),
    ...section('LEDTIDER', status.leadTimes.map((item) => `${item.label}: ${LEAD_TIME_STATE_LABELS[item.state]}${item.promisedOn === null ? '' : `, utlovad ${item.promisedOn}`}${item.receivedOn === null ? '' : `, mottagen ${item.receivedOn}`}${item.number === null ? '' : `, nr ${item.number}`}${item.expiresOn === null ? '' : `, gäller till ${item.expiresOn}`}${item.owner === null ? '' : ` (${item.owner})`}`)),
    ...section('VÄNTAR PÅ', status.awaited.map(({ what, from, since, dueOn, late }) => `${late ? 'FÖRSENAT: ' : ''}${what} – ${from}, sedan ${since}${dueOn === null ? '' : `, väntat ${dueOn}`}`)),
    ...section('TRÄFFAR', status.meetings.filter(({ state }) => state !== 'unbooked').map(({ ordinal, title, state, booking, held }) => `${ordinal} ${title}: ${MEETING_STATE_LABELS[state]}${held !== null ? ` ${held.on}` : booking === null ? '' : ` ${booking.startsAt.replace('T', ' ')}`}`)),
    ...section('LEVERANTÖRENS BESKED', status.supplierReports.map(({ label, on, source, text }) => `${on} ${label} (${source})${text === null ? '' : `: ${text}`}`)),
    ...section('ÖVERLÄMNAT', status.handedOver.map(({ label, on, to }) => `${on} ${label}, till ${to}`)),
    ...section('STYRGRUPPENS UTFALL', status.steeringOutcome === null ? [] : [`${status.steeringOutcome.on} ${status.steeringOutcome.text}`]),
    ...section('BREV', status.letters.map((letter) => `${letter.letter} ${letter.label}${letter.text === null ? '' : ` (${letter.text})`}, ${letter.since}: ${letter.titles.join(', ')}`)),
    ...section('KUNDDATAFIL', status.customerFiles.map(({ month, sentOn, checkedOn, expectedOn }) => `${month}: ${checkedOn !== null ? `kontrollerad ${checkedOn}` : sentOn !== null ? `skickad ${sentOn}, inte kontrollerad` : `väntas ${expectedOn}`}`)),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

/** The paper originals by where they are, so that a page is enough. */
function originalLines({ originals }: CustomerProgress): string[] {
  const places = new Map<string, string[]>()
  for (const { kind, exemplar, holder, place, on } of originals) {
    const there = `${place}, ${on}`
    places.set(there, [...(places.get(there) ?? []), `${kind} ex ${exemplar} (${partyName(holder)})`])
  }
  return [...places].map(([place, papers]) => `${place}: ${papers.join(', ')}`)
}

function documentLines(document: VersionStatus): string[] {
  const flags = [
    ...(document.customerText === null ? [] : [`${toldCustomerText(document.customerText)} (draft compare --document ${spokenCode(document.code)})`]),
    ...document.proposedDeviations.map(toldProposal),
    ...(document.approval === null ? [] : [`godkänd ${document.approval.on} (${document.approval.decision}, händelse ${document.approval.event})`]),
    ...printedFlag(document),
    ...document.overridden.map(({ text }) => `spärr åsidosatt: ${text ?? ''}`),
  ]
  const own = document.exemplars.flatMap((exemplar) => exemplar.confirmations.map(({ party, on, by, event, override, pages }) => `  exemplar ${exemplar.exemplar}: ${partyOwns(party)} underskrift bekräftad ${on} av ${by} (händelse ${event}; skanning ${toldEvidence(pages)})${override === null ? '' : `, trots programmets tvivel: ${override}`}`))
  const number = document.subject === '' ? '' : ` ${document.subject}`
  return [`${spokenCode(document.code)}  ${document.title}${number}: ${document.label}${flags.length === 0 ? '' : ` – ${flags.join('; ')}`}`, ...own]
}

/** Whether the paper says what the board has decided. */
function printedFlag({ code, approval, printed, supersededBy, cancelled }: VersionStatus): string[] {
  if (supersededBy !== null || cancelled !== null) return []
  if (printed === null) return approval === null ? [] : [`beslutet är inte tryckt (print-decision ${spokenCode(code)})`]
  if (approval !== null && approval.on === printed.on && approval.decision === printed.text) return ['beslutet är tryckt']
  return [`OBS! ETT ÅTERTAGET BESLUT ÄR TRYCKT: ${printed.on}, ${printed.text} (print-decision ${spokenCode(code)} ger ut den rätt)`]
}
