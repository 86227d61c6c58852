import type { Rectangle } from '../../templates/stamp.js'
import type { Imaging } from '../imaging/imaging.js'
import type { Raster } from '../imaging/page-source.js'
import { copySheet, jpegOf, toPdf } from './copier.js'
import { signWithPen, type Paper } from './pen.js'
import { seeded, shuffled, type Chance } from './seeded.js'

/** A printed document and the boxes somebody signs in it; `page` counts from 1. */
export interface PrintedDocument {
  readonly pdf: Uint8Array
  readonly boxes: readonly ({ readonly page: number } & Rectangle)[]
}

/** How the pile is laid in the copier. */
export interface CopierOptions {
  readonly dpi: number
  readonly seed: number
  /** Sheets that lie upside down, counted from 1 over all documents as they were printed. */
  readonly upsideDown: readonly number[]
  readonly shuffle: boolean
}

/** Sheets in hand at the same time; each is several megabytes of pixels. */
const AT_ONCE = 4

type Rasteriser = Pick<Imaging, 'rasterPdf'>

/** Prints issued documents, signs them in the boxes given, and scans all of them as one PDF from the copier; signed sheets come in colour, the others in gray. The same seed gives the same file. */
export async function printSignScan(imaging: Rasteriser, documents: readonly PrintedDocument[], options: CopierOptions): Promise<Uint8Array> {
  const store = async (paper: Paper) => ({ jpeg: await jpegOf(paper), widthPx: paper.widthPx, heightPx: paper.heightPx, dpi: paper.dpi })
  return toPdf(await copyPile(imaging, documents, options, store))
}

/** The copied sheets in the order the copier took them, each as `store` keeps it: the pixels of a whole pile would be too many to hold. */
export async function copyPile<T>(imaging: Rasteriser, documents: readonly PrintedDocument[], options: CopierOptions, store: (paper: Paper) => Promise<T>): Promise<T[]> {
  const chance = seeded(options.seed)
  const stored: T[] = []
  for (const { pdf, boxes } of documents) {
    const printed = await imaging.rasterPdf(pdf, options.dpi)
    const before = stored.length
    const copy = async (raster: Raster, i: number) => {
      // A row of chances of its own for every sheet: they are copied side by side.
      const own = seeded(options.seed * 1009 + before + i)
      const signed = signSheet(raster, boxes.filter(({ page }) => page === i + 1), own)
      return store(await copySheet(signed, options.upsideDown.includes(before + i + 1) ? 180 : 0, own))
    }
    for (let i = 0; i < printed.length; i += AT_ONCE) {
      stored.push(...(await Promise.all(printed.slice(i, i + AT_ONCE).map((raster, j) => copy(raster, i + j)))))
    }
  }
  return options.shuffle ? shuffled(stored, chance) : stored
}

function signSheet(sheet: Raster, boxes: readonly Rectangle[], chance: Chance): Paper {
  if (boxes.length === 0) return sheet
  const paper = inColour(sheet)
  const toPx = (pt: number) => (pt * sheet.dpi) / 72
  for (const { xPt, yPt, widthPt, heightPt } of boxes) {
    signWithPen(paper, { left: toPx(xPt), top: sheet.heightPx - toPx(yPt + heightPt), width: toPx(widthPt), height: toPx(heightPt) }, chance)
  }
  return paper
}

function inColour(sheet: Raster): Paper {
  if (sheet.channels === 3) return sheet
  const pixels = new Uint8Array(sheet.pixels.length * 3)
  sheet.pixels.forEach((tone, i) => pixels.fill(tone, i * 3, i * 3 + 3))
  return { ...sheet, channels: 3, pixels }
}
