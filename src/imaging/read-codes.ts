import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes, type ReaderOptions, type ReadResult } from 'zxing-wasm/reader'
import type { PixelPoint, ReadCode, SeenCode } from '../../signing/scan-report.js'
import { capWasmMemory } from './capped-wasm.js'
import type { Raster } from './page-source.js'

const WASM_MEGABYTES = 256
const BASE: ReaderOptions = { formats: ['QRCode'], tryHarder: true, tryRotate: true, tryInvert: false, maxNumberOfSymbols: 8 }
/** Each rung costs as much as the one before: a good scan never leaves the first. */
const LADDER: readonly ReaderOptions[] = [BASE, { ...BASE, binarizer: 'GlobalHistogram' }, { ...BASE, tryDenoise: true }]
/** Codes stand in two corners; turned by the copier, in any of the four. */
const CORNER_SHARE = 0.35
const CORNERS = [[1, 0], [0, 1], [0, 0], [1, 1]] as const

let prepared = false

/** How a look at a part of the page, or at another size of it, relates to the page's own pixels. */
interface Look {
  readonly raster: Raster
  readonly left: number
  readonly top: number
  /** Pixels of the look to one of the page's. */
  readonly times: number
}

async function scan({ raster, left, top, times }: Look, options: ReaderOptions): Promise<SeenCode[]> {
  if (!prepared) {
    const wasm = capWasmMemory(readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))), WASM_MEGABYTES)
    prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } })
    prepared = true
  }
  const found = await readBarcodes(pgmOf(raster), options)
  return found.filter((code) => code.isValid && !code.isMirrored).map((code) => ({ text: code.text, rotation: rotationOf(code), corners: cornersOf(code).map(({ xPx, yPx }) => ({ xPx: left + xPx / times, yPx: top + yPx / times })) }))
}

/** A portable graymap: half the time of the reader's four-byte pixels. */
function pgmOf({ pixels, widthPx, heightPx }: Raster): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${widthPx} ${heightPx}\n255\n`, 'latin1'), pixels])
}

function cornersOf({ position: { topLeft, topRight, bottomRight, bottomLeft } }: ReadResult): PixelPoint[] {
  return [topLeft, topRight, bottomRight, bottomLeft].map(({ x, y }) => ({ xPx: x, yPx: y }))
}

function rotationOf({ position: { topLeft, topRight } }: ReadResult): ReadCode['rotation'] {
  const degrees = (Math.atan2(topRight.y - topLeft.y, topRight.x - topLeft.x) * 180) / Math.PI
  const quarters = (Math.round(degrees / 90) + 4) % 4
  return quarters === 0 ? 0 : quarters === 1 ? 90 : quarters === 2 ? 180 : 270
}

const looksLikeOurs = (code: ReadCode) => code.text.startsWith('A1.')

/** The same symbol seen by two rungs is one. */
function together(codes: readonly SeenCode[]): SeenCode[] {
  const seen: SeenCode[] = []
  for (const code of codes) if (!seen.some((other) => other.text === code.text && other.rotation === code.rotation && isSamePlace(other, code))) seen.push(code)
  return seen.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.rotation - b.rotation))
}

/** Two symbols never stand closer to each other than they are wide. */
function isSamePlace({ corners: [one, beside] }: SeenCode, { corners: [other] }: SeenCode): boolean {
  if (one === undefined || beside === undefined || other === undefined) return false
  return Math.hypot(one.xPx - other.xPx, one.yPx - other.yPx) < Math.hypot(one.xPx - beside.xPx, one.yPx - beside.yPx)
}

function doubledCorner(raster: Raster, right: 0 | 1, bottom: 0 | 1): Look {
  const at = (place: number) => raster.pixels[place] ?? 255
  const width = Math.floor(raster.widthPx * CORNER_SHARE)
  const height = Math.floor(raster.heightPx * CORNER_SHARE)
  const left = right === 1 ? raster.widthPx - width : 0
  const top = bottom === 1 ? raster.heightPx - height : 0
  const pixels = new Uint8Array(width * height * 4)
  for (let y = 0; y < height * 2; y += 1) {
    const above = (top + Math.max(0, (y - 1) >> 1)) * raster.widthPx + left
    const below = (top + Math.min(height - 1, (y + 1) >> 1)) * raster.widthPx + left
    for (let x = 0; x < width * 2; x += 1) {
      const before = Math.max(0, (x - 1) >> 1)
      const after = Math.min(width - 1, (x + 1) >> 1)
      pixels[y * width * 2 + x] = blend(y, blend(x, at(above + before), at(above + after)), blend(x, at(below + before), at(below + after)))
    }
  }
  return { raster: { pixels, channels: 1, widthPx: width * 2, heightPx: height * 2, dpi: raster.dpi * 2 }, left, top, times: 2 }
}

/** Between two neighbours, a quarter or three quarters of the way: the grid twice as fine lies askew on the old one. */
function blend(position: number, first: number, second: number): number {
  return position % 2 === 1 ? (3 * first + second) / 4 : (first + 3 * second) / 4
}

/** The symbols on a page, and how many symbols of our form were seen in one look: two on a whole page. */
export interface CodesOnPage {
  readonly codes: SeenCode[]
  readonly symbols: number
}

/**
 * Every QR code on a gray page, however it is turned, in the order of their texts; codes shining through from the other side are left out. Works harder, up to `finer` (the page again
 * at a higher resolution, null when there is none), until a code of our form is found.
 */
export async function readCodes(raster: Raster, finer: (() => Promise<Raster>) | null): Promise<CodesOnPage> {
  const whole: Look = { raster, left: 0, top: 0, times: 1 }
  let found: CodesOnPage = { codes: [], symbols: 0 }
  const foundOurs = (codes: readonly SeenCode[]) => {
    found = { codes: together([...found.codes, ...codes]), symbols: codes.filter(looksLikeOurs).length }
    return found.symbols > 0
  }
  for (const options of LADDER) if (foundOurs(await scan(whole, options))) return found
  for (const [right, bottom] of CORNERS) if (foundOurs(await scan(doubledCorner(raster, right, bottom), BASE))) return found
  if (finer !== null) {
    const fine = await finer()
    foundOurs(await scan({ raster: fine, left: 0, top: 0, times: fine.widthPx / raster.widthPx }, BASE))
  }
  return found
}
