import { enclosuresOf, type Enclosure } from '../../contracts/enclosures.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { Facts } from '../../templates/facts.js'
import { hasExamples } from '../../templates/party.js'
import type { BoundPart } from '../../templates/pdf/bind-pdfs.js'
import type { App } from '../app.js'
import type { BindJob } from '../rendering/bind-pack.js'
import { EXAMPLE_MARK } from '../rendering/paper-marks.js'
import type { FrontJob } from '../rendering/render-front.js'
import { letterJob } from './cover-letter.js'
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

  const marks = hasExamples(parties) ? [EXAMPLE_MARK] : []
  // What is set here too would hold everybody else who asks the service.
  const { letter, contents } = await app.renderer.front({
    letter: await letterJob(app, facts, parties, { enclosures, issuedAt: manifest.issuedAt }),
    contents: contentsJob(enclosures, { manifest, facts, sender: parties.svr.namn, marks }),
    subject: facts.kund.namn,
    issuedAt: manifest.issuedAt,
  })

  const papers = enclosed.flatMap((one) => one.papers)
  const firstPaper = enclosed.map((_, index) => 2 + enclosed.slice(0, index).reduce((sum, one) => sum + one.papers.length, 0))
  const parts: BoundPart[] = [
    { title: 'Innehåll', bytes: contents.pdf, leadsTo: firstPaper },
    { title: 'Följebrev', bytes: letter.pdf, leadsTo: [] },
    ...papers.map((paper) => ({ ...paper, leadsTo: [] })),
  ]
  const statement = { title: `Handlingar för anslutning till SITHS – ${facts.kund.namn}`, subject: facts.kund.namn, issuedAt: manifest.issuedAt }
  const files = [{ name: '00-innehall.pdf', bytes: contents.pdf }, { name: '00-foljebrev.pdf', bytes: letter.pdf }, { name: '00-foljebrev.docx', bytes: letter.docx }, ...enclosed.flatMap((one) => one.files)]
  const { pdf, zip } = await app.renderer.bind({ parts, statement, files })
  return { pdf, zip, pageCount: contents.pageCount + letter.pageCount + pagesOf(enclosures) }
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

/** What the cover sheet and the contents say. */
function contentsJob(enclosures: readonly Enclosure[], { manifest, facts: { kund, avtal }, sender, marks }: { readonly manifest: Manifest; readonly facts: Facts; readonly sender: string; readonly marks: readonly string[] }): FrontJob['contents'] {
  const about = [['Kund', kund.namn], ['Organisationsnummer', kund.orgnr], ['Ert diarienummer', kund.diarienummer], ['Avsändarens ärende', avtal?.svrArende], ['Avsändare', sender]] as const
  const rows = enclosures.map((one) => ({ ...one, code: spokenCode(one.code) }))
  return { cover: { customer: kund.namn, about, on: swedishDay(manifest.issuedAt) }, rows, title: `Innehåll – ${kund.namn}`, marks }
}
