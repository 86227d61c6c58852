import { openApp, type App } from '../../app.js'
import { readConfig } from '../../config.js'
import { pack } from '../../flows/pack.js'
import { shippedCustomerList } from '../../program-files.js'
import { eventCount } from '../../storage/event-chain.js'
import { letters } from '../../storage/letters.js'
import { scans } from '../../storage/scans.js'
import { filesOf, versionCodes, versionsOf } from '../../storage/versions.js'
import { fictionalFacts, type FictionalFacts } from '../fictional-facts.js'
import { readCustomerList, type ListedCustomer } from '../read-customer-list.js'
import { seedCustomer, type Pattern } from './seed-customer.js'

/** What was made, with every customer's organisationsnummer and some signing copies (PDF) to hand in as scans. */
export interface SeededHouse {
  readonly customers: number
  readonly documents: number
  readonly events: number
  readonly scans: number
  readonly letters: number
  readonly orgnrs: readonly string[]
  readonly papers: readonly Uint8Array<ArrayBuffer>[]
}

const SEED = 1
const CUSTOMERS_A_TRANSACTION = 50
/** The pack without what hangs on a customer's choices, so that every customer has ten documents. */
const KINDS = ['grundavtal', 'tjansteavtal', 'raps', 'rutiner', 'leveransavtal', 'leveransavtal-bilaga-1', 'leveransavtal-bilaga-2', 'leveransavtal-bilaga-4', 'leveransavtal-bilaga-5', 'kortprognos']
const LENDER = { name: 'Mönsterby kommun', kundtyp: 'kommun', number: '9999', place: 'Mönsterby', orgnr: '212000-9879' } as const satisfies ListedCustomer

/**
 * Fills an empty data directory with so many customers, ten documents and a hundred events each. One more customer's papers are issued as `pack` does it; all others have rows of the same size, recorded by
 * the storage's own functions in one whole event chain, with its files in place of their own.
 */
export async function seedHouse(dataDirectory: string, customers: number, onCustomer: (done: number) => void): Promise<SeededHouse> {
  const app = await openApp(readConfig({}, dataDirectory))
  try {
    const pattern = await issuePattern(app)
    const all = manyFacts(customers)
    for (let from = 0; from < all.length; from += CUSTOMERS_A_TRANSACTION) {
      const some = all.slice(from, from + CUSTOMERS_A_TRANSACTION)
      await app.store.write(async (tx) => {
        for (const [index, { facts }] of some.entries()) await seedCustomer(app, tx, { facts, ordinal: from + index, pattern })
      })
      onCustomer(from + some.length)
    }
    const { read } = app.store
    return { customers, documents: (await versionCodes(read)).length, events: await eventCount(read), scans: (await scans(read)).length, letters: (await letters(read)).length, orgnrs: all.map(({ facts }) => facts.kund.orgnr), papers: await papersOf(app) }
  } finally {
    await app.close()
  }
}

/** Complete facts about so many customers: the country's list over and over, under made-up numbers from the second time on. */
export function manyFacts(customers: number): FictionalFacts[] {
  const list = readCustomerList(shippedCustomerList())
  const rounds = Array.from({ length: Math.ceil(customers / list.length) }, (_, round) => list.map((one) => (round === 0 ? one : { ...one, name: `${one.name} ${round + 1}`, orgnr: null })))
  return fictionalFacts(rounds.flat().slice(0, customers), SEED)
}

/** The signing copies (PDF) of the house's one customer whose papers are really issued, to hand in as scans. */
export async function patternPapers(dataDirectory: string): Promise<SeededHouse['papers']> {
  const app = await openApp(readConfig({}, dataDirectory))
  try {
    return await papersOf(app)
  } finally {
    await app.close()
  }
}

async function issuePattern(app: App): Promise<Pattern> {
  const [lender] = fictionalFacts([LENDER], SEED)
  if (lender === undefined) throw new Error('no facts were made')
  await pack(app, { facts: lender.facts, stage: 'signing', kinds: KINDS, reissue: null })
  return patternOf(app)
}

async function patternOf(app: App): Promise<Pattern> {
  const issued = await versionsOf(app.store.read, LENDER.orgnr)
  return Promise.all(issued.map(async (version) => ({ version, files: await filesOf(app.store.read, version.code) })))
}

async function papersOf(app: App): Promise<Uint8Array<ArrayBuffer>[]> {
  const first = (await patternOf(app)).flatMap(({ files }) => files.filter(({ exemplar }) => exemplar === 1))
  return Promise.all(first.map(async ({ sha256 }) => new Uint8Array(await app.archive.read(sha256))))
}
