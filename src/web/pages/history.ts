import { eventSchema, type EventType, type RecordedEvent } from '../../../contracts/event.js'
import { EVENT_LABELS } from '../../../contracts/event-label.js'
import { eventName, everythingSaid } from '../../../contracts/event-words.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { readVersionCode } from '../../../signing/page-code.js'
import { organisationsnummer } from '../../../templates/identifiers.js'
import { Failure } from '../../../templates/failure.js'
import { eventCount } from '../../storage/event-chain.js'
import { searchEvents, type EventSearch } from '../../storage/search-events.js'
import type { Page, Visit } from '../page.js'

const ROWS = 50
const INSTANT = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short', timeStyle: 'medium' })
const TYPES: ReadonlySet<string> = new Set(eventSchema.options.map((option) => option.shape.type.value))

/** *Händelser*: everything that has happened, newest first, with the hashes that bind it. */
export const HISTORY_PAGE: Page = {
  path: '/arkiv/handelser', right: 'read', forms: [],
  show: async ({ app, query }) => {
    const { search, faults } = searchOf(query)
    const found = faults.length > 0 ? [] : await searchEvents(app.store.read, search, ROWS + 1)
    const rows = found.slice(0, ROWS)
    const last = rows.at(-1)
    const content = {
      fields: { kund: query['kund'] ?? '', kod: query['kod'] ?? '', vem: query['vem'] ?? '', fran: query['fran'] ?? '', till: query['till'] ?? '' },
      types: Object.entries(EVENT_LABELS).map(([value, label]) => ({ value, label, chosen: query['handelse'] === value })).toSorted((one, other) => one.label.localeCompare(other.label, 'sv')),
      faults, rows: rows.map(rowOf), none: rows.length === 0 && faults.length === 0, total: (await eventCount(app.store.read)).toLocaleString('sv-SE'),
      older: found.length > ROWS && last !== undefined ? linkTo(query, last.sequence) : null,
      newest: search.before === null ? null : linkTo(query, null),
    }
    return { view: 'history', title: 'Händelser', crumbs: [{ label: 'Arkiv', href: '/arkiv' }], content }
  },
}

function linkTo(query: Visit['query'], before: number | null): string {
  const kept = Object.entries(query).filter(([name, value]) => name !== 'fore' && value !== '')
  return `/arkiv/handelser?${new URLSearchParams({ ...Object.fromEntries(kept), ...(before === null ? {} : { fore: String(before) }) }).toString()}`
}

function searchOf(query: Visit['query']): { search: EventSearch; faults: string[] } {
  const faults: string[] = []
  const given = (name: string): string | null => {
    const value = query[name]?.trim() ?? ''
    return value === '' ? null : value
  }
  const day = (name: string, label: string): string | null => {
    const value = given(name)
    if (value === null || /^\d{4}-\d{2}-\d{2}$/.test(value)) return value
    faults.push(`${label}: skriv dagen som ÅÅÅÅ-MM-DD.`)
    return null
  }
  const [orgnr, code, type, before] = [given('kund'), given('kod'), given('handelse'), given('fore')]
  const customer = orgnr === null ? null : organisationsnummer.safeParse(orgnr)
  if (customer?.success === false) faults.push(`Kund: ${orgnr ?? ''} är inget organisationsnummer.`)
  return {
    search: {
      orgnr: customer?.success === true ? customer.data : null, code: codeOf(code, faults), actor: given('vem'), types: type !== null && isType(type) ? [type] : null,
      from: day('fran', 'Från'), to: day('till', 'Till'), before: before !== null && /^\d{1,15}$/.test(before) ? Number(before) : null,
    },
    faults,
  }
}

function isType(type: string): type is EventType {
  return TYPES.has(type)
}

function codeOf(typed: string | null, faults: string[]): string | null {
  if (typed === null) return null
  try {
    return readVersionCode(typed)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    faults.push(`Handlingens kod: ${error.message}`)
    return null
  }
}

function rowOf({ sequence, recordedAt, happenedOn, actor, orgnr, code, exemplar, event, hash }: RecordedEvent & { readonly hash: string }) {
  return {
    sequence, recorded: INSTANT.format(new Date(recordedAt)), happenedOn, label: eventName(event),
    who: actor.name, how: actor.verified ? '' : `obekräftat${actor.osUser === '' ? '' : `, inloggad i datorn som ${actor.osUser}`}`,
    orgnr: orgnr ?? '', code: code === null ? '' : spokenCode(code), exemplar: exemplar ?? '', hash,
    said: everythingSaid(event),
  }
}
