import { Failure, type Fault } from '../failure.js'
import type { Fonts } from '../fonts.js'
import { plainRun } from '../layout/set-paragraph.js'
import { placedArea } from '../pdf/place-page.js'
import type { PdfMeta } from '../pdf/write-pdf.js'
import type { BlankStamp, Rectangle } from '../stamp.js'
import type { CompiledField } from './compile-entries.js'
import type { FieldValue } from './fill-form.js'
import type { FieldPlace } from './form-fields.js'
import type { CompiledForm } from './read-form.js'
import { stampForm, type StampedForm } from './stamp-form.js'

/** A page as it is printed, one byte (gray) a pixel, row by row from the top left. */
export interface PrintedPage {
  readonly pixels: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  readonly dpi: number
}

const NO_STAMP: BlankStamp = { qr: null, text: '', code: '', exemplar: '' }
const TRIAL: PdfMeta = { title: '', subject: '', issuedAt: '2000-01-01T00:00:00Z', marks: [], draft: false }
/** A letter of the smallest text has five times as many. */
const LEAST_SEEN_PX = 6
/** Half of what colours are asked for, since the edges of letters are drawn in tones between. */
const LEAST_CONTRAST = 2

function tried({ field, program }: CompiledField, state: 'filled' | 'empty'): FieldValue {
  const isFilled = state === 'filled'
  switch (program.type) {
    case 'blank':
      return { type: 'blank' }
    case 'text':
      return { type: 'text', runs: isFilled ? [plainRun('X')] : [] }
    case 'tick':
      return { type: 'tick', ticked: isFilled }
    case 'choice':
      return { type: 'choice', option: isFilled ? (field.options[0] ?? null) : null, gap: null }
    default:
      throw new Error(program satisfies never)
  }
}

/**
 * Every field in which paper would not show what is written, by trying it: the form is printed with all its fields filled in, and with none. `print` gives the pages of a PDF as they are printed, in at least 150 dots an inch.
 * @throws Failure as `print`
 */
export async function unseenFields(form: CompiledForm, fonts: Fonts, print: (pdf: Uint8Array) => Promise<readonly PrintedPage[]>): Promise<Fault[]> {
  const printed = async (state: 'filled' | 'empty'): Promise<Pick<StampedForm, 'pages'> & { readonly prints: readonly PrintedPage[] }> => {
    const { pdfs: [pdf], pages } = await stampForm({ form, fields: form.fields.map((one) => ({ field: one.field, value: tried(one, state) })), signatures: [] }, [() => NO_STAMP], fonts, TRIAL)
    return { pages, prints: pdf === undefined ? [] : await print(pdf) }
  }
  try {
    const [filled, empty] = [await printed('filled'), await printed('empty')]
    return form.fields.flatMap((one) => {
      const isSeen = placesOf(one).some(({ page, area }) => {
        const [placed, before, after] = [filled.pages[page - 1], empty.prints[page - 1], filled.prints[page - 1]]
        return placed === undefined || before === undefined || after === undefined || differs(placedArea(placed, area), before, after)
      })
      return placesOf(one).length === 0 || isSeen ? [] : [{ path: `Fält ${one.field.name}`, message: 'det som fylls i skulle inte synas på papper: blanketten trycker nästan samma färg där. Skriv null, eller be den som äger blanketten ge fältet en ljus bakgrund.' }]
    })
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'text-too-long') throw error
    return error.faults.map(({ path }) => ({ path, message: 'fältet är så litet att inte ens en bokstav ryms i 7 punkter. Skriv null, eller be den som äger blanketten om ett större fält.' }))
  }
}

function placesOf({ field, program }: CompiledField): readonly FieldPlace[] {
  return program.type === 'blank' ? [] : field.places
}

/** Whether two prints of a page tell something apart there. */
function differs({ xPt, yPt, widthPt, heightPt }: Rectangle, before: PrintedPage, after: PrintedPage): boolean {
  const pxPerPt = before.dpi / 72
  const [left, right] = [Math.max(0, Math.floor(xPt * pxPerPt)), Math.min(before.widthPx, Math.ceil((xPt + widthPt) * pxPerPt))]
  const [top, bottom] = [Math.max(0, Math.floor(before.heightPx - (yPt + heightPt) * pxPerPt)), Math.min(before.heightPx, Math.ceil(before.heightPx - yPt * pxPerPt))]
  let seen = 0
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * before.widthPx + x
      if (contrast(before.pixels[at] ?? 255, after.pixels[at] ?? 255) >= LEAST_CONTRAST && ++seen >= LEAST_SEEN_PX) return true
    }
  }
  return false
}

/** Of two tones, 0 to 255 (WCAG 2.1, 1.4.3). */
function contrast(one: number, other: number): number {
  const [dark, light] = [Math.min(one, other), Math.max(one, other)].map((tone) => (tone / 255) ** 2.2)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}
