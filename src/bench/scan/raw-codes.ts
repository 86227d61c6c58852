import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { openPages } from '../../imaging/open-pages.js'

/** What the bare reading of a file gave: for each page whether a code of our form was found on it, and what that cost. */
export interface RawRead {
  readonly found: readonly boolean[]
  readonly cpuMs: number
}

const LIMITS = { maxPages: 2000, maxPixels: 120_000_000, maxBytes: 512 * 1024 * 1024 }
let prepared = false

/** Reads every page of a file as the peer does it: zxing over the whole page once, as its own settings have it. */
export async function readRaw(path: string): Promise<RawRead> {
  if (!prepared) prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')))).buffer } })
  prepared = true
  const before = process.cpuUsage()
  const pages = await openPages(path, LIMITS)
  const found: boolean[] = []
  for (let page = 1; page <= pages.pageCount; page += 1) {
    const { pixels, widthPx, heightPx } = await pages.raster(page, 1, 'own')
    const symbols = await readBarcodes(Buffer.concat([Buffer.from(`P5\n${widthPx} ${heightPx}\n255\n`, 'latin1'), pixels]), { formats: ['QRCode'] })
    found.push(symbols.some(({ isValid, text }) => isValid && text.startsWith('A1.')))
  }
  const { user, system } = process.cpuUsage(before)
  return { found, cpuMs: (user + system) / 1000 }
}
