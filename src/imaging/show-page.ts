import sharp from 'sharp'
import type { WantedPage } from './job.js'
import type { PageSource } from './page-source.js'

/** Fine enough to read small print on a screen. */
const WIDEST_PX = 1800
const JPEG_QUALITY = 78

/** A picture (JPEG) of one page to look at, turned so far clockwise. */
export async function showPage(pages: PageSource, sourcePage: number, rotation: WantedPage['rotation']): Promise<Uint8Array> {
  const { pixels, channels, widthPx, heightPx } = await pages.raster(sourcePage, 3, 'own')
  const turned = await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } }).rotate(rotation).png({ compressionLevel: 0 }).toBuffer()
  return sharp(turned).resize({ width: WIDEST_PX, height: WIDEST_PX, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: JPEG_QUALITY }).toBuffer()
}
