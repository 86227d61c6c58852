import { addDays, daysBetween, nextMonth } from '../../contracts/calendar.js'
import type { Event } from '../../contracts/event.js'
import { EVALUATION_QUESTIONS } from '../../contracts/evaluation-questions.js'
import { readFacts } from '../../templates/facts-faults.js'
import type { Facts } from '../../templates/facts.js'
import { fictionalFacts } from '../bench/fictional-facts.js'
import { shippedFacts } from '../program-files.js'
import { agreed, awaited, booked, discussed, held, initiated, onWorkingDays, overDays, seller, ticked, trained } from './neighbour-acts.js'
import type { Act, Neighbour } from './neighbour.js'

const SHIPPED = ['region-vastmarken', 'bryggans-barnmorskemottagning', 'ovre-kvarnadalens-forbund', 'tallmo-omsorg'] as const
const MADE_UP = [['Norrsele kommun', 'kommun'], ['Åkersvidda kommun', 'kommun'], ['Storkinda kommun', 'kommun'], ['Hedvalla kommun', 'kommun'], ['Region Norrvik', 'region'], ['Lerånga kommun', 'kommun']] as const

/** The first day that the demo tells of, counted back from today. */
export const FIRST_DAY_AGO = 130

/** Where the drafts of one of them go, and nobody reads: a letter is missing in it. */
export const WRONG_ADDRESS = 'avtal@norrsele-komun.example'

/** Ten customers in different steps on the day `today`, so that every page has something to show. */
export function neighbours(today: string): Neighbour[] {
  const made = fictionalFacts(MADE_UP.map(([name, kundtyp], index) => ({ name, kundtyp, number: String(9901 + index), place: name.replace(/^Region | kommun$/g, ''), orgnr: null })), 9)
  const [misspelt] = made
  if (misspelt?.facts.kontakter?.kontraktsansvarig === undefined) throw new Error('nobody to send drafts to')
  misspelt.facts.kontakter.kontraktsansvarig.epost = WRONG_ADDRESS
  const known = [...SHIPPED.map((name) => readFacts(shippedFacts(name))), ...made.map(({ facts }) => facts)].map(withoutDays)
  return known.map((facts, index) => ({ facts, acts: overDays(onWorkingDays(LIVES[index]?.(facts, today) ?? [], today), today) }))
}

/** The demo's own days take the place of those in the files. */
function withoutDays(shipped: Facts): Facts {
  const facts = structuredClone(shipped)
  delete facts.ledtider
  delete facts.leverantor
  return facts
}

const paper = (kind: string, event: Event) => ({ kind, event })

/** In the order of the customers above. */
const LIVES: readonly ((facts: Facts, today: string) => readonly Act[])[] = [
  // Nobody has told who the local seller is.
  (facts, today) => initiated(30, facts, today).slice(0, 2),
  // The pack lies ready and nobody has handed it over.
  (facts, today) => [...initiated(45, facts, today), { daysAgo: 20, issued: { stage: 'signing', kinds: ['grundavtal', 'raps'] } }],
  (facts, today) => [...initiated(70, facts, today), ...agreed(40, facts, today), { ...discussed(25), events: [{ type: 'logotype-handed-in' }] }, { daysAgo: 12, events: [booked(3, addDays(today, 12), facts), ...awaited('utfardartillstand', addDays(today, 20))] }],
  (facts, today) => [...initiated(84, facts, today), ...agreed(60, facts, today), discussed(45), trained(12, facts), { daysAgo: 4, papers: [paper('raps', { type: 'final-received' }), paper('rutiner', { type: 'final-received' })] }],
  // Its drafts were mailed to an address that does not exist.
  (_facts, _today) => [{ daysAgo: 3, issued: { stage: 'draft', kinds: ['grundavtal'] }, events: ticked(1).slice(0, 3), mailed: 'drafts' }],
  (facts, today) => [{ daysAgo: 8, issued: { stage: 'draft', kinds: ['grundavtal'] }, events: [...ticked(1), booked(1, addDays(today, 5), facts)] }],
  // Was the meeting held?
  (facts, today) => [{ daysAgo: 16, issued: { stage: 'draft', kinds: ['grundavtal'] }, events: [...ticked(1), booked(1, addDays(today, -2), facts)] }, ...seller(6, 'Sten Sälj')],
  (facts, today) => [
    ...initiated(77, facts, today), ...agreed(56, facts, today), discussed(40), trained(20, facts),
    { daysAgo: 11, papers: [paper('raps', { type: 'final-received' }), paper('rutiner', { type: 'final-received' })] },
    { daysAgo: 6, approved: ['rutiner'], papers: [paper('raps', { type: 'returned-for-revision', reason: 'Avsnittet om spärr säger inte vem som spärrar kort på helger.' })] },
  ],
  (facts, today) => [...initiated(120, facts, today), { daysAgo: 60, events: delivering(addDays(today, 55)) }, ...files(60, today).slice(0, 1), { daysAgo: 9, events: [booked(4, addDays(today, 8), facts)] }],
  (facts, today) => [
    ...initiated(118, facts, today), { daysAgo: 75, events: delivering(addDays(today, 400)) }, ...files(75, today), { daysAgo: 28, events: [...held(4, facts), ...ticked(10)] },
    { daysAgo: 14, events: [...held(5, facts), ...ticked(11), { type: 'evaluation-sent' }, { type: 'evaluation-reviewed' }, ...answers()] },
    { daysAgo: 5, events: [{ type: 'steering-outcome-recorded', outcome: 'Omdömena är genomgångna; leveranstiderna för reservkort följs upp.' }, ...ticked(9)] },
  ],
]

/** A customer that was connected before there was a system: its papers lie in the archive room. */
function delivering(permitUntil: string): Event[] {
  const source = 'Lina Lokalsson'
  return [
    { type: 'own-point-added', point: '7.e1', step: 7, text: 'Avtalen undertecknades på papper före Anslut och ligger i Närarkiv 3; skanna in dem' },
    { type: 'customer-number-reported', customerNumber: '40117', office: '17', source }, { type: 'product-specified', source }, { type: 'siths-admin-configured', source }, { type: 'delivery-may-start', source },
    { type: 'lead-time-requested', item: 'utfardartillstand', owner: 'Demo Kollega' }, { type: 'lead-time-received', item: 'utfardartillstand', number: 'UT-2041', expiresOn: permitUntil },
  ]
}

/** The monthly files since delivery could start, each sent and checked on the 6th. */
function files(startedAgo: number, today: string): Act[] {
  const acts: Act[] = []
  for (let month = nextMonth(addDays(today, -startedAgo).slice(0, 7)); `${month}-06` < today; month = nextMonth(month)) {
    acts.push({ daysAgo: daysBetween(`${month}-06`, today), events: [{ type: 'customer-file-sent', month }, { type: 'customer-file-checked', month }] })
  }
  return acts
}

/** Mostly content. */
function answers(): Event[] {
  const grades = ['5', '4', '4', '3', '5', 'vet-ej', '4', '2', '5', '4'] as const
  return [
    ...EVALUATION_QUESTIONS.map((question, index): Event => ({ type: 'evaluation-answered', question, grade: grades[index % grades.length] ?? '4' })),
    { type: 'evaluation-commented', question: 'fungerade-bast', comment: 'Utbildningen av RA och KRA, och att samma person följde oss hela vägen.' },
    { type: 'evaluation-commented', question: 'vill-andra', comment: 'Reservkorten tog fem veckor. Säg det från början.' },
  ]
}
