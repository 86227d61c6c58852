import sharp from 'sharp'
import { standsWhereSigned } from '../../signing/e-signature/where-signed.js'
import { examinePage, inkIn, type Examination, type IssuedSheet } from '../../signing/examine-page.js'
import { flattened, grown, type Region } from '../../signing/registration/flatten.js'
import type { Gray } from '../../signing/registration/gray.js'
import { issuedPageOf } from '../../signing/registration/issued-page.js'
import type { Pair } from '../../signing/registration/projection.js'
import type { Registration } from '../../signing/registration/register-page.js'
import type { Rectangle } from '../../templates/stamp.js'
import { isBilevel } from './bilevel.js'
import { onPaper, pairsOfSymbols, squareOf } from './code-pairs.js'
import type { ExaminedPage, SheetToExamine } from './job.js'
import { shareWritten } from '../../signing/registration/share-written.js'
import { Unreadable, type Limits, type PageSource, type Raster } from './page-source.js'
import { PdfPages } from './pdf-pages.js'

const ISSUED_DPI = 200
const GLANCE_DPI = 72
const MM_PER_POINT = 25.4 / 72
/** Corners of a symbol that is found in a picture are off by less. */
const CODE_ERROR_MM = 1.5
/** Copiers lay the paper some millimetres off, and somewhat askew. */
const PAPER_ERROR_MM = 8
/** As the logarithm of width by height. */
const NEARLY_SQUARE = 0.1
/** Each takes about six megabytes, and a scan has each page once but for what is doubled. */
const MOST_PREPARED = 4
/** Each is an engine of its own. */
const MOST_OPENED = 3
const TURNS = [0, 90, 180, 270] as const
/** Shown about a cut-out, so that it can be found on the paper. */
const AROUND_MM = 4
/** A scan has none; a stamp of when it arrived, written over it by a program, may lie over some. */
const WRITTEN_SHARE = 0.1

type PaperSize = Pick<IssuedSheet['page'], 'widthMm' | 'heightMm'>
type PictureSize = Pick<Gray, 'widthPx' | 'heightPx'>

/** The issued PDFs looked at; those looked at last are kept open. */
export class IssuedFiles {
  private readonly opened = new Map<string, Promise<PdfPages>>()
  private readonly prepared = new Map<string, Promise<IssuedSheet>>()

  constructor(private readonly limits: Limits) {}

  /** A page as issued, ready to be compared with. */
  sheet(issued: SheetToExamine['issued']): Promise<IssuedSheet> {
    const name = JSON.stringify(issued)
    const sheet = this.prepared.get(name) ?? this.prepare(issued)
    this.prepared.delete(name)
    this.prepared.set(name, sheet)
    for (const oldest of [...this.prepared.keys()].slice(0, -MOST_PREPARED)) this.prepared.delete(oldest)
    return sheet
  }

  /** A page as issued, just large enough to be told from others. */
  async small({ path, page }: Pick<SheetToExamine['issued'], 'path' | 'page'>): Promise<Gray> {
    return (await this.open(path)).raster(page, 1, GLANCE_DPI)
  }

  private open(path: string): Promise<PdfPages> {
    const opening = this.opened.get(path) ?? PdfPages.open(path, this.limits)
    this.opened.delete(path)
    this.opened.set(path, opening)
    for (const oldest of [...this.opened.keys()].slice(0, -MOST_OPENED)) this.opened.delete(oldest)
    return opening
  }

  private async prepare({ path, page, boxes, blankCells, codeText, spokenCode, codePlaces }: SheetToExamine['issued']): Promise<IssuedSheet> {
    const pdf = await this.open(path)
    const drawn = await pdf.raster(page, 1, ISSUED_DPI)
    const widthPt = (drawn.widthPx * 72) / drawn.dpi
    const prepared = issuedPageOf(drawn, widthPt)
    return {
      page: prepared,
      letters: pdf.letters(page),
      boxes: boxes.map(({ id, initials, ...box }) => ({ id, ...(initials === true ? { initials } : {}), ...onPaper(box, prepared.heightMm) })),
      blankCells,
      codes: codePlaces.map((place) => onPaper(squareOf(place), prepared.heightMm)),
      codeTexts: [codeText, spokenCode],
    }
  }
}

