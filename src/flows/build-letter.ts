import { cleanCopy, type PagePicture } from '../../signing/clean-copy.js'
import { fileNameOf, type LetterMember, type ReviewLetter } from '../../signing/letter.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { Provider } from '../../templates/party.js'
import type { App } from '../app.js'
import type { LetterEvidence } from '../storage/letter-evidence.js'
import type { Letter } from '../storage/letter.js'
import { letterOf } from '../storage/letters.js'
import type { LetterFile } from '../storage/letter-files.js'
import { customerOf } from '../storage/customers.js'
import { versionOf, type StoredVersion } from '../storage/versions.js'

/** A letter and the PDFs it attaches, by SHA-256; the PDFs are in the archive already. */
export interface BuiltLetter {
  readonly letter: ReviewLetter
  readonly attachments: ReadonlyMap<string, Uint8Array>
}

/** Makes one PDF of exactly the confirmed pages of each member and keeps it. @throws Failure `archive-missing`, `archive-damaged`, `scan-unreadable` */
export async function buildLetter(app: App, row: Letter, provider: Provider): Promise<BuiltLetter> {
  const customer = await customerOf(app.store.read, row.orgnr)
  if (customer === null) throw new Error(`letter ${row.id} names a customer who is not registered`)
  const attachments = new Map<string, Uint8Array>()
  const members: LetterMember[] = []
  for (const code of row.codes) {
    const version = await versionIn(app, row, code)
    const pictures = await picturesOf(app, row.evidence.filter(({ member }) => member === code))
    const pdf = await cleanCopy(pictures, { title: version.title, on: row.dueAt.slice(0, 10) })
    const { sha256 } = await app.archive.keep(pdf)
    attachments.set(sha256, pdf)
    members.push(memberOf(version, { code, fileName: fileNameOf(version.title, customer.name, spokenCode(code)), sha256, bytes: pdf.byteLength, pageCount: pictures.length }))
  }
  return {
    letter: {
      purpose: 'review', id: row.id, number: row.number, predecessor: await predecessorNumber(app, row),
      customer: { name: customer.name, orgnr: customer.orgnr }, provider: { name: provider.namn, replyAddress: provider.epost }, members,
    },
    attachments,
  }
}

/** A version that a letter holds. */
export async function versionIn(app: App, row: Letter, code: string): Promise<StoredVersion> {
  const version = await versionOf(app.store.read, code)
  if (version === null) throw new Error(`letter ${row.id} names version ${code}, which is not recorded`)
  return version
}

/** What a letter says of a version and the PDF it attaches of it. */
export function memberOf({ kind, title }: StoredVersion, { code, fileName, sha256, bytes, pageCount }: LetterFile): LetterMember {
  return { kind, title, code: spokenCode(code), fileName, sha256, sizeBytes: bytes, pageCount }
}

/** The number of the letter that this one completes; null for a first letter. */
export async function predecessorNumber(app: App, row: Letter): Promise<number | null> {
  return row.predecessor === null ? null : (await letterOf(app.store.read, row.predecessor))?.number ?? null
}

/** The pictures in the order of the evidence; each scan is opened once. */
async function picturesOf(app: App, evidence: LetterEvidence): Promise<PagePicture[]> {
  const wanted = evidence.flatMap(({ pages }) => pages)
  const pictures = new Map<string, PagePicture>()
  for (const scan of new Set(wanted.map((page) => page.scan))) {
    const pages = wanted.filter((page) => page.scan === scan)
    await app.archive.read(scan)
    const copied = await app.imaging.cleanPages(app.archive.pathOf(scan), pages.map(({ sourcePage, rotation }) => ({ sourcePage, rotation })))
    for (const [index, page] of pages.entries()) {
      const picture = copied[index]
      if (picture === undefined) throw new Error(`page ${page.sourcePage} of scan ${scan} was not copied`)
      pictures.set(`${scan} ${page.sourcePage}`, picture)
    }
  }
  return wanted.map((page) => {
    const picture = pictures.get(`${page.scan} ${page.sourcePage}`)
    if (picture === undefined) throw new Error(`page ${page.sourcePage} of scan ${page.scan} was not copied`)
    return picture
  })
}
