import { cut, inBlackAndWhite, inGray, storedPicture } from './copy-page.js'
import type { CopiedPage, HalvesLie } from './job.js'
import type { PageSource, Raster } from './page-source.js'

/** Finer than a clean copy: what is compared with the issued page is read from it. */
const JPEG_QUALITY = 92
/** No fold lies just in the middle: each half has so much of the other, as a share of the half. */
const OVERLAP = 0.02
const A4_LONG_SIDE_INCHES = 11.69

/** The two halves of a page on which two lie, in the order read, each on a paper of its own size; where nothing says how they lie, side by side on a picture that is wider than high. Black and white alone stays so. */
export async function copyHalves(pages: PageSource, sourcePage: number, lie: HalvesLie | null): Promise<CopiedPage[]> {
  const raster = await pages.raster(sourcePage, 3, 'own')
  const beside = (lie ?? (raster.widthPx >= raster.heightPx ? 'beside' : 'above')) === 'beside'
  const whole = beside ? raster.widthPx : raster.heightPx
  const length = Math.min(whole, Math.ceil((whole / 2) * (1 + OVERLAP)))
  const isOneBit = await pages.isOneBit(sourcePage)
  const halves: CopiedPage[] = []
  for (const from of [0, whole - length]) {
    const half = cut(raster, beside ? { leftPx: from, topPx: 0, widthPx: length, heightPx: raster.heightPx } : { leftPx: 0, topPx: from, widthPx: raster.widthPx, heightPx: length })
    const picture = isOneBit ? await inBlackAndWhite(inGray(half)) : await storedPicture(half, JPEG_QUALITY)
    halves.push({ ...picture, straight: false, matrix: [...paperOf(half, pages, sourcePage)] })
  }
  return halves
}

/** A picture outside a PDF says nothing true about its resolution: its half is taken for an A4. */
function paperOf({ widthPx, heightPx, dpi }: Raster, pages: PageSource, sourcePage: number): CopiedPage['matrix'] {
  const perInch = pages.leastDpi(sourcePage) === null ? Math.max(widthPx, heightPx) / A4_LONG_SIDE_INCHES : dpi
  return [(widthPx * 72) / perInch, 0, 0, (heightPx * 72) / perInch, 0, 0]
}
