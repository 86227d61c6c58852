import { between, type Chance } from '../../demo/seeded.js'
import type { PageSource, Raster } from '../../imaging/page-source.js'
import { after, shift, stretch } from './matrix.js'
import { blurred, plain, slowNoise, type Sheet } from './picture.js'

/** How a printer puts a page on paper. */
export interface Printer {
  readonly dpi: number
  /** How much larger or smaller than it should be. */
  readonly scale: number
  readonly shiftMm: { readonly x: number; readonly y: number }
  /** Toner that spreads is above 0, toner that does not hold below. */
  readonly spread: number
  /** How dark the darkest print is, 0 to 1. */
  readonly toner: number
  /** How unevenly it lies. */
  readonly uneven: number
}

/** Some printer of an office; `low` has hardly any toner left. */
export function somePrinter(chance: Chance, state: 'well' | 'low'): Printer {
  const dpi = [300, 300, 350, 400][Math.floor(chance() * 4)] ?? 300
  const scale = chance() < 0.5 ? between(chance, 0.99, 1.01) : between(chance, 0.97, 1.03)
  const common = { dpi, scale, shiftMm: { x: between(chance, -2, 2), y: between(chance, -2.5, 2.5) } }
  if (state === 'low') return { ...common, spread: between(chance, -0.35, 0.05), toner: between(chance, 0.35, 0.65), uneven: between(chance, 0.1, 0.35) }
  return { ...common, spread: between(chance, -0.12, 0.3), toner: between(chance, 0.82, 1), uneven: between(chance, 0, 0.08) }
}

const A4_MM = { width: 210, height: 297 }
const MM_PER_INCH = 25.4

/** A page of an issued file to be printed. */
export interface PageToPrint {
  readonly pages: PageSource
  readonly page: number
  readonly widthMm: number
  readonly heightMm: number
}

/** One page on a sheet of A4. */
export async function printed({ pages, page, widthMm, heightMm }: PageToPrint, printer: Printer, channels: 1 | 3, chance: Chance): Promise<Sheet> {
  const drawn = await pages.raster(page, 1, printer.dpi * printer.scale)
  const perMm = printer.dpi / MM_PER_INCH
  const toner = tonerOf(await blurred(drawn, between(chance, 0.4, 0.9)), printer, chance)
  const sheet = plain(Math.round(A4_MM.width * perMm), Math.round(A4_MM.height * perMm), channels, printer.dpi, 255)
  const left = Math.round((sheet.widthPx - toner.widthPx) / 2 + printer.shiftMm.x * perMm)
  const top = Math.round((sheet.heightPx - toner.heightPx) / 2 + printer.shiftMm.y * perMm)
  lay(sheet, toner, left, top)
  // The drawing is a whole number of pixels, so its scale differs from the printer's in the fourth place.
  return { picture: sheet, place: after(shift(left, top), stretch(drawn.widthPx / widthMm, drawn.heightPx / heightMm)) }
}

function tonerOf(drawn: Raster, { spread, toner, uneven }: Printer, chance: Chance): Raster {
  const grows = Float32Array.from({ length: 256 }, (_, tone) => {
    const ink = 1 - tone / 255
    return Math.min(1, Math.max(0, (ink - 0.5) * 1.6 + 0.5 + spread))
  })
  const clean = grows[255] ?? 0
  const patches = slowNoise(chance, 14)
  const pixels = new Uint8Array(drawn.pixels.length)
  for (let y = 0, at = 0; y < drawn.heightPx; y += 1) {
    let even = 1
    for (let x = 0; x < drawn.widthPx; x += 1, at += 1) {
      const tone = drawn.pixels[at] ?? 255
      if (tone === 255) {
        pixels[at] = 255
        continue
      }
      if (uneven > 0 && x % 8 === 0) even = 1 - uneven * Math.abs(patches(x / drawn.widthPx, y / drawn.heightPx))
      pixels[at] = 255 - 255 * toner * even * Math.max(0, (grows[tone] ?? 0) - (spread > 0 ? clean * (tone / 255) : 0))
    }
  }
  return { ...drawn, pixels }
}

function lay(sheet: Raster, drawn: Raster, left: number, top: number): void {
  for (let y = Math.max(0, -top); y < drawn.heightPx && top + y < sheet.heightPx; y += 1) {
    for (let x = Math.max(0, -left); x < drawn.widthPx && left + x < sheet.widthPx; x += 1) {
      const at = ((top + y) * sheet.widthPx + left + x) * sheet.channels
      sheet.pixels.fill(drawn.pixels[y * drawn.widthPx + x] ?? 255, at, at + sheet.channels)
    }
  }
}
