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

interface Printed extends Pick<StampedForm, 'pages'> {
  readonly prints: readonly PrintedPage[]
}

/** More ways of choosing among radio buttons take too long to print one by one. */
const MOST_OPTIONS = 30

/** What the field holds in a trial: nothing, or the option of that number (from 0) and whatever else can be filled in. */
function tried({ field, program }: CompiledField, trial: number | 'empty'): FieldValue {
  switch (program.type) {
    case 'blank':
      return { type: 'blank' }
    case 'text':
      return { type: 'text', runs: trial === 'empty' ? [] : [plainRun('X')] }
    case 'tick':
      return { type: 'tick', ticked: trial !== 'empty' }
    case 'choice':
      return { type: 'choice', option: trial === 'empty' ? null : (field.options[trial] ?? null), gap: null }
    default:
      throw new Error(program satisfies never)
  }
}

/** How many trials a field needs: each radio button is drawn for itself, the options of a list are words in one place. */
function trialsOf({ field, program }: CompiledField): number {
  return program.type === 'choice' && field.sort === 'radio' ? Math.max(1, field.options.length) : 1
}

/**
 * Every field in which paper would not show what is written, by trying it: the form is printed with all its fields filled in, once for each option of its radio buttons, and with none. `print` gives the pages of a PDF as they are printed, in at least 150 dots an inch.
 * @throws Failure as `print`
 */
export async function unseenFields(form: CompiledForm, fonts: Fonts, print: (pdf: Uint8Array) => Promise<readonly PrintedPage[]>): Promise<Fault[]> {
  const trials = Math.max(1, ...form.fields.map(trialsOf))
  if (trials > MOST_OPTIONS) return form.fields.filter((one) => trialsOf(one) > MOST_OPTIONS).map(({ field }) => ({ path: `Fält ${field.name}`, message: `fältet har ${field.options.length} knappar att välja mellan; högst ${MOST_OPTIONS} går att prova. Skriv null, eller be den som äger blanketten om en lista i stället.` }))
  const printed = async (trial: number | 'empty'): Promise<Printed> => {
    const { pdfs: [pdf], pages } = await stampForm({ form, fields: form.fields.map((one) => ({ field: one.field, value: tried(one, trial) })), signatures: [] }, [() => NO_STAMP], fonts, TRIAL)
    return { pages, prints: pdf === undefined ? [] : await print(pdf) }
  }
  const faults: Fault[] = []
  try {
    const empty = await printed('empty')
    for (let trial = 0; trial < trials; trial++) {
      const filled = await printed(trial)
      for (const one of form.fields) {
        if (trial >= trialsOf(one) || placesOf(one).length === 0 || isSeen(one, filled, empty)) continue
        const what = one.field.sort === 'radio' ? `valet ”${one.field.options[trial] ?? ''}”` : 'det som fylls i'
        faults.push({ path: `Fält ${one.field.name}`, message: `${what} skulle inte synas på papper: blanketten trycker nästan samma färg där. Skriv null, eller be den som äger blanketten ge fältet en ljus bakgrund.` })
      }
    }
    return faults
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'text-too-long') throw error
    return error.faults.map(({ path }) => ({ path, message: 'fältet är så litet att inte ens en bokstav ryms i 7 punkter. Skriv null, eller be den som äger blanketten om ett större fält.' }))
  }
}

function isSeen(one: CompiledField, filled: Printed, empty: Printed): boolean {
  return placesOf(one).some(({ page, area }) => {
    const [placed, before, after] = [filled.pages[page - 1], empty.prints[page - 1], filled.prints[page - 1]]
    return placed === undefined || before === undefined || after === undefined || differs(placedArea(placed, area), before, after)
  })
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
