import { crc32, inflateSync } from 'node:zlib'
import { faultInSize, type PictureRefusal } from './picture-size.js'

/** A PNG as samples of 8 bits, row by row from the top. */
export interface PngPixels {
  readonly widthPx: number
  readonly heightPx: number
  /** 1 for gray, 3 for red, green and blue. */
  readonly channels: 1 | 3
  readonly samples: Uint8Array
  /** One byte a pixel, 255 = opaque; null when every pixel is. */
  readonly alpha: Uint8Array | null
}

interface Header {
  readonly widthPx: number
  readonly heightPx: number
  readonly depth: number
  readonly color: number
  readonly interlaced: boolean
}

interface Chunks {
  readonly header: Header
  readonly palette: Uint8Array
  readonly transparency: Uint8Array | null
  readonly packed: readonly Uint8Array[]
}

interface Pass {
  readonly fromX: number
  readonly fromY: number
  readonly stepX: number
  readonly stepY: number
  readonly width: number
  readonly height: number
  readonly rowBytes: number
}

const DAMAGED: PictureRefusal = { refused: 'är en skadad PNG. Öppna bilden i ett bildprogram och spara den på nytt.' }
const BOMB: PictureRefusal = { refused: 'innehåller mer än den bild den säger sig vara. Öppna bilden i ett bildprogram och spara den på nytt.' }
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const
const COLOR = { gray: 0, rgb: 2, palette: 3, grayAlpha: 4, rgbAlpha: 6 } as const
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const
const NOTHING = new Uint8Array(0)

function headerOf(chunk: DataView): Header | PictureRefusal {
  if (chunk.byteLength !== 13) return DAMAGED
  const [widthPx, heightPx, depth, color, interlace] = [chunk.getUint32(0), chunk.getUint32(4), chunk.getUint8(8), chunk.getUint8(9), chunk.getUint8(12)]
  const fault = faultInSize(widthPx, heightPx)
  if (fault !== null) return { refused: fault }
  const known = DEPTHS[color]?.includes(depth) === true && chunk.getUint8(10) === 0 && chunk.getUint8(11) === 0 && interlace <= 1
  return known ? { widthPx, heightPx, depth, color, interlaced: interlace === 1 } : DAMAGED
}

/** The file's chunks with their checksums proved (ISO/IEC 15948, 5.3). */
function chunksOf(bytes: Uint8Array): Chunks | PictureRefusal {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (SIGNATURE.some((byte, index) => bytes[index] !== byte)) return DAMAGED
  let header: Header | null = null
  let palette: Uint8Array = NOTHING
  let transparency: Uint8Array | null = null
  const packed: Uint8Array[] = []
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at)
    if (length > bytes.length - at - 12) return DAMAGED
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const content = bytes.subarray(at + 8, at + 8 + length)
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length) || (header === null) !== (type === 'IHDR')) return DAMAGED
    if (type === 'IHDR') {
      const read = headerOf(new DataView(bytes.buffer, bytes.byteOffset + at + 8, length))
      if ('refused' in read) return read
      header = read
    } else if (type === 'PLTE') palette = content
    else if (type === 'tRNS') transparency = content
    else if (type === 'IDAT') packed.push(content)
    else if (type === 'IEND') return header === null || packed.length === 0 || (header.color === COLOR.palette && palette.length < 3) ? DAMAGED : { header, palette, transparency, packed }
    else if (/^[A-Z]/.test(type)) return DAMAGED
    at += 12 + length
  }
  return DAMAGED
}

/** Unpacks exactly so many bytes, and stops as soon as there are more. */
function unpacked(packed: readonly Uint8Array[], sizeBytes: number): Uint8Array | PictureRefusal {
  try {
    const raw = inflateSync(Buffer.concat(packed), { maxOutputLength: sizeBytes })
    return raw.length === sizeBytes ? raw : DAMAGED
  } catch (cause) {
    return cause instanceof RangeError ? BOMB : DAMAGED
  }
}

function passesOf({ widthPx, heightPx, depth, color, interlaced }: Header): Pass[] {
  const steps = interlaced ? ADAM7 : [[0, 0, 1, 1] as const]
  return steps.map(([fromX, fromY, stepX, stepY]) => {
    const [width, height] = [Math.ceil((widthPx - fromX) / stepX), Math.ceil((heightPx - fromY) / stepY)]
    return { fromX, fromY, stepX, stepY, width, height, rowBytes: Math.ceil((width * depth * (CHANNELS[color] ?? 1)) / 8) }
  }).filter(({ width, height }) => width > 0 && height > 0)
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

/** Undoes a pass's filters in place (ISO/IEC 15948, 9.2); false when a row names none there is. */
function unfilter(raw: Uint8Array, from: number, { rowBytes, height }: Pass, pixelBytes: number): boolean {
  for (let row = 0; row < height; row++) {
    const at = from + row * (rowBytes + 1)
    const filter = raw[at] ?? 0
    if (filter > 4) return false
    if (filter === 0) continue
    for (let index = 1; index <= rowBytes; index++) {
      const left = index > pixelBytes ? (raw[at + index - pixelBytes] ?? 0) : 0
      const up = row > 0 ? (raw[at + index - rowBytes - 1] ?? 0) : 0
      const corner = index > pixelBytes && row > 0 ? (raw[at + index - rowBytes - 1 - pixelBytes] ?? 0) : 0
      const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner)
      raw[at + index] = (raw[at + index] ?? 0) + guess
    }
  }
  return true
}

