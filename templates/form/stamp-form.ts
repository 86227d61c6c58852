import type { Fonts } from '../fonts.js'
import { placedArea, type PlacedPage } from '../pdf/place-page.js'
import { stampPages, type StampedPages } from '../pdf/stamp-pages.js'
import type { PdfMeta } from '../pdf/write-pdf.js'
import type { BlankStamp, StampFor } from '../stamp.js'
import type { SignatureBox } from '../layout/layout.js'
import type { FilledForm } from './fill-form.js'
import type { FieldPlace } from './form-fields.js'
import { writeForm } from './write-form.js'

const NO_STAMP: BlankStamp = { qr: null, text: '', code: '', exemplar: '' }

/** A filled form on our sheets: one file for each way of stamping it, its pages, and where they are signed. */
export interface StampedForm {
  readonly pdfs: readonly Uint8Array[]
  readonly pages: readonly PlacedPage[]
  readonly signatureBoxes: readonly SignatureBox[]
}

/** Fills the form, reads it back, and puts its pages under our stamps as pictures that nobody can fill in again. @throws Failure as `writeForm` and `stampPages` */
export async function stampForm(filled: FilledForm, stamps: readonly (StampFor | (() => BlankStamp))[], fonts: Fonts, meta: PdfMeta): Promise<StampedForm> {
  const { pdfs, pages } = await stampedPages(filled, stamps, fonts, meta)
  const signatureBoxes = filled.signatures.flatMap(({ id, party, role, page, area }): SignatureBox[] => {
    const placed = pages[page - 1]
    return placed === undefined ? [] : [{ id, party, role, page, ...placedArea(placed, area) }]
  })
  return { pdfs, pages, signatureBoxes }
}

/** Some pages of the form (from 1) as `stampForm` prints them, without codes, in a file of their own. @throws Failure as `writeForm` and `stampPages` */
export async function printSome(filled: FilledForm, only: ReadonlySet<number>, fonts: Fonts, meta: PdfMeta): Promise<{ readonly pdf: Uint8Array; readonly pages: readonly PlacedPage[] }> {
  const { pdfs: [pdf], pages } = await stampedPages(filled, [() => NO_STAMP], fonts, meta, only)
  if (pdf === undefined) throw new Error('nothing was printed')
  return { pdf, pages }
}

async function stampedPages(filled: FilledForm, stamps: readonly (StampFor | (() => BlankStamp))[], fonts: Fonts, meta: PdfMeta, only?: ReadonlySet<number>): Promise<StampedPages> {
  return stampPages(await writeForm(filled, fonts), stamps, fonts, meta, { printed: filled.form.map.printed ?? [], places: [...filled.signatures, ...placesForPen(filled)], ...(only === undefined ? {} : { only }) })
}

/** What is left to be written by hand needs its room though nothing may be printed there. */
function placesForPen({ fields }: FilledForm): FieldPlace[] {
  return fields.flatMap(({ field, value }) => (value.type === 'blank' && field.sort !== 'button' ? field.places.filter(({ hidden }) => !hidden) : []))
}
