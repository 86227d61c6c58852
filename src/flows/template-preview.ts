import { createHash } from 'node:crypto'
import { kindOf } from '../../contracts/kinds.js'
import type { FillContext } from '../../templates/context.js'
import { Failure } from '../../templates/failure.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { loadFonts } from '../../templates/fonts.js'
import { gapsIn } from '../../templates/gaps-in.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { writePdf } from '../../templates/pdf/write-pdf.js'
import type { BlankStamp } from '../../templates/stamp.js'
import { writeWord } from '../../templates/write-word.js'
import type { App } from '../app.js'
import { shippedFonts } from '../program-files.js'
import { compiledTemplate } from '../rendering/compiled-template.js'
import { namedCustomer } from './history.js'
import { swedishDay } from './new-event.js'
import { configuredParties } from './party.js'
import { contextOf, isReviewed } from './prepare-documents.js'
import { exportTemplate } from './template.js'
import { checkTemplate } from './template-check.js'
import { kindOfFile } from './template-import.js'

/** What to preview, filled with which customer's facts: the current edition of `kind`, or a file not yet taken in, whose kind it says itself where `kind` is null. */
export type PreviewRequest = { readonly orgnr: string } & ({ readonly kind: string; readonly docx: null } | { readonly kind: string | null; readonly docx: Uint8Array })

export interface Preview {
  readonly kind: string
  readonly customer: string
  readonly docx: Uint8Array
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
  const exempel = Object.values(parties).some((party) => party.exempel)
  const context: FillContext = contextOf(customer.facts, parties, {
    titel: kind.title, kod: NO_CODE, utgava: source.edition, datum: swedishDay(now), stadium: 'utkast', exempel, ogranskad: !source.reviewed, andring: false,
  }, kind.issued === 'pack-per-handlaggare' ? '1' : '')
  const template = compiledTemplate({ sha256: createHash('sha256').update(source.bytes).digest('hex'), bytes: source.bytes })
  const filled = fillTemplate(template, context, 'show')

  const fonts = loadFonts(shippedFonts())
  const layout = layOut(filled, fonts)
  const marks = ['UTKAST – Förhandsvisning', 'Får ej undertecknas', ...(exempel ? ['EXEMPEL'] : []), ...(source.reviewed ? [] : ['Mall – ej juridiskt granskad'])]
  const pdf = await writePdf(layout, fonts, () => STAMP, { title: `Förhandsvisning: ${kind.title}`, subject: customer.name, issuedAt: now, marks, draft: true })
  return { kind: kind.id, customer: customer.name, docx: writeWord(template, filled, { draft: true, headingPages: layout.outline.map(({ page }) => page) }), pdf, pageCount: layout.pageCount, gaps: gapsIn(filled) }
}

async function sourceOf(app: App, request: PreviewRequest): Promise<{ kind: string; edition: string; reviewed: boolean; bytes: Uint8Array }> {
  if (request.docx === null) {
    const { edition, bytes } = await exportTemplate(app, request.kind, null)
    return { kind: edition.kind, edition: edition.edition, reviewed: await isReviewed(app, edition), bytes }
  }
  const kind = kindOfFile(request.docx, request.kind)
  const { faults } = checkTemplate(request.docx, kind)
  if (faults.length > 0) throw new Failure('template-invalid', `Mallen för ${kind} går inte att fylla i förrän felen är rättade.`, { faults })
  return { kind, edition: 'ej inläst', reviewed: false, bytes: request.docx }
}
