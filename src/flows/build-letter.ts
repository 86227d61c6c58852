import { fileNameOf, type LetterMember, type ReviewLetter } from '../../signing/letter.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { Provider } from '../../templates/party.js'
import type { App } from '../app.js'
import type { Letter } from '../storage/letter.js'
import { letterOf } from '../storage/letters.js'
import type { LetterFile } from '../storage/letter-files.js'
import { customerOf } from '../storage/customers.js'
import { versionOf, type StoredVersion } from '../storage/versions.js'
import { keepCleanCopy } from './clean-copies.js'

/** A letter with the clean copy of exactly the pages that were confirmed of each member, as they were when it fell due; the PDFs lie in the archive. @throws Failure `archive-missing`, `archive-damaged`, `scan-unreadable` */
export async function buildLetter(app: App, row: Letter, provider: Provider): Promise<ReviewLetter> {
  const customer = await customerOf(app.store.read, row.orgnr)
  if (customer === null) throw new Error(`letter ${row.id} names a customer who is not registered`)
  const members: LetterMember[] = []
  for (const code of row.codes) {
    const version = await versionIn(app, row, code)
    const { sha256, bytes, pageCount } = await keepCleanCopy(app, code, row.evidence.filter(({ member }) => member === code))
    members.push(memberOf(version, { code, fileName: fileNameOf(version.title, customer.name, spokenCode(code)), sha256, bytes, pageCount }))
  }
  return {
    purpose: 'review', id: row.id, number: row.number, predecessor: await predecessorNumber(app, row),
    customer: { name: customer.name, orgnr: customer.orgnr }, provider: { name: provider.namn, replyAddress: provider.epost }, members,
  }
}

/** A version that a letter holds. */
export async function versionIn(app: App, row: Letter, code: string): Promise<StoredVersion> {
  const version = await versionOf(app.store.read, code)
  if (version === null) throw new Error(`letter ${row.id} names version ${code}, which is not recorded`)
  return version
}

/** What a letter says of a version and the PDF it attaches of it. */
export function memberOf({ kind, title }: StoredVersion, { code, fileName, sha256, bytes, pageCount }: Omit<LetterFile, 'part'>): LetterMember {
  return { kind, title, code: spokenCode(code), fileName, sha256, sizeBytes: bytes, pageCount }
}

/** The number of the letter that this one completes; null for a first letter. */
export async function predecessorNumber(app: App, row: Letter): Promise<number | null> {
  return row.predecessor === null ? null : (await letterOf(app.store.read, row.predecessor))?.number ?? null
}
