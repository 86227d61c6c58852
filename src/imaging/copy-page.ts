import sharp, { type Sharp } from 'sharp'
import { matrixOf, paperIn, straightPlacing, turnedPlacing, type PixelArea } from '../../signing/clean-copy.js'
import { pixelsPerMm, type Projection } from '../../signing/registration/projection.js'
import { resampled } from '../../signing/registration/resample.js'
import type { StoredPicture } from '../../templates/pdf/write-picture-pages.js'
import { isBilevel } from './bilevel.js'
import type { CopiedPage, WantedPage } from './job.js'
import { liesByCodes } from './lies-by-codes.js'
import type { PageSource, Raster } from './page-source.js'

const MM_PER_POINT = 25.4 / 72
const MM_PER_INCH = 25.4
const JPEG_QUALITY = 76
const HALF_TONE = 128
/** How much the colours of a pixel may differ on gray paper under a colour scanner. */
const GRAY_TOLERANCE = 24
const COLOURED_SHARE = 0.0002
/** A copier's own JPEG is taken as it is unless it takes more room than this, or shows more than the paper. */
const MOST_BYTES_PER_PIXEL = 0.25
const MOST_BESIDE = 0.08
const [COARSEST_DPI, FINEST_DPI] = [150, 300]
/** Shrunk to this width, two pictures of one page differ by no more than this from what is next to each place, for they may lie half a pixel apart; anything drawn over one of them does. */
const LOOK_PX = 400
const MOST_DIFFERENCE = 64

/** One scanned page as a picture laid upright on its paper: with the scan's own pixels where it lies straight, drawn anew without its slant or perspective where it does not. */
export async function copyPage(pages: PageSource, wanted: WantedPage): Promise<CopiedPage> {
  const raster = await pages.raster(wanted.sourcePage, 3, 'own')
  const projection = wanted.lies === null ? await liesByCodes(inGray(raster), wanted) : scaled(wanted.lies.projection, raster.widthPx / wanted.lies.widthPx, raster.heightPx / wanted.lies.heightPx)
  const placing = projection === null ? turnedPlacing({ ...raster, rotation: wanted.rotation }, wanted.paper) : straightPlacing(projection, wanted.paper)
  if (projection !== null && placing === null) return redrawn(raster, projection, wanted.paper)
  const straight = projection !== null
  if (placing === null) throw new Error('a page that was not registered is placed by its turn')
  const area = projection === null ? wholeOf(raster) : paperIn(projection, wanted.paper, raster)
  const own = await ownPicture(pages, wanted.sourcePage, raster, area)
  if (own !== null) return { ...own, straight, matrix: [...matrixOf(scaled(placing, 1, 1, raster.widthPx / own.widthPx, raster.heightPx / own.heightPx), wholeOf(own), wanted.paper)] }
  return { ...(await storedPicture(cut(raster, area))), straight, matrix: [...matrixOf(placing, area, wanted.paper)] }
}

/** The projection for a target that is larger `byX` and `byY` times, from a source where a step is as many times longer. */
function scaled([a, b, c, d, e, f, g, h, i]: readonly number[], byX: number, byY: number, alongX = 1, alongY = 1): Projection {
  const [p = 0, q = 0, r = 0, s = 0, t = 0, u = 0, v = 0, w = 0, x = 0] = [a, b, c, d, e, f, g, h, i]
  return [p * byX * alongX, q * byX * alongY, r * byX, s * byY * alongX, t * byY * alongY, u * byY, v * alongX, w * alongY, x]
}

function wholeOf({ widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): PixelArea {
  return { leftPx: 0, topPx: 0, widthPx, heightPx }
}

/** The JPEG that the copier made, when it is the whole page and looks as the page that was examined does. */
async function ownPicture(pages: PageSource, sourcePage: number, raster: Raster, area: PixelArea): Promise<StoredPicture | null> {
  if (area.widthPx * area.heightPx < raster.widthPx * raster.heightPx * (1 - MOST_BESIDE)) return null
  const jpeg = pages.ownJpeg(sourcePage)
  if (jpeg === null || jpeg.bytes.length > jpeg.widthPx * jpeg.heightPx * MOST_BYTES_PER_PIXEL || jpeg.widthPx > raster.widthPx * 1.02) return null
  const shape = (jpeg.widthPx / raster.widthPx) / (jpeg.heightPx / raster.heightPx)
  return Math.abs(shape - 1) < 0.002 && (await looksAlike(jpeg.bytes, raster)) ? { encoding: 'jpeg', ...jpeg } : null
}

async function looksAlike(jpeg: Uint8Array, { pixels, widthPx, heightPx, channels }: Raster): Promise<boolean> {
  const height = Math.round((LOOK_PX * heightPx) / widthPx)
  const small = (picture: Sharp): Promise<Buffer> => picture.resize({ width: LOOK_PX, height, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false }).toColourspace('srgb').removeAlpha().raw().toBuffer()
  try {
    const one = await small(sharp(jpeg, { failOn: 'warning', limitInputPixels: widthPx * heightPx * 2 }))
    const other = await small(sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } }))
    return one.length === LOOK_PX * height * 3 && staysNear(one, other) && staysNear(other, one)
  } catch {
    // A JPEG that our decoder complains of is nothing to hand on to another's.
    return false
  }
}

