import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes, type ReaderOptions, type ReadResult } from 'zxing-wasm/reader'
import type { ReadCode } from '../../signing/scan-report.js'
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

async function scan(raster: Raster, options: ReaderOptions): Promise<ReadCode[]> {
  if (!prepared) {
    const wasm = capWasmMemory(readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))), WASM_MEGABYTES)
    prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } })
    prepared = true
  }
  const found = await readBarcodes(pgmOf(raster), options)
  return found.filter((code) => code.isValid && !code.isMirrored).map((code) => ({ text: code.text, rotation: rotationOf(code) }))
}

/** A portable graymap: half the time of the reader's four-byte pixels. */
function pgmOf({ pixels, widthPx, heightPx }: Raster): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${widthPx} ${heightPx}\n255\n`, 'latin1'), pixels])
}

function rotationOf({ position: { topLeft, topRight } }: ReadResult): ReadCode['rotation'] {
  const degrees = (Math.atan2(topRight.y - topLeft.y, topRight.x - topLeft.x) * 180) / Math.PI
  const quarters = (Math.round(degrees / 90) + 4) % 4
  return quarters === 0 ? 0 : quarters === 1 ? 90 : quarters === 2 ? 180 : 270
}

const looksLikeOurs = (code: ReadCode) => code.text.startsWith('A1.')

/** The same code seen by two rungs is one code. */
function together(codes: readonly ReadCode[]): ReadCode[] {
  const seen = new Map(codes.map((code) => [`${code.text} ${code.rotation}`, code]))
  return [...seen.values()].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.rotation - b.rotation))
}

function doubledCorner(raster: Raster, right: 0 | 1, bottom: 0 | 1): Raster {
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
  return { pixels, channels: 1, widthPx: width * 2, heightPx: height * 2, dpi: raster.dpi * 2 }
}

/** Between two neighbours, a quarter or three quarters of the way: the grid twice as fine lies askew on the old one. */
function blend(position: number, first: number, second: number): number {
  return position % 2 === 1 ? (3 * first + second) / 4 : (first + 3 * second) / 4
}

/** The codes on a page, each text once, and how many symbols of our form were seen in one look: two on a whole page. */
export interface CodesOnPage {
  readonly codes: ReadCode[]
  readonly symbols: number
}

/**
 * Every QR code on a gray page, however it is turned, in the order of their texts; codes shining through from the other side are left out. Works harder, up to `finer` (the page again
 * at a higher resolution, null when there is none), until a code of our form is found.
 */
export async function readCodes(raster: Raster, finer: (() => Promise<Raster>) | null): Promise<CodesOnPage> {
  let found: CodesOnPage = { codes: [], symbols: 0 }
  const foundOurs = (codes: readonly ReadCode[]) => {
    found = { codes: together([...found.codes, ...codes]), symbols: codes.filter(looksLikeOurs).length }
    return found.symbols > 0
  }
  for (const options of LADDER) if (foundOurs(await scan(raster, options))) return found
  for (const [right, bottom] of CORNERS) if (foundOurs(await scan(doubledCorner(raster, right, bottom), BASE))) return found
  if (finer !== null) foundOurs(await scan(await finer(), BASE))
  return found
}
