import { customerTurn } from '../../contracts/customer-turn.js'
import { kindOf } from '../../contracts/kinds.js'
import { isStanding } from '../../contracts/overtaken.js'
import type { VersionStatus } from '../../contracts/status.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { filesOf, type VersionFile } from '../storage/versions.js'
import { customerProgress, customerStatus } from './status.js'
import type { ScannedExemplar } from './scanned-exemplars.js'

/** A customer's document as the customer may know it. */
export interface CustomerDocument {
  readonly code: string
  readonly title: string
  readonly draft: boolean
  readonly turn: 'customer' | 'others' | 'nobody'
  /** What happens next. */
  readonly next: string
  /** What has come in of exemplars that scans show in part: "Exemplar 1: sida 3 saknas." */
  readonly pages: readonly string[]
  readonly files: readonly VersionFile[]
}

/** What a customer sees by its link: its own papers and whose turn it is, nothing that was noted about it. */
export interface CustomerView {
  readonly name: string
  readonly documents: readonly CustomerDocument[]
  /** The next booked meeting; moments are Swedish clock time. */
  readonly meeting: { readonly title: string; readonly startsAt: string; readonly place: string | null } | null
}

/** What one customer may know of where it stands. @throws Failure `customer-unknown` */
export async function customerView(app: App, orgnr: string): Promise<CustomerView> {
  const { name, documents, scanned, meetings } = await customerStatus(app, orgnr)
  const shown: CustomerDocument[] = []
  for (const version of visible(app, documents)) shown.push(await documentOf(app, version, scanned.filter(({ code }) => code === version.code)))
  const booked = meetings.filter(({ state }) => state === 'booked').flatMap(({ title, booking }) => (booking === null ? [] : [{ title, startsAt: booking.startsAt, place: booking.place }]))
  return { name, documents: shown, meeting: booked.toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))[0] ?? null }
}

/** A file that the customer may fetch; one refusal for what is another's, what is not for it, and what there is not. @throws Failure `resource-unknown` */
export async function customerFile(app: App, { orgnr, code, path }: { readonly orgnr: string; readonly code: string; readonly path: string }): Promise<VersionFile> {
  const version = visible(app, (await customerProgress(app, orgnr)).documents).find((one) => one.code === code)
  const file = version === undefined ? undefined : (await filesFor(app, version)).find((one) => one.path === path)
  if (file === undefined) throw new Failure('resource-unknown', 'Det finns ingen sådan fil. Den kan ha ersatts av en nyare; gå tillbaka till sidan och hämta den där.')
  return file
}

/** Papers in force that are meant for the customer. */
function visible(app: App, documents: readonly VersionStatus[]): VersionStatus[] {
  return documents.filter((version) => isStanding(version) && kindOf(version.kind, app.kinds).issued !== 'internal')
}

/** The text to negotiate; and the originals, once they have been handed over and while the customer is to sign them. */
async function filesFor(app: App, version: VersionStatus): Promise<VersionFile[]> {
  const files = await filesOf(app.store.read, version.code)
  const texts = files.filter(({ path }) => path.endsWith('.docx'))
  if (version.draft) return texts.length > 0 ? texts : files
  const toSign = version.handedOver !== null && customerTurn(version).toSign
  return [...texts, ...(toSign ? files.filter(({ path }) => path.endsWith('.pdf')) : [])]
}

async function documentOf(app: App, version: VersionStatus, scanned: readonly ScannedExemplar[]): Promise<CustomerDocument> {
  const { turn, text } = customerTurn(version)
  const hasAll = !version.draft && scanned.length === version.exemplars.length && scanned.every(({ missing }) => missing.length === 0)
  const waits = hasAll && version.nextEvent === 'signature-confirmed' && turn === 'customer'
  return {
    code: version.code, title: version.subject === '' ? version.title : `${version.title} ${version.subject}`, draft: version.draft,
    turn: waits ? 'others' : turn, next: waits ? 'Vi har fått alla sidor och kontrollerar dem.' : text,
    pages: version.exemplars.length > 0 && version.signedBy.includes('kund') ? [] : scanned.map(toldPages), files: await filesFor(app, version),
  }
}

function toldPages({ exemplar, missing }: ScannedExemplar): string {
  return missing.length === 0 ? `Exemplar ${exemplar}: alla sidor har kommit in.` : `Exemplar ${exemplar}: ${toldMissing(missing)}`
}

/** `sida 3 och 4 saknas.` */
export function toldMissing(missing: readonly number[]): string {
  return `sida ${missing.join(', ').replace(/, (\d+)$/, ' och $1')} saknas.`
}