/** Writes pixels in any of PNG's forms as samples of 8 bits. */
class Pixels {
  readonly samples: Uint8Array
  readonly alpha: Uint8Array
  readonly channels: 1 | 3
  #opaque = true

  constructor(private readonly chunks: Chunks, private readonly raw: Uint8Array) {
    const { color, widthPx, heightPx } = chunks.header
    this.channels = color === COLOR.gray || color === COLOR.grayAlpha ? 1 : 3
    this.samples = new Uint8Array(widthPx * heightPx * this.channels)
    this.alpha = new Uint8Array(widthPx * heightPx).fill(255)
  }

  get isOpaque(): boolean {
    return this.#opaque
  }

  take(from: number, { fromX, fromY, stepX, stepY, width, height, rowBytes }: Pass): void {
    for (let row = 0; row < height; row++) {
      const rowAt = from + row * (rowBytes + 1) + 1
      for (let column = 0; column < width; column++) this.#pixel(rowAt, column, (fromY + row * stepY) * this.chunks.header.widthPx + fromX + column * stepX)
    }
  }

  /** The sample as it stands, in its own number of bits. */
  #sample(rowAt: number, index: number): number {
    const { depth } = this.chunks.header
    if (depth === 8) return this.raw[rowAt + index] ?? 0
    if (depth === 16) return ((this.raw[rowAt + 2 * index] ?? 0) << 8) | (this.raw[rowAt + 2 * index + 1] ?? 0)
    const bit = index * depth
    return ((this.raw[rowAt + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
  }

  #pixel(rowAt: number, column: number, pixel: number): void {
    const { header: { color, depth }, palette, transparency } = this.chunks
    const stride = CHANNELS[color] ?? 1
    const max = (1 << depth) - 1
    let isKey = transparency !== null && color !== COLOR.palette
    for (let channel = 0; channel < this.channels; channel++) {
      const value = this.#sample(rowAt, color === COLOR.palette ? column : column * stride + channel)
      if (color === COLOR.palette) this.samples[pixel * 3 + channel] = palette[value * 3 + channel] ?? 0
      else this.samples[pixel * this.channels + channel] = depth === 16 ? value >> 8 : Math.round((value * 255) / max)
      if (isKey && transparency !== null) isKey = value === (((transparency[2 * channel] ?? 0) << 8) | (transparency[2 * channel + 1] ?? 0))
    }
    let alpha = isKey ? 0 : 255
    if (color === COLOR.palette) alpha = transparency?.[this.#sample(rowAt, column)] ?? 255
    else if (stride > this.channels) alpha = this.#sample(rowAt, column * stride + stride - 1) >> (depth === 16 ? 8 : 0)
    if (alpha === 255) return
    this.#opaque = false
    this.alpha[pixel] = alpha
  }
}

/** The pixels of a PNG file (ISO/IEC 15948). Nothing is unpacked beyond the size that its header says. */
export function readPng(bytes: Uint8Array): PngPixels | PictureRefusal {
  const chunks = chunksOf(bytes)
  if ('refused' in chunks) return chunks
  const { header } = chunks
  const passes = passesOf(header)
  const raw = unpacked(chunks.packed, passes.reduce((sum, { rowBytes, height }) => sum + (rowBytes + 1) * height, 0))
  if ('refused' in raw) return raw
  const pixels = new Pixels(chunks, raw)
  const pixelBytes = Math.max(1, (header.depth * (CHANNELS[header.color] ?? 1)) >> 3)
  let from = 0
  for (const pass of passes) {
    if (!unfilter(raw, from, pass, pixelBytes)) return DAMAGED
    pixels.take(from, pass)
    from += (pass.rowBytes + 1) * pass.height
  }
  return { widthPx: header.widthPx, heightPx: header.heightPx, channels: pixels.channels, samples: pixels.samples, alpha: pixels.isOpaque ? null : pixels.alpha }
}

/** Whether a PNG that was read holds more pictures than the one it shows first (PNG 3, 11.3.5.1). */
export function isAnimated(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) if (view.getUint32(at + 4) === 0x6163544c) return true
  return false
}
