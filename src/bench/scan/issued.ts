import { createHash } from 'node:crypto'
import type { Facts } from '../../../templates/facts.js'
import type { App } from '../../app.js'
import { manifestOf } from '../../flows/write-pack.js'
import { pack } from '../../flows/pack.js'
import type { Manifest } from '../../flows/manifest.js'
import { PdfPages } from '../../imaging/pdf-pages.js'
import { shippedCustomerList } from '../../program-files.js'
import { fictionalFacts } from '../fictional-facts.js'
import { readCustomerList } from '../read-customer-list.js'

/** What became of the version that an exemplar belongs to. */
export type Standing = 'in-force' | 'superseded' | 'draft'

/** One exemplar of an issued document, as printed. */
export interface IssuedExemplar {
  readonly kind: string
  readonly code: string
  readonly exemplar: number
  readonly pageCount: number
  readonly standing: Standing
  readonly sha256: string
  readonly layout: Manifest['documents'][number]['pages']
  readonly boxes: Manifest['documents'][number]['signatureBoxes']
}

/** Of those whose pages only go astray among others', a few kinds are enough. */
const STRAY_KINDS = ['grundavtal', 'rutiner', 'kortprognos']

/** Papers of another provider's installation. */
export async function issueElsewhere(app: App, seed: number): Promise<IssuedExemplar[]> {
  const [facts] = customersFor(seed, 1)
  if (facts === undefined) throw new Error('there is no customer to make documents for')
  return exemplarsOf(await manifestOf(app, await pack(app, { facts, stage: 'signing', kinds: STRAY_KINDS, reissue: null })), 'in-force')
}

/** Issues the papers of so many fictional customers: most in force, those of one superseded by changed facts, one customer's drafts. */
export async function issueFictional(app: App, customers: number, seed: number, onCustomer: (done: number, total: number) => void): Promise<IssuedExemplar[]> {
  const chosen = customersFor(seed, customers + 1)
  const issued: IssuedExemplar[] = []
  for (const [index, facts] of chosen.entries()) {
    const isDraft = index === customers
    const manifest = await manifestOf(app, await pack(app, { facts, stage: isDraft ? 'draft' : 'signing', kinds: isDraft ? STRAY_KINDS : null, reissue: null }))
    if (index === 0 && customers > 1) {
      issued.push(...exemplarsOf(manifest, 'superseded'))
      const changed = await pack(app, { facts: withOtherName(facts), stage: 'signing', kinds: null, reissue: { by: app.actor('Simulatorn'), reason: 'för mätningen' } })
      issued.push(...exemplarsOf(await manifestOf(app, changed), 'in-force'))
    } else issued.push(...exemplarsOf(manifest, isDraft ? 'draft' : 'in-force'))
    onCustomer(index + 1, chosen.length)
  }
  const inForce = new Set(issued.filter(({ standing }) => standing === 'in-force').map(({ sha256 }) => sha256))
  return issued.filter(({ standing, sha256 }) => standing !== 'superseded' || !inForce.has(sha256))
}

function customersFor(seed: number, count: number): Facts[] {
  const listed = readCustomerList(shippedCustomerList())
  const start = createHash('sha256').update(`customers ${seed}`).digest().readUInt32LE(0)
  const all = fictionalFacts(Array.from({ length: count }, (_, index) => listed[(start + index * 37) % listed.length]).filter((one) => one !== undefined), seed + 1)
  return all.map(({ facts }) => facts)
}

function withOtherName(facts: Facts): Facts {
  return { ...facts, kund: { ...facts.kund, namn: `${facts.kund?.namn ?? 'Kunden'} i förvandling` } }
}

/** Every exemplar in a manifest. */
export function exemplarsOf({ documents }: Manifest, standing: Standing): IssuedExemplar[] {
  return documents.flatMap(({ kind, code, pageCount, files, pages, signatureBoxes }) =>
    files.filter(({ mediaType }) => mediaType === 'application/pdf').map(({ exemplar = 1, sha256 }) => ({ kind, code, exemplar, pageCount, standing, sha256, layout: pages, boxes: signatureBoxes })))
}

const LIMITS = { maxPages: 2000, maxPixels: 120_000_000, maxBytes: 64 * 1024 * 1024 }
/** Each opened file is an engine of its own. */
const MOST_OPEN = 4

/** Issued files opened for printing; the latest used are kept. */
export class PrintShop {
  private readonly opened = new Map<string, Promise<{ pages: PdfPages; bytes: Uint8Array }>>()

  constructor(private readonly app: App) {}

  /** An issued file by its SHA-256. */
  file(sha256: string): Promise<{ pages: PdfPages; bytes: Uint8Array }> {
    const known = this.opened.get(sha256)
    const file = known ?? this.app.archive.read(sha256).then(async (bytes) => ({ bytes, pages: await openForPrint(bytes) }))
    this.opened.delete(sha256)
    this.opened.set(sha256, file)
    for (const name of this.opened.keys()) if (this.opened.size > MOST_OPEN) this.opened.delete(name)
    return file
  }
}

/** Opens a PDF of ours, changed or not. */
export function openForPrint(bytes: Uint8Array): Promise<PdfPages> {
  return PdfPages.open(bytes, LIMITS)
}
