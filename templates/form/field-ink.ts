import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, type PDFWidgetAnnotation } from 'pdf-lib'

/** Red, green and blue, 0 to 1. */
type Rgb = readonly [number, number, number]

export const BLACK = '0 g'
const WHITE: Rgb = [1, 1, 1]
/** WCAG 2.1, 1.4.11: what less than this parts from its ground is not told apart from it. */
const LEAST_CONTRAST = 3

function rgbOf(parts: readonly number[]): Rgb | null {
  const [first, second, third, fourth] = parts
  if (first === undefined) return null
  if (second === undefined || third === undefined) return [first, first, first]
  return fourth === undefined ? [first, second, third] : [(1 - first) * (1 - fourth), (1 - second) * (1 - fourth), (1 - third) * (1 - fourth)]
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

function numbersIn(value: PDFObject | undefined): number[] {
  return value instanceof PDFArray ? Array.from({ length: value.size() }, (_, index) => value.lookup(index)).map((part) => (part instanceof PDFNumber ? part.asNumber() : 0)) : []
}

function backgroundOf({ dict }: PDFWidgetAnnotation): Rgb | null {
  const look = dict.lookup(PDFName.of('MK'))
  return look instanceof PDFDict ? rgbOf(numbersIn(look.lookup(PDFName.of('BG')))) : null
}

/** The colour a default appearance sets its text in, as operators; null when it sets none. */
function colorIn(appearance: string): string | null {
  return [...appearance.matchAll(/((?:-?[\d.]+\s+){1,4})(g|rg|k)(?![A-Za-z])/g)].at(-1)?.slice(1).join('').replaceAll(/\s+/g, ' ') ?? null
}

/** The operators that set a field's text in its owner's colour, or else black, whichever can be read on every background the owner has given it; null when neither can. */
export function inkOf(appearance: string, widgets: readonly PDFWidgetAnnotation[]): string | null {
  const grounds = widgets.map((widget) => luminance(backgroundOf(widget) ?? WHITE))
  const inks = [colorIn(appearance) ?? BLACK, BLACK]
  return inks.find((ink) => grounds.every((ground) => contrast(inkLuminance(ink), ground) >= LEAST_CONTRAST)) ?? null
}

/** How light operators of `inkOf` draw, 0 to 1. */
function inkLuminance(ink: string): number {
  return luminance(rgbOf(ink.split(' ').slice(0, -1).map(Number)) ?? [0, 0, 0])
}
