import { enclosuresOf, type Enclosure } from '../../contracts/enclosures.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { Facts } from '../../templates/facts.js'
import type { Fonts } from '../../templates/fonts.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { linkTexts } from '../../templates/layout/link-texts.js'
import { hasExamples } from '../../templates/party.js'
import { packContents } from '../../templates/pack-contents.js'
import type { BoundPart } from '../../templates/pdf/bind-pdfs.js'
import { writePdf } from '../../templates/pdf/write-pdf.js'
import type { App } from '../app.js'
import type { BindJob } from '../rendering/bind-pack.js'
import { houseFonts } from '../rendering/house-fonts.js'
import { EXAMPLE_MARK } from '../rendering/paper-marks.js'
import { coverLetter, UNCODED } from './cover-letter.js'
import type { Manifest } from './manifest.js'
import { swedishDay } from './new-event.js'
import { configuredParties } from './party.js'

/** A customer's pack as one unit: a PDF to print and a ZIP to send. */
export interface Bundle {
  readonly pdf: Uint8Array
  readonly zip: Uint8Array
  readonly pageCount: number
}

type ManifestDocument = Manifest['documents'][number]

type PackedFile = BindJob['files'][number]

/** One document with what its customer does with it and the bytes of its files. */
interface Enclosed {
  readonly enclosure: Enclosure
  readonly papers: readonly { readonly title: string; readonly bytes: Uint8Array }[]
  readonly files: readonly PackedFile[]
}

interface CoverSheet {
  readonly facts: Facts
  readonly manifest: Manifest
  readonly sender: string
  readonly marks: readonly string[]
  readonly fonts: Fonts
  /** How many pages stand between the contents and the first document. */
  readonly letterPages: number
}

const isPdf = ({ mediaType }: ManifestDocument['files'][number]): boolean => mediaType === 'application/pdf'

/**
 * An issued pack as one PDF (cover sheet with contents, cover letter, every exemplar of every document as it was issued) and one ZIP of the same with the Word files; the same pack, with the same parties and edition of the letter, gives the same bytes.
 * What is for the provider's own use is left out.
 * @throws Failure `archive-missing`, `archive-damaged`, `facts-missing`, `text-unprintable`
 */
export async function makeBundle(app: App, manifest: Manifest, facts: Facts): Promise<Bundle> {
  const parties = await configuredParties(app)
  const documents = manifest.documents.map((document) => ({ ...document, exemplars: document.files.filter(isPdf).length, signatureBoxes: document.signatureBoxes.length }))
  const enclosures = enclosuresOf(documents, { svr: parties.svr.kortnamn, driftleverantor: parties.driftleverantor.kortnamn })
  const enclosed = await Promise.all(enclosures.map((enclosure) => enclosedOf(app, manifest, enclosure)))

  const fonts = await houseFonts()
  const marks = hasExamples(parties) ? [EXAMPLE_MARK] : []
  const letter = await coverLetter(app, facts, parties, { enclosures, issuedAt: manifest.issuedAt, fonts })
  const cover = await coverSheet(enclosures, { facts, manifest, sender: parties.svr.namn, marks, fonts, letterPages: letter.pageCount })

  const papers = enclosed.flatMap((one) => one.papers)
  const firstPaper = enclosed.map((_, index) => 2 + enclosed.slice(0, index).reduce((sum, one) => sum + one.papers.length, 0))
  const parts: BoundPart[] = [
    { title: 'Innehåll', bytes: cover.pdf, leadsTo: firstPaper },
    { title: 'Följebrev', bytes: letter.pdf, leadsTo: [] },
    ...papers.map((paper) => ({ ...paper, leadsTo: [] })),
  ]
  const statement = { title: `Handlingar för anslutning till SITHS – ${facts.kund.namn}`, subject: facts.kund.namn, issuedAt: manifest.issuedAt }
  const files = [{ name: '00-innehall.pdf', bytes: cover.pdf }, { name: '00-foljebrev.pdf', bytes: letter.pdf }, { name: '00-foljebrev.docx', bytes: letter.docx }, ...enclosed.flatMap((one) => one.files)]
  // Seconds of work, which would hold everybody else who asks the service.
  const { pdf, zip } = await app.renderer.bind({ parts, statement, files })
  return { pdf, zip, pageCount: cover.pageCount + letter.pageCount + pagesOf(enclosures) }
}

function pagesOf(enclosures: readonly Enclosure[]): number {
  return enclosures.reduce((sum, { exemplars, pageCount }) => sum + exemplars * pageCount, 0)
}

/** Files are called by their place in the pack, so that a folder lists them in order: "03-raps-1.pdf". */
async function enclosedOf(app: App, manifest: Manifest, enclosure: Enclosure): Promise<Enclosed> {
  const own = manifest.documents.find(({ code }) => code === enclosure.code)?.files ?? []
  const files: PackedFile[] = []
  const papers: { title: string; bytes: Uint8Array }[] = []
  for (const file of own) {
    const bytes = await app.archive.read(file.sha256)
    files.push({ name: `${String(enclosure.number).padStart(2, '0')}-${file.path}`, bytes })
    const exemplar = file.exemplar === undefined ? '' : `, exemplar ${file.exemplar} av ${enclosure.exemplars}`
    if (isPdf(file)) papers.push({ title: `${enclosure.number}. ${enclosure.title}${exemplar}`, bytes })
  }
  return { enclosure, papers, files }
}

/** The cover sheet with the contents. Where the documents begin depends on how long it is itself, so it is set again until both agree. */
async function coverSheet(enclosures: readonly Enclosure[], sheet: CoverSheet): Promise<{ pdf: Uint8Array; pageCount: number }> {
  const { facts, manifest, marks, fonts } = sheet
  let ownPages = 1
  let layout = contentsLayout(enclosures, sheet, ownPages)
  while (layout.pageCount > ownPages) {
    ownPages = layout.pageCount
    layout = contentsLayout(enclosures, sheet, ownPages)
  }
  const pdf = await writePdf(linkTexts(layout, enclosures.map(({ title }) => title)), fonts, () => UNCODED, { title: `Innehåll – ${facts.kund.namn}`, subject: facts.kund.namn, issuedAt: manifest.issuedAt, marks, draft: false })
  return { pdf, pageCount: layout.pageCount }
}

function contentsLayout(enclosures: readonly Enclosure[], { facts: { kund, avtal }, manifest, sender, fonts, letterPages }: CoverSheet, ownPages: number): ReturnType<typeof layOut> {
  let page = 1 + ownPages + letterPages
  const rows = enclosures.map((one) => {
    const row = { ...one, code: spokenCode(one.code), page }
    page += one.exemplars * one.pageCount
    return row
  })
  const about = [['Kund', kund.namn], ['Organisationsnummer', kund.orgnr], ['Ert diarienummer', kund.diarienummer], ['Avsändarens ärende', avtal?.svrArende], ['Avsändare', sender]] as const
  return layOut(packContents({ customer: kund.namn, about, on: swedishDay(manifest.issuedAt) }, rows), fonts)
}