/** Compares one scanned page with the page its code names, and cuts out what a person should look at. A page that cannot be drawn says why. */
export async function examineSheet(pages: PageSource, files: IssuedFiles, sheet: SheetToExamine): Promise<ExaminedPage> {
  const nothing = { sourcePage: sheet.sourcePage, beside: { path: sheet.issued.path, page: sheet.issued.page }, sameContent: false, patches: { looked: 0, found: 0 }, projection: null, drawn: null, boxes: [], differences: [], provenByLetters: false, drawnOver: false, paperless: false }
  try {
    const issued = await files.sheet(sheet.issued)
    const drawn = await pages.raster(sheet.sourcePage, sheet.issued.boxes.length === 0 ? 1 : 'own', 'own')
    const { gray, ink } = planesOf(drawn)
    const leastDpi = pages.leastDpi(sheet.sourcePage)
    const seenPxPerMm = leastDpi === null ? Infinity : leastDpi / 25.4
    const starts = startsOf(sheet, issued, gray)
    const over = pages.drawnOver(sheet.sourcePage, gray)
    if (starts.length === 0) return { ...nothing, drawnOver: over.length > 0, unreadable: null }
    const bilevel = (await pages.isOneBit(sheet.sourcePage)) || isBilevel(gray)
    const examination = bestOf(starts.map((start) => examinePage(issued, { gray, ink, seenPxPerMm, isBilevel: bilevel, isCodeRead: sheet.seen.length > 0 }, start, sheet.seen.length === 0 ? PAPER_ERROR_MM : CODE_ERROR_MM)))
    const { registration } = examination
    const pictures = registration === null ? null : pages.picturesAlone(sheet.sourcePage, drawn.channels)
    const { paperless, laidIn } = pictures === null ? { paperless: false, laidIn: [] } : besidePictures(issued, gray, planesOf(pictures), examination)
    const drawnOver = (!paperless && laidIn.length > 0) || over.some(({ isSignature, ...picture }) => !(isSignature && registration !== null && standsWhereSigned(picture, registration.projection, issued)))
    return { ...nothing, drawnOver, paperless, unreadable: null, ...(await told(issued, { gray, isBilevel: bilevel, laidIn }, examination)) }
  } catch (error) {
    if (error instanceof Unreadable) return { ...nothing, unreadable: error.message }
    throw error
  }
}

/** Whether the file writes the page itself, and the boxes whose signatures were laid in in the file: all of such a page, else those that its pictures alone do not show. */
function besidePictures(issued: IssuedSheet, shown: Gray, pictures: Planes, { registration, boxes }: Examination): { readonly paperless: boolean; readonly laidIn: readonly string[] } {
  if (registration === null) return { paperless: false, laidIn: [] }
  const { projection } = registration
  const paperless = shareWritten(issued.letters, projection, { shown, pictures: pictures.gray }) >= WRITTEN_SHARE
  const signed = issued.boxes.filter(({ id }) => boxes.some((box) => box.id === id && box.ink === 'signed'))
  return { paperless, laidIn: signed.filter((box) => paperless || inkIn(issued, pictures, projection, box).ink !== 'signed').map(({ id }) => id) }
}

async function told(issued: IssuedSheet, { gray, isBilevel: bilevel, laidIn }: { readonly gray: Raster; readonly isBilevel: boolean; readonly laidIn: readonly string[] }, { registration, boxes, differences, provenByLetters }: Examination): Promise<Omit<ExaminedPage, 'sourcePage' | 'beside' | 'unreadable' | 'drawnOver' | 'paperless'>> {
  const shown = (region: Region): Promise<Buffer> => pictureOf(registration === null ? gray : flattened(gray, registration.projection, region, issued.page.fine.mmPerPx))
  const cutouts: ExaminedPage['boxes'] = []
  for (const { id, ink, confidence, shape } of boxes) {
    const box = issued.boxes.find((one) => one.id === id)
    if (box !== undefined) cutouts.push({ id, ...(laidIn.includes(id) ? { ink: 'look', confidence: 0.5 } : { ink, confidence }), bilevel, cutout: await shown(grown(box, AROUND_MM)), ...(shape === undefined ? {} : { shape }) })
  }
  const seen: ExaminedPage['differences'] = []
  for (const { answer, region } of differences) seen.push({ answer, ...toPoints(region, issued.page.heightMm), issued: await pictureOf(issuedPart(issued, region)), scanned: await shown(grown(region, AROUND_MM)) })
  return { sameContent: registration !== null, patches: patchesOf(registration), projection: registration?.projection ?? null, drawn: { widthPx: gray.widthPx, heightPx: gray.heightPx }, boxes: cutouts, differences: seen, provenByLetters }
}

