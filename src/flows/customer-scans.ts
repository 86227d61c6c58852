import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { scansUnderWay } from '../storage/arrivals.js'
import { customerScansOf, handedInSince } from '../storage/customer-links.js'
import { pagesOfScan, scanOf } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'

const DAY_MS = 24 * 60 * 60 * 1000
const MOST_FILES_A_DAY = 200
const MOST_BYTES_A_DAY = 500 * 1024 * 1024

/** What became of a file that the customer handed in: pages alone, and only of its own documents. */
export interface HandedIn {
  readonly scan: string
  readonly fileName: string
  readonly at: string
  readonly state: 'underWay' | 'read' | 'unreadable'
  /** Its pages by document and exemplar. */
  readonly found: readonly { readonly title: string; readonly exemplar: number; readonly pages: readonly number[]; readonly pageCount: number }[]
  /** How many show no page of the customer's documents; blank ones are not counted. */
  readonly unknown: number
}

/** The latest files that a customer has handed in by its links, newest first, each once. */
export async function customerScans(app: App, orgnr: string, most: number): Promise<HandedIn[]> {
  const latest = new Map((await customerScansOf(app.store.read, orgnr)).toReversed().map((one) => [one.scan, one]))
  const underWay = new Set((await scansUnderWay(app.store.read)).map(({ scan }) => scan))
  const shown: HandedIn[] = []
  for (const { scan, fileName, at } of [...latest.values()].toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, most)) {
    const { pages } = await scanOf(app.store.read, scan)
    const state = underWay.has(scan) ? 'underWay' : pages === 0 ? 'unreadable' : 'read'
    shown.push({ scan, fileName, at, state, ...(await ownPages(app, orgnr, scan)) })
  }
  return shown
}

/** A page of another customer's document counts among those that are unknown, like any other that is none of this customer's. */
async function ownPages(app: App, orgnr: string, scan: string): Promise<Pick<HandedIn, 'found' | 'unknown'>> {
  const found = new Map<string, { title: string; exemplar: number; pages: Set<number>; pageCount: number }>()
  let unknown = 0
  for (const page of await pagesOfScan(app.store.read, scan)) {
    const version = 'code' in page ? await versionOf(app.store.read, page.code) : null
    if ('reason' in page || version?.orgnr !== orgnr) {
      if (!('reason' in page) || page.reason !== 'blank') unknown += 1
      continue
    }
    const key = `${page.code} ${page.exemplar}`
    const known = found.get(key) ?? { title: version.title, exemplar: page.exemplar, pages: new Set<number>(), pageCount: page.pageCount }
    found.set(key, known)
    known.pages.add(page.page)
  }
  return { found: [...found.values()].map(({ pages, ...about }) => ({ ...about, pages: [...pages].sort((a, b) => a - b) })), unknown }
}

/** Refuses more than a customer's papers of a day can be. @throws Failure `too-many-attempts` */
export async function refuseFlood(app: App, orgnr: string): Promise<void> {
  const { files, bytes } = await handedInSince(app.store.read, orgnr, new Date(app.now().getTime() - DAY_MS).toISOString())
  if (files >= MOST_FILES_A_DAY || bytes >= MOST_BYTES_A_DAY) throw new Failure('too-many-attempts', `Ni har lämnat in ${files} filer det senaste dygnet, ${Math.round(bytes / 1_048_576)} MB. Gränsen är ${MOST_FILES_A_DAY} filer eller ${MOST_BYTES_A_DAY / 1_048_576} MB. Fortsätt i morgon, eller kontakta oss.`)
}
