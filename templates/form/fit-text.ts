import type { Run } from '../document.js'
import { Failure } from '../failure.js'
import type { Fonts } from '../fonts.js'
import { setRuns, type SetLine } from '../layout/set-paragraph.js'
import { PAGE_STYLES } from '../layout/style.js'
import type { SheetSize } from '../pdf/geometry.js'
import { textOfRuns } from './fill-form.js'
import type { FormField } from './form-fields.js'

/** A field's text in the largest size that holds it. */
export interface FittedText {
  readonly lines: readonly SetLine[]
  readonly sizePt: number
  readonly leadingPt: number
}

/** The smallest text that is set in a form, unless its owner has asked for smaller. */
export const LEAST_SIZE_PT = 7
/** A gap is read on a screen; it may be smaller, and then it may end outside its field. */
const LEAST_GAP_SIZE_PT = 4
const LARGEST_FREE_PT = 11
const STEP_PT = 0.5
export const FIELD_PADDING_PT = 2
/** From the top of capitals to the end of descenders, and from line to line, in sizes. */
const TALL = 0.95
const LEADING = 1.2

const NEVER_WRAPPED_PT = 1e6

function sizesFor({ sizePt, lines }: FormField, heightPt: number, leastPt: number): number[] {
  const largest = sizePt > 0 ? sizePt : Math.min(LARGEST_FREE_PT, lines === 'one' ? heightPt / LEADING : LARGEST_FREE_PT)
  const least = Math.min(largest, leastPt)
  const steps = Math.ceil((largest - least) / STEP_PT)
  return [...Array.from({ length: steps }, (_, step) => largest - step * STEP_PT), least]
}

function setIn(runs: readonly Run[], field: FormField, widthPt: number, sizePt: number, fonts: Fonts): FittedText {
  const style = { ...PAGE_STYLES.TableCell, sizePt, keepWords: true }
  return { lines: setRuns(runs, style, field.lines === 'one' ? NEVER_WRAPPED_PT : widthPt, fonts), sizePt, leadingPt: sizePt * LEADING }
}

function fits({ lines, sizePt, leadingPt }: FittedText, room: SheetSize): boolean {
  const heightPt = (lines.length - 1) * leadingPt + sizePt * TALL
  return heightPt <= room.heightPt && lines.every((line) => line.widthPt <= room.widthPt)
}

/**
 * The text as it is set in a place of its field: in the field's own size, smaller where it must be, at least 7 points.
 * @throws Failure `text-too-long` when it is longer than the field takes or does not fit, by field; `text-unprintable`
 */
export function fitText(runs: readonly Run[], field: FormField, { widthPt, heightPt }: SheetSize, fonts: Fonts): FittedText {
  const isGap = runs.some(({ gap }) => gap)
  const text = textOfRuns(runs)
  if (!isGap && field.maxLength !== null && text.length > field.maxLength) throw tooLong(field, text, `har ${text.length} tecken, men fältet tar högst ${field.maxLength}`)
  const room = { widthPt: widthPt - 2 * FIELD_PADDING_PT, heightPt: field.lines === 'one' ? heightPt : heightPt - 2 * FIELD_PADDING_PT }
  const sizes = sizesFor(field, heightPt, isGap ? LEAST_GAP_SIZE_PT : LEAST_SIZE_PT)
  for (const sizePt of sizes) {
    const set = setIn(runs, field, room.widthPt, sizePt, fonts)
    if (fits(set, room)) return set
  }
  const least = sizes.at(-1) ?? LEAST_SIZE_PT
  if (!isGap) throw tooLong(field, text, `ryms inte ens i ${String(least).replace('.', ',')} punkter`)
  return setIn(runs, field, room.widthPt, least, fonts)
}

function tooLong({ name }: FormField, text: string, reason: string): Failure {
  const message = `”${text.length > 60 ? `${text.slice(0, 60)}…` : text}” ${reason}. Korta uppgiften, eller be den som äger blanketten om ett större fält.`
  return new Failure('text-too-long', `Fält ${name}: ${message}`, { faults: [{ path: `Fält ${name}`, message }] })
}