function patchesOf(registration: Registration | null): ExaminedPage['patches'] {
  const looked = registration?.looked ?? []
  return { looked: looked.length, found: looked.filter(({ found }) => found).length }
}

/** The examination with the most of the page found again: one symbol alone does not say which of the two it is. */
function bestOf(examinations: readonly Examination[]): Examination {
  const found = ({ registration }: Examination): number => registration?.looked.filter((patch) => patch.found).length ?? 0
  const [best] = [...examinations].sort((a, b) => found(b) - found(a))
  if (best === undefined) throw new Error('a page with no code seen cannot be examined')
  return best
}

/** Where the page may lie: by the symbols seen, or by the picture's edges. */
function startsOf({ seen, issued, turned }: SheetToExamine, { page }: IssuedSheet, { widthPx, heightPx }: Gray): Pair[][] {
  if (seen.length > 0) return pairsOfSymbols(seen, issued.codePlaces, page.heightMm)
  return (turned === undefined ? TURNS : [turned]).filter((turn) => fills(page, { widthPx, heightPx }, turn)).map((turn) => paperPairs(page, { widthPx, heightPx }, turn))
}

/** Whether a page can fill a picture turned so: an upright page does not fill a lying picture. */
function fills({ widthMm, heightMm }: PaperSize, { widthPx, heightPx }: PictureSize, turned: number): boolean {
  const shape = Math.log(turned % 180 === 0 ? widthPx / heightPx : heightPx / widthPx)
  return Math.abs(shape) < NEARLY_SQUARE || shape > 0 === widthMm > heightMm
}

/** Where the paper's corners are, if it fills the picture; `turned` is how far clockwise the picture must be turned to stand upright. */
function paperPairs({ widthMm, heightMm }: PaperSize, { widthPx, heightPx }: PictureSize, turned: number): Pair[] {
  const corners = [[0, 0], [1, 0], [1, 1], [0, 1]] as const
  return corners.map(([right, down], index) => {
    // Turned a quarter clockwise, the picture's lower left corner becomes the upper left one.
    const [atX, atY] = corners[(index + 4 - turned / 90) % 4] ?? [0, 0]
    return { xMm: right * widthMm, yMm: down * heightMm, xPx: atX * widthPx, yPx: atY * heightPx, weight: 1 }
  })
}

function toPoints({ leftMm, topMm, widthMm, heightMm }: Region, pageMm: number): Rectangle {
  return { xPt: leftMm / MM_PER_POINT, yPt: (pageMm - topMm - heightMm) / MM_PER_POINT, widthPt: widthMm / MM_PER_POINT, heightPt: heightMm / MM_PER_POINT }
}

/** The issued page about a region, as `shown` cuts the scan. */
function issuedPart({ page }: IssuedSheet, region: Region): Gray {
  const perMm = 1 / page.fine.mmPerPx
  return flattened(page.fine.gray, [perMm, 0, 0, 0, perMm, 0, 0, 0, 1], grown(region, AROUND_MM), page.fine.mmPerPx)
}

interface Planes {
  readonly gray: Raster
  readonly ink: Gray
}

function planesOf(raster: Raster): Planes {
  return raster.channels === 1 ? { gray: raster, ink: raster } : { gray: grayPlane(raster), ink: redPlane(raster) }
}

/** What the eye sees of colours (ITU-R BT.601). */
function grayPlane({ pixels, widthPx, heightPx, dpi }: Raster): Raster {
  const gray = new Uint8Array(widthPx * heightPx)
  for (let at = 0, from = 0; at < gray.length; at += 1, from += 3) gray[at] = ((299 * (pixels[from] ?? 0) + 587 * (pixels[from + 1] ?? 0) + 114 * (pixels[from + 2] ?? 0) + 500) / 1000) | 0
  return { pixels: gray, channels: 1, widthPx, heightPx, dpi }
}

/** Blue and black pens are darkest in red light, and red stamps vanish. */
function redPlane({ pixels, widthPx, heightPx }: Raster): Gray {
  const red = new Uint8Array(widthPx * heightPx)
  for (let at = 0, from = 0; at < red.length; at += 1, from += 3) red[at] = pixels[from] ?? 255
  return { pixels: red, widthPx, heightPx }
}

function pictureOf({ pixels, widthPx, heightPx }: Gray): Promise<Buffer> {
  return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } }).toColourspace('b-w').png({ compressionLevel: 6 }).toBuffer()
}