/** Whether every tone lies between the lightest and the darkest of the other picture's about it, or nearly so. */
function staysNear(picture: Buffer, other: Buffer): boolean {
  const row = LOOK_PX * 3
  for (let at = row + 3; at < picture.length - row - 3; at += 1) {
    let [darkest, lightest] = [255, 0]
    for (let from = at - row; from <= at + row; from += row) {
      for (let beside = from - 3; beside <= from + 3; beside += 3) {
        const tone = other[beside] ?? 0
        darkest = Math.min(darkest, tone)
        lightest = Math.max(lightest, tone)
      }
    }
    const tone = picture[at] ?? 0
    if (tone < darkest - MOST_DIFFERENCE || tone > lightest + MOST_DIFFERENCE) return false
  }
  return true
}

/** The page drawn anew without its slant, about as fine as it was scanned; black and white alone at least so fine that its edges stay smooth. */
async function redrawn(raster: Raster, projection: Projection, paper: WantedPage['paper']): Promise<CopiedPage> {
  const [widthMm, heightMm] = [paper.widthPt * MM_PER_POINT, paper.heightPt * MM_PER_POINT]
  const tones = isColoured(raster) ? raster : inGray(raster)
  const bilevel = tones.channels === 1 && isBilevel(tones)
  const seenDpi = pixelsPerMm(projection, widthMm / 2, heightMm / 2) * MM_PER_INCH
  const dpi = bilevel ? FINEST_DPI : Math.min(FINEST_DPI, Math.max(COARSEST_DPI, Math.round(seenDpi)))
  const straight = resampled(tones, projection, { widthMm, heightMm, mmPerPx: MM_PER_INCH / dpi })
  const picture = bilevel ? await inBlackAndWhite(straight) : await inTones(straight)
  return { ...picture, straight: true, matrix: [paper.widthPt, 0, 0, paper.heightPt, 0, 0] }
}

/** Black and white alone takes a bit a pixel and loses nothing; what has tones is a JPEG of that quality, in colour only where there is colour. */
export function storedPicture(raster: Raster, quality = JPEG_QUALITY): Promise<StoredPicture> {
  if (isColoured(raster)) return inTones(raster, quality)
  const gray = inGray(raster)
  return isBilevel(gray) ? inBlackAndWhite(gray) : inTones(gray, quality)
}

type Tones = Pick<Raster, 'pixels' | 'channels' | 'widthPx' | 'heightPx'>

async function inTones({ pixels, channels, widthPx, heightPx }: Tones, quality = JPEG_QUALITY): Promise<StoredPicture> {
  const picture = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb')
  return { encoding: 'jpeg', channels, widthPx, heightPx, bytes: await picture.jpeg({ quality }).toBuffer() }
}

/** A gray picture as black and white alone. */
export async function inBlackAndWhite({ pixels, widthPx, heightPx }: Tones): Promise<StoredPicture> {
  const picture = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } }).toColourspace('b-w').threshold(HALF_TONE)
  return { encoding: 'g4', channels: 1, widthPx, heightPx, bytes: onlyStrip(await picture.tiff({ compression: 'ccittfax4', bitdepth: 1, tileHeight: heightPx }).toBuffer()) }
}

const STRIP_OFFSETS = 273
const STRIP_BYTES = 279

/** The data of a TIFF that was written in one strip (TIFF 6.0, section 2). */
function onlyStrip(tiff: Buffer): Uint8Array {
  const directory = tiff.readUInt32LE(4)
  const entries = Array.from({ length: tiff.readUInt16LE(directory) }, (_, index) => directory + 2 + index * 12)
  const valueOf = (tag: number): number => {
    const entry = entries.find((at) => tiff.readUInt16LE(at) === tag)
    if (entry === undefined || tiff.readUInt32LE(entry + 4) !== 1) throw new Error('the page was not packed in one piece')
    return tiff.readUInt32LE(entry + 8)
  }
  const from = valueOf(STRIP_OFFSETS)
  return tiff.subarray(from, from + valueOf(STRIP_BYTES))
}

/** A part of a page, as fine as the page. */
export function cut({ pixels, channels, widthPx, dpi }: Raster, area: PixelArea): Raster {
  const row = area.widthPx * channels
  const part = new Uint8Array(row * area.heightPx)
  for (let y = 0; y < area.heightPx; y += 1) {
    const from = ((area.topPx + y) * widthPx + area.leftPx) * channels
    part.set(pixels.subarray(from, from + row), y * row)
  }
  return { pixels: part, channels, widthPx: area.widthPx, heightPx: area.heightPx, dpi }
}

/** A page in colours by the first of them, which a page without colours has as tones. */
export function inGray(raster: Raster): Raster {
  return { ...raster, channels: 1, pixels: planeOf(raster, 1) }
}

function planeOf({ pixels, channels }: Raster, channel: number): Uint8Array {
  const plane = new Uint8Array(pixels.length / channels)
  for (let at = 0; at < plane.length; at += 1) plane[at] = pixels[at * channels + channel] ?? 255
  return plane
}

function isColoured({ pixels }: Raster): boolean {
  let coloured = 0
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const [r, g, b] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]
    if (Math.max(r, g, b) - Math.min(r, g, b) > GRAY_TOLERANCE) coloured += 1
  }
  return coloured > (pixels.length / 3) * COLOURED_SHARE
}
