import { LEAD_TIME_ITEMS, type Facts } from '../templates/facts.js'
import type { RecordedEvent } from './event.js'
import type { VersionStatus } from './status.js'
import { daysBetween } from './calendar.js'
import { isCurrent } from './checklist.js'

/** What must be asked for early because others take time (seed step 4). */
export interface LeadTime {
  readonly item: (typeof LEAD_TIME_ITEMS)[number]
  readonly label: string
  readonly owner: string | null
  readonly requestedOn: string | null
  readonly promisedOn: string | null
  /** Null again once it is asked for or promised anew; number and expiry stay those of the one received before. */
  readonly receivedOn: string | null
  readonly number: string | null
  readonly expiresOn: string | null
  /** Who is to deliver it, in running Swedish text: "driftleverantören". */
  readonly from: string
  /** `expiring`: valid for less than ninety days more, time to renew; `unneeded`: the customer has not chosen SIS-approved cards. */
  readonly state: 'missing' | 'requested' | 'promised' | 'overdue' | 'received' | 'expiring' | 'expired' | 'unneeded'
}

/** What a clerk reads for each item. */
export const LEAD_TIME_LABELS: Readonly<Record<(typeof LEAD_TIME_ITEMS)[number], string>> = {
  handlaggare: 'Registrering av handläggare', utfardartillstand: 'Utfärdartillstånd', korttyper: 'Korttyper', ra: 'Kontaktperson RA', support: 'Kontaktperson support',
}

/** What a clerk reads for each state. */
export const LEAD_TIME_STATE_LABELS: Readonly<Record<LeadTime['state'], string>> = {
  missing: 'Inte begärd', requested: 'Begärd', promised: 'Utlovad', overdue: 'Försenad', received: 'Mottagen', expiring: 'Går snart ut', expired: 'Giltigheten har gått ut', unneeded: 'Behövs inte',
}

/** Who delivers each item. */
const FROM: Readonly<Record<(typeof LEAD_TIME_ITEMS)[number], string>> = {
  handlaggare: 'driftleverantören', utfardartillstand: 'SIS/DNV', korttyper: 'korttillverkaren', ra: 'kunden', support: 'kunden',
}

/** How long before a permit expires its renewal is asked for. */
const RENEWAL_DAYS = 90

type Recorded = Omit<LeadTime, 'item' | 'label' | 'from' | 'state'>

/** The five items of one customer on the day `today`: what the facts say, then what events and applications say later. `events` without withdrawn ones. */
export function leadTimes(facts: Facts | null, documents: readonly VersionStatus[], events: readonly RecordedEvent[], today: string): LeadTime[] {
  return LEAD_TIME_ITEMS.map((item) => {
    const written = facts?.ledtider?.find(({ punkt }) => punkt === item)
    const requestedOn = written?.begard ?? null
    const received = written?.mottagen ?? null
    let known: Recorded = {
      owner: written?.agare ?? null, requestedOn, promisedOn: written?.utlovad ?? null, receivedOn: received !== null && requestedOn !== null && requestedOn > received ? null : received,
      number: written?.nummer ?? null, expiresOn: written?.giltigTill ?? null,
    }
    for (const recorded of events) known = after(known, item, recorded, documents)
    const state = item === 'utfardartillstand' && facts?.kort?.sisKort === 'nej' && known.requestedOn === null && known.receivedOn === null ? 'unneeded' : stateOf(known, today)
    return { item, label: LEAD_TIME_LABELS[item], from: FROM[item], ...known, state }
  })
}

function after(known: Recorded, item: LeadTime['item'], { code, event, happenedOn }: RecordedEvent, documents: readonly VersionStatus[]): Recorded {
  const current = documents.some((version) => version.code === code && isCurrent(version))
  if (item === 'utfardartillstand' && event.type === 'permit-granted' && current) return { ...known, receivedOn: happenedOn, number: event.number, expiresOn: event.expiresOn }
  if (item === 'handlaggare' && event.type === 'registered' && current) return { ...known, receivedOn: happenedOn }
  if (!('item' in event) || event.item !== item) return known
  if (event.type === 'lead-time-requested') return { ...roundOf(known, happenedOn), owner: event.owner, requestedOn: happenedOn }
  if (event.type === 'lead-time-promised') return { ...roundOf(known, happenedOn), promisedOn: event.promisedOn }
  return { ...known, receivedOn: happenedOn, number: event.number ?? known.number, expiresOn: event.expiresOn ?? known.expiresOn }
}

/** What is asked for or promised after it was received is asked for anew, as a permit that is renewed. */
function roundOf(known: Recorded, on: string): Recorded {
  return known.receivedOn !== null && on > known.receivedOn ? { ...known, requestedOn: null, promisedOn: null, receivedOn: null } : known
}

function stateOf({ requestedOn, promisedOn, receivedOn, expiresOn }: Recorded, today: string): LeadTime['state'] {
  if (receivedOn === null && promisedOn !== null && promisedOn < today) return 'overdue'
  if (expiresOn !== null && expiresOn < today) return 'expired'
  if (receivedOn === null) return promisedOn !== null ? 'promised' : requestedOn === null ? 'missing' : 'requested'
  return expiresOn !== null && daysBetween(today, expiresOn) < RENEWAL_DAYS ? 'expiring' : 'received'
}
