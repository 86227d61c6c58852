import { createHash } from 'node:crypto'
import { expectedEnclosures } from '../../contracts/enclosures.js'
import { kindOf } from '../../contracts/kinds.js'
import type { FillContext } from '../../templates/context.js'
import { Failure } from '../../templates/failure.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { fillForm } from '../../templates/form/fill-form.js'
import { isPdf } from '../../templates/is-pdf.js'
import { stampForm } from '../../templates/form/stamp-form.js'
import { gapsIn } from '../../templates/gaps-in.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { hasExamples } from '../../templates/party.js'
import type { Picture } from '../../templates/picture.js'
import { writePdf, type PdfMeta } from '../../templates/pdf/write-pdf.js'
import type { BlankStamp } from '../../templates/stamp.js'
import { writeWord } from '../../templates/write-word.js'
import type { App } from '../app.js'
import { compiledForm } from '../rendering/compiled-form.js'
import { compiledTemplate, type TemplateFile } from '../rendering/compiled-template.js'
import { filledEdition } from '../rendering/filled-edition.js'
import { houseFonts } from '../rendering/house-fonts.js'
import { packFactsOf } from './cover-letter.js'
import { namedCustomer } from './history.js'
import { keptLogotype } from './logotype.js'
import { swedishDay } from './new-event.js'
import { configuredParties } from './party.js'
import { contextOf } from './compared-context.js'
import { isReviewed } from './prepare-documents.js'
import { exportTemplate } from './template.js'
import { checkTemplate } from './template-check.js'
import { editionOfForm, kindOfFile } from './template-import.js'

/** What to preview, filled with which customer's facts: the current edition of `kind`, or a file not yet taken in, whose kind it says itself where `kind` is null. */
export type PreviewRequest = { readonly orgnr: string } & ({ readonly kind: string; readonly file: null } | { readonly kind: string | null; readonly file: Uint8Array; readonly map?: unknown })

export interface Preview {
  readonly kind: string
  readonly customer: string
  /** Null for a PDF form. */
  readonly docx: Uint8Array | null
  readonly pdf: Uint8Array
  readonly pageCount: number
  /** The facts the customer lacks, as the preview shows them ("[saknas: kund.gln]"). */
  readonly gaps: readonly string[]
}

const NO_CODE = 'ingen (förhandsvisning)'
/** No symbol, no letters: nothing on a preview can be taken for a version when it comes back as a scan. */
const STAMP: BlankStamp = { qr: null, text: '', code: '', exemplar: 'Förhandsvisning' }

/**
 * A template filled with a registered customer's facts, marked UTKAST on every page; leaves no trace in the register or the archive and carries no code.
 * @throws Failure `customer-unknown`, `kind-unknown`, `template-invalid` with every fault, `text-unprintable`
 */
export async function previewTemplate(app: App, request: PreviewRequest): Promise<Preview> {
  const customer = await namedCustomer(app, request.orgnr)
  const source = await sourceOf(app, request)
  const parties = await configuredParties(app)
  const kind = kindOf(source.kind)

  const now = app.now().toISOString()
  const exempel = hasExamples(parties)
  const context: FillContext = { ...contextOf(customer.facts, parties, {
    titel: kind.title, kod: NO_CODE, utgava: source.edition, datum: swedishDay(now), stadium: 'utkast', exempel, ogranskad: !source.reviewed, andring: false,
  }, kind.issued === 'pack-per-handlaggare' ? '1' : ''), ...(kind.issued === 'cover-letter' ? { paket: packFactsOf(expectedEnclosures(customer.facts, { svr: parties.svr.kortnamn, driftleverantor: parties.driftleverantor.kortnamn })) } : {}) }
  const template: TemplateFile = { sha256: createHash('sha256').update(source.bytes).digest('hex'), bytes: source.bytes }
  const marks = ['UTKAST – Förhandsvisning', 'Får ej undertecknas', ...(exempel ? ['EXEMPEL'] : []), ...(source.reviewed ? [] : ['Mall – ej juridiskt granskad'])]
  const meta: PdfMeta = { title: `Förhandsvisning: ${kind.title}`, subject: customer.name, issuedAt: now, marks, draft: true }
  const papers = isPdf(source.bytes) ? await formPapers(template, context, meta) : await wordPapers(template, context, meta, await keptLogotype(app, customer.facts, now))
  return { kind: kind.id, customer: customer.name, ...papers, gaps: gapsIn(await filledEdition(template, context, 'show')) }
}

type Papers = Pick<Preview, 'docx' | 'pdf' | 'pageCount'>

async function wordPapers(file: TemplateFile, context: FillContext, meta: PdfMeta, logotype: Picture | null): Promise<Papers> {
  const template = compiledTemplate(file)
  const filled = fillTemplate(template, context, 'show', logotype)
  const fonts = await houseFonts()
  const layout = layOut(filled, fonts)
  return { docx: writeWord(template, filled, { draft: true, headingPages: layout.outline.map(({ page }) => page) }, layout.columns), pdf: await writePdf(layout, fonts, () => STAMP, meta), pageCount: layout.pageCount }
}

async function formPapers(file: TemplateFile, context: FillContext, meta: PdfMeta): Promise<Papers> {
  const { pdfs: [pdf], pages } = await stampForm(fillForm(await compiledForm(file), context, 'show'), [() => STAMP], await houseFonts(), meta)
  if (pdf === undefined) throw new Error('one stamp gives one file')
  return { docx: null, pdf, pageCount: pages.length }
}

async function sourceOf(app: App, request: PreviewRequest): Promise<{ kind: string; edition: string; reviewed: boolean; bytes: Uint8Array }> {
  if (request.file === null) {
    const { edition, bytes } = await exportTemplate(app, request.kind, null)
    return { kind: edition.kind, edition: edition.edition, reviewed: await isReviewed(app, edition), bytes }
  }
  const map = request.map ?? null
  const kind = await kindOfFile(request.file, request.kind, map)
  const { faults } = await checkTemplate(request.file, kind, map)
  if (faults.length > 0) throw new Failure('template-invalid', `Mallen för ${kind} går inte att fylla i förrän felen är rättade.`, { faults })
  return { kind, edition: 'ej inläst', reviewed: false, bytes: isPdf(request.file) ? await editionOfForm(app, request.file, map, kind) : request.file }
}
