import sharp from 'sharp'
import type { WantedPage } from './job.js'
import type { PageSource } from './page-source.js'

/** Fine enough to read small print on a screen. */
const WIDEST_PX = 1800
const JPEG_QUALITY = 78

/** A picture (JPEG) of one page to look at, turned so far clockwise. */
export async function showPage(pages: PageSource, sourcePage: number, rotation: WantedPage['rotation']): Promise<Uint8Array> {
  const { pixels, channels, widthPx, heightPx } = await pages.raster(sourcePage, 3, 'own')
  // Raw in between: a process that reads a scanned picture may open no picture from memory.
  const { data, info } = await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } }).rotate(rotation).raw().toBuffer({ resolveWithObject: true })
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } }).resize({ width: WIDEST_PX, height: WIDEST_PX, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: JPEG_QUALITY }).toBuffer()
}
