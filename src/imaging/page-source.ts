import type { BareJpeg } from './bare-jpeg.js'
import type { DrawnOver } from './pdf-annotations.js'

/** One page as pixels, row by row from the top left; one byte (gray) or three bytes (RGB) a pixel. */
export interface Raster {
  readonly pixels: Uint8Array
  readonly channels: 1 | 3
  readonly widthPx: number
  readonly heightPx: number
  readonly dpi: number
}

/** Bounds that keep one hostile file from taking the machine. */
export interface Limits {
  readonly maxPages: number
  readonly maxPixels: number
  readonly maxBytes: number
}

/** The pages of one opened file; pages count from 1. */
export interface PageSource {
  readonly pageCount: number
  /** True when the file's end is missing, so that its last pages may be cut off. */
  readonly damaged: boolean
  /** `own` is the resolution the copier used, within 150-300 dpi; of channels, one where its picture is known to have no colours, else three. @throws Unreadable */
  raster(page: number, channels: 1 | 3 | 'own', dpi: number | 'own'): Promise<Raster>
  /** How many dots to an inch the picture that is the page has in the direction in which it has fewer: a coarse fax sees half as finely down as across; null where only the raster tells. @throws Unreadable */
  leastDpi(page: number): number | null
  /** Whether the picture that is the page is stored with one bit a dot: drawn at another resolution it shows tones that it does not hold. @throws Unreadable */
  isOneBit(page: number): Promise<boolean>
  /** What is drawn or written over the page in the file, which is not on the paper, as it lies in a picture of that size. @throws Unreadable */
  drawnOver(page: number, picture: Pick<Raster, 'widthPx' | 'heightPx'>): readonly DrawnOver[]
  /** What the page's pictures alone show of it, in its own resolution; null when they show all. @throws Unreadable */
  picturesAlone(page: number, channels: 1 | 3): Raster | null
  /** The JPEG that is the whole page as it is shown, upright in the file and nothing over it; null when there is none. */
  ownJpeg(page: number): BareJpeg | null
}

/** Why one page of an otherwise readable file cannot be looked at, in Swedish. */
export class Unreadable extends Error {}
