import type { IssuedVersion, RecordedEvent } from '../../contracts/event.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { readVersionCode } from '../../signing/page-code.js'
import { Failure } from '../../templates/failure.js'
import { organisationsnummer } from '../../templates/identifiers.js'
import type { App } from '../app.js'
import { customerOf, firstNames, type Customer } from '../storage/customers.js'
import { eventsOf } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { versionOf, versionsOf, type StoredVersion } from '../storage/versions.js'

/** One customer's issued versions and recorded events. */
export interface History {
  readonly versions: readonly IssuedVersion[]
  readonly events: readonly RecordedEvent[]
}

/** Everything recorded about a customer, as `db` sees it, with the kinds as this installation has them. */
export async function historyOf(app: App, db: Db, orgnr: string): Promise<{ versions: StoredVersion[]; events: RecordedEvent[]; kinds: App['kinds'] }> {
  const [versions, events] = await Promise.all([versionsOf(db, orgnr), eventsOf(db, orgnr)])
  return { versions, events, kinds: app.kinds }
}

const MOST_NAMED = 10

/** The version a person names by its printed code. @throws Failure `code-unknown` */
export async function namedVersion(db: Db, typed: string): Promise<StoredVersion> {
  const version = await versionOf(db, readVersionCode(typed))
  if (version === null) throw new Failure('code-unknown', `Ingen handling har koden ${typed}. Kontrollera koden mot pappret, eller se kundens koder med ”status ORGNR”.`)
  return version
}

/** The version that an address names below a customer, only when it is that customer's. @throws Failure `customer-unknown`, `code-unknown` */
export async function namedOfCustomer(app: App, typedOrgnr: string, typedCode: string): Promise<StoredVersion> {
  const { orgnr, name } = await namedCustomer(app, typedOrgnr)
  const version = await namedVersion(app.store.read, typedCode)
  if (version.orgnr !== orgnr) throw notOfCustomer(name, version.code)
  return version
}

/** What is refused when a customer has no document with that code. */
export function notOfCustomer(name: string, code: string): Failure {
  return new Failure('code-unknown', `${name} har ingen handling med koden ${spokenCode(code)}. Kundens handlingar står på kundens sida.`)
}

/** The customer a person names by organisationsnummer, in any of its forms. @throws Failure `customer-unknown` */
export async function namedCustomer(app: App, typed: string): Promise<Customer> {
  const read = organisationsnummer.safeParse(typed)
  const customer = read.success ? await customerOf(app.store.read, read.data) : null
  if (customer !== null) return customer
  const known = (await firstNames(app.store.read, MOST_NAMED + 1)).map((one) => `${one.orgnr} ${one.name}`)
  const list = known.length === 0 ? 'Inga kunder är registrerade än; kör ”pack” först.' : `Registrerade kunder: ${known.slice(0, MOST_NAMED).join(', ')}${known.length > MOST_NAMED ? ' …' : ''}.`
  throw new Failure('customer-unknown', `Ingen kund har organisationsnumret ${typed}. ${list}`)
}
