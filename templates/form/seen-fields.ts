import { Failure, type Fault } from '../failure.js'
import type { Fonts } from '../fonts.js'
import { plainRun } from '../layout/set-paragraph.js'
import { placedArea, type PlacedPage } from '../pdf/place-page.js'
import type { PdfMeta } from '../pdf/write-pdf.js'
import type { Rectangle } from '../stamp.js'
import type { CompiledField } from './compile-entries.js'
import type { FieldValue } from './fill-form.js'
import type { FieldPlace } from './form-fields.js'
import type { CompiledForm } from './read-form.js'
import { printSome } from './stamp-form.js'

/** A page as it is printed, one byte (gray) a pixel, row by row from the top left. */
export interface PrintedPage {
  readonly pixels: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  readonly dpi: number
}

const TRIAL: PdfMeta = { title: '', subject: '', issuedAt: '2000-01-01T00:00:00Z', marks: [], draft: false }
/** A letter of the smallest text has five times as many. */
const LEAST_SEEN_PX = 6
/** Half of what colours are asked for, since the edges of letters are drawn in tones between. */
const LEAST_CONTRAST = 2

/** By page, from 1. */
type Printed = ReadonlyMap<number, { readonly placed: PlacedPage; readonly print: PrintedPage }>

/** More ways of choosing among radio buttons take too long to print one by one. */
const MOST_OPTIONS = 30
/** Printed in all while a form is tried: two choices on every page of the longest. */
const MOST_PRINTS = 600

/** What the field holds in a trial: nothing, or the option of that number (from 0) and whatever else can be filled in. */
function valueIn({ field, program }: CompiledField, trial: number | 'empty'): FieldValue {
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

/** The pages with fields that the trial tells something of. */
function pagesTried({ fields }: CompiledForm, trial: number): ReadonlySet<number> {
  return new Set(fields.flatMap((one) => (trial < trialsOf(one) ? placesOf(one).map(({ page }) => page) : [])))
}

/**
 * Every field in which paper would not show what is written, by trying it: the form is printed with all its fields filled in, once for each option of its radio buttons, and with none, each time the pages that it tells something of. `print` gives the pages of a PDF as they are printed, in at least 150 dots an inch.
 * @throws Failure as `print`
 */
export async function unseenFields(form: CompiledForm, fonts: Fonts, print: (pdf: Uint8Array) => Promise<readonly PrintedPage[]>): Promise<Fault[]> {
  const trials = Math.max(1, ...form.fields.map(trialsOf))
  if (trials > MOST_OPTIONS) return form.fields.filter((one) => trialsOf(one) > MOST_OPTIONS).map(({ field }) => ({ path: `Fält ${field.name}`, message: `fältet har ${field.options.length} knappar att välja mellan; högst ${MOST_OPTIONS} går att prova. Skriv null, eller be den som äger blanketten om en lista i stället.` }))
  const tried = Array.from({ length: trials }, (_, trial) => pagesTried(form, trial))
  const [all = new Set<number>()] = tried
  const prints = tried.reduce((sum, pages) => sum + pages.size, all.size)
  if (prints > MOST_PRINTS) return [{ path: 'fil', message: `blanketten har så många knappar att välja mellan, på så många sidor, att ${prints} sidor skulle behöva provtryckas; högst ${MOST_PRINTS} går att prova. Skriv null för några av dem, eller be den som äger blanketten om listor i stället.` }]
  const printed = async (trial: number | 'empty', only: ReadonlySet<number>): Promise<Printed> => {
    if (only.size === 0) return new Map()
    const { pdf, pages } = await printSome({ form, fields: form.fields.map((one) => ({ field: one.field, value: valueIn(one, trial) })), signatures: [] }, only, fonts, TRIAL)
    const seen = await print(pdf)
    return new Map([...only].toSorted((one, other) => one - other).flatMap((page, index) => {
      const [placed, shown] = [pages[index], seen[index]]
      return placed === undefined || shown === undefined ? [] : [[page, { placed, print: shown }] as const]
    }))
  }
  const faults: Fault[] = []
  try {
    const empty = await printed('empty', all)
    for (const [trial, pages] of tried.entries()) {
      const filled = await printed(trial, pages)
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
    const [before, after] = [empty.get(page), filled.get(page)]
    return before === undefined || after === undefined || differs(placedArea(after.placed, area), before.print, after.print)
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
