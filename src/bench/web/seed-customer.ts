import { createHash } from 'node:crypto'
import type { Facts } from '../../../templates/facts.js'
import { newVersionCode } from '../../../signing/page-code.js'
import type { App } from '../../app.js'
import { factsSha256Of } from '../../flows/facts-sha256.js'
import { saveCustomer } from '../../storage/customers.js'
import { appendEvents } from '../../storage/events.js'
import { claimLetter, insertLetter, moveLetter } from '../../storage/letters.js'
import { insertScan } from '../../storage/scans.js'
import type { Transaction } from '../../storage/store.js'
import { addVersions, type NewIssue, type StoredVersion, type VersionFile } from '../../storage/versions.js'
import { customerEvents, evidenceOf, type SeededLetter } from './customer-events.js'

/** A customer's papers as really issued, whose layouts and files others borrow. */
export type Pattern = readonly { readonly version: StoredVersion; readonly files: readonly VersionFile[] }[]

const SCANNED_FROM = 6
const SENT_FROM = 9
const DAY_MS = 24 * 60 * 60 * 1000

/** Records one customer that has come as far as its ordinal says (0 to 12 of the steps): papers, a hundred events, and from the signatures on a scan and a letter. */
export async function seedCustomer(app: App, tx: Transaction, { facts, ordinal, pattern }: { readonly facts: Facts; readonly ordinal: number; readonly pattern: Pattern }): Promise<void> {
  const { orgnr, namn: name } = facts.kund
  const reached = ordinal % 13
  const registeredAt = new Date(app.now().getTime() - (60 + (ordinal % 300)) * DAY_MS).toISOString()
  const factsSha256 = factsSha256Of(facts)
  await saveCustomer(tx, { orgnr, name, facts, factsSha256, registeredAt })
  const issued = pattern.map(({ version, files }): NewIssue => ({ version: { ...version, code: newVersionCode(app.random(10)), orgnr, issuedAt: registeredAt, factsSha256 }, files: [...files] }))
  await addVersions(tx, issued)
  const versions = issued.map(({ version }) => version)
  const scan = reached < SCANNED_FROM ? null : sha256Of(`scan ${orgnr}`)
  if (scan !== null) await seedScan(tx, scan, versions, registeredAt, ordinal)
  const letter = scan === null || reached < SENT_FROM ? null : await seedLetter(app, tx, { orgnr, scan, members: versions.filter(({ kind }) => kind === 'raps' || kind === 'rutiner') })
  await appendEvents(tx, customerEvents({ name, orgnr, factsSha256, versions, scan, letter, reached, registeredAt }), registeredAt)
}

/** One pile with every page of the first exemplars; each tenth pile has a page that belongs nowhere. */
async function seedScan(tx: Transaction, sha256: string, versions: readonly NewIssue['version'][], receivedAt: string, ordinal: number): Promise<void> {
  const shown = versions.flatMap(({ code, pageCount }) => Array.from({ length: pageCount }, (_, index) => ({ code, exemplar: 1, page: index + 1, pageCount, rotation: 0 as const })))
  const pages = shown.map((page, index) => ({ scan: sha256, sourcePage: index + 1, ...page }))
  const strange = ordinal % 10 === 0 ? [{ scan: sha256, sourcePage: pages.length + 1, reason: 'no-code' as const }] : []
  await insertScan(tx, { sha256, fileName: `kopiator-${ordinal}.pdf`, bytes: 1_000_000, mediaType: 'application/pdf', receivedAt, pages: pages.length + strange.length }, [...pages, ...strange])
}

/** A letter that the mail server has taken. */
async function seedLetter(app: App, tx: Transaction, { orgnr, scan, members }: { readonly orgnr: string; readonly scan: string; readonly members: readonly NewIssue['version'][] }): Promise<SeededLetter> {
  const now = app.now().toISOString()
  const id = Buffer.from(app.random(8)).toString('hex')
  const evidence = members.map(({ code, pageCount }) => ({ member: code, code, exemplar: 1, pages: evidenceOf(scan, pageCount) }))
  await insertLetter(tx, { id, orgnr, recipient: 'granskning@driftbolaget.example', predecessor: null, codes: members.map(({ code }) => code), evidence, dueAt: now, releaseAt: now })
  const sealed = { messageId: `<${id}@anslut.example>`, ciphertextSha256: sha256Of(`letter ${id}`), receiptSha256: sha256Of(`receipt ${id}`) }
  await claimLetter(tx, id, 'bench', now)
  await moveLetter(tx, id, 'due', { state: 'queued', messageId: sealed.messageId, ciphertextSha256: sealed.ciphertextSha256, ciphertextBytes: 1_000_000 })
  await moveLetter(tx, id, 'queued', { state: 'sending' })
  await moveLetter(tx, id, 'sending', { state: 'relayed', receiptSha256: sealed.receiptSha256 })
  return { id, codes: members.map(({ code }) => code), ...sealed }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
