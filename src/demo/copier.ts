import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import type { Paper } from './pen.js'
import { between, type Chance } from './seeded.js'

const JPEG_QUALITY = 70
const MOST_SKEW_DEGREES = 0.7
const NOISE_LEVELS = 3
/** A power of two: enough for no pattern to show, small enough to be drawn once. */
const NOISE_TABLE = 65_536

const rawOf = ({ pixels, channels, widthPx, heightPx }: Paper) => sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } })

/** What an office copier makes of a sheet: a little askew, on grayish paper, with noise; `turned` lays it in upside down. */
export async function copySheet(paper: Paper, turned: 0 | 180, chance: Chance): Promise<Paper> {
  const angle = turned + between(chance, -MOST_SKEW_DEGREES, MOST_SKEW_DEGREES)
  const tones = paper.channels === 1 ? 'b-w' : 'srgb'
  const { data, info } = await rawOf(paper).rotate(angle, { background: '#ffffff' }).toColourspace(tones).raw().toBuffer({ resolveWithObject: true })
  const left = Math.max(0, Math.floor((info.width - paper.widthPx) / 2))
  const top = Math.max(0, Math.floor((info.height - paper.heightPx) / 2))
  const pixels = await sharp(data, { raw: { width: info.width, height: info.height, channels: paper.channels } })
    .extract({ left, top, width: paper.widthPx, height: paper.heightPx })
    .toColourspace(tones)
    .raw()
    .toBuffer()
  fade(pixels, between(chance, 236, 247), chance)
  return { ...paper, pixels }
}

/** Paper is not white, toner is not black, and every pixel trembles. */
function fade(pixels: Uint8Array, paperTone: number, chance: Chance): void {
  const toner = between(chance, 18, 34)
  const tones = Float32Array.from({ length: 256 }, (_, tone) => toner + ((paperTone - toner) * tone) / 255)
  const noise = Float32Array.from({ length: NOISE_TABLE }, () => (chance() + chance() + chance() - 1.5) * 2 * NOISE_LEVELS)
  const rounded = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length)
  let at = Math.floor(chance() * NOISE_TABLE)
  for (let i = 0; i < rounded.length; i += 1) {
    at = (at * 5 + 12_345) & (NOISE_TABLE - 1)
    rounded[i] = (tones[rounded[i] ?? 0] ?? 0) + (noise[at] ?? 0)
  }
}

/** A sheet as a copier stores it. */
export function jpegOf(paper: Paper): Promise<Buffer> {
  return rawOf(paper).toColourspace(paper.channels === 1 ? 'b-w' : 'srgb').jpeg({ quality: JPEG_QUALITY }).toBuffer()
}

/** The file a copier sends: one JPEG a page and nothing else. */
export async function toPdf(sheets: readonly { jpeg: Uint8Array; widthPx: number; heightPx: number; dpi: number }[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  for (const { jpeg, widthPx, heightPx, dpi } of sheets) {
    const image = await pdf.embedJpg(jpeg)
    const size = { width: (widthPx * 72) / dpi, height: (heightPx * 72) / dpi }
    pdf.addPage([size.width, size.height]).drawImage(image, { x: 0, y: 0, ...size })
  }
  return pdf.save({ useObjectStreams: false, objectsPerTick: Number.POSITIVE_INFINITY })
}

/** The same as a multi-page TIFF: gray (LZW), or bilevel as fax machines and old copiers make it (CCITT G4). All sheets are gray and of one size. */
export function toTiff(sheets: readonly Paper[], tones: 'gray' | 'bilevel'): Promise<Buffer> {
  const [first] = sheets
  if (first === undefined || sheets.some(({ channels, widthPx, heightPx }) => channels !== 1 || widthPx !== first.widthPx || heightPx !== first.heightPx)) {
    throw new Error('a TIFF is made of gray sheets of one size')
  }
  const pixels = Buffer.concat(sheets.map((sheet) => sheet.pixels))
  const pile = sharp(pixels, { limitInputPixels: false, raw: { width: first.widthPx, height: first.heightPx * sheets.length, channels: 1, pageHeight: first.heightPx } })
  const perMm = first.dpi / 25.4
  if (tones === 'gray') return pile.tiff({ compression: 'lzw', xres: perMm, yres: perMm }).toBuffer()
  return pile.threshold(140).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1, xres: perMm, yres: perMm }).toBuffer()
}
