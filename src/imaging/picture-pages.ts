import { readFileSync } from 'node:fs'
import sharp, { type Metadata } from 'sharp'
import { Failure } from '../../templates/failure.js'
import { bareJpeg, type BareJpeg } from './bare-jpeg.js'
import { Unreadable, type Limits, type PageSource, type Raster } from './page-source.js'
import type { PageSize } from './tiff-page-sizes.js'

const HIGHEST_DPI = 300
/** A4 at 300 dpi; a photograph says nothing true about its resolution. */
const LONG_SIDE_PX = 3600
const A4_LONG_SIDE_INCHES = 11.69
/** The short side of an A6 at the 75 dpi under which no code is read: a picture with fewer is no page. */
const LEAST_PX = 300

/** Only the three decoders a scan may need: libvips would also open SVG and much else. */
function allowOnlyScans(): void {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile', 'VipsForeignLoadTiffFile'] })
  sharp.cache(false)
  sharp.concurrency(1)
}

/** The pages of a TIFF, or the one page of a JPEG or PNG, upright as their orientation mark says. */
export class PicturePages implements PageSource {
  readonly damaged = false

  readonly pageCount: number

  private constructor(private readonly path: string, private readonly limits: Limits, private readonly sizes: readonly PageSize[]) {
    this.pageCount = sizes.length
  }

  /** `sizes` are those that its pages say they have. @throws Failure `scan-unreadable` also when no picture in it is large enough to be a page, `scan-too-large` */
  static async open(path: string, sizes: readonly PageSize[], limits: Limits): Promise<PicturePages> {
    allowOnlyScans()
    const pages = new PicturePages(path, limits, sizes)
    refuseSmall(sizes)
    if (sizes.length > 1) {
      refuseHollow(sizes)
      return pages
    }
    const size = await pages.measure(1).catch((cause: unknown) => {
      throw new Failure('scan-unreadable', 'Bildfilen är trasig eller avhuggen och går inte att läsa. Hämta filen från kopiatorn igen, eller skanna om.', { cause })
    })
    if (size.width * size.height > limits.maxPixels) {
      throw new Failure('scan-too-large', `Bilden har ${size.width} × ${size.height} bildpunkter, fler än vad som tas emot. Skanna i 200-300 dpi.`)
    }
    refuseSmall([{ widthPx: size.width, heightPx: size.height, fault: null }])
    refuseHollow(sizes)
    return pages
  }

  async raster(page: number, wanted: 1 | 3 | 'own', dpi: number | 'own'): Promise<Raster> {
    const said = this.sizes[page - 1] ?? null
    if (said !== null && isSmall(said)) throw new Unreadable(`Bilden har bara ${said.widthPx} × ${said.heightPx} bildpunkter och är för liten för att vara en sida.`)
    if (said !== null && said.fault !== null) throw new Unreadable(said.fault)
    const size = await this.measure(page).catch((cause: unknown) => {
      throw new Unreadable('Sidan är trasig i filen.', { cause })
    })
    if (size.width * size.height > this.limits.maxPixels) throw new Unreadable('Sidan har för många bildpunkter.')
    const scale = scaleOf(size, dpi)
    const channels = wanted === 'own' ? (size.space === 'b-w' && size.channels === 1 ? 1 : 3) : wanted
    const picture = this.opened(page).autoOrient().flatten({ background: '#ffffff' }).toColourspace(channels === 1 ? 'b-w' : 'srgb')
    if (scale < 1) picture.resize({ width: Math.max(1, Math.round(size.autoOrient.width * scale)), kernel: 'linear' })
    const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }).catch((cause: unknown) => {
      throw new Unreadable('Sidan är trasig eller avhuggen i filen.', { cause })
    })
    if (info.channels !== channels) throw new Unreadable('Sidan har ett färgformat som inte kan läsas.')
    return { pixels: data, channels, widthPx: info.width, heightPx: info.height, dpi: (Math.max(info.width, info.height) / A4_LONG_SIDE_INCHES) }
  }

  /** A picture's own dots are those of its raster. */
  leastDpi(): null {
    return null
  }

  /** A picture has nothing but its dots. */
  drawnOver(): readonly [] {
    return []
  }

  picturesAlone(): null {
    return null
  }

  async isOneBit(page: number): Promise<boolean> {
    return (await this.measure(page)).bitsPerSample === 1
  }

  ownJpeg(page: number): BareJpeg | null {
    return this.pageCount === 1 && page === 1 ? bareJpeg(readFileSync(this.path)) : null
  }

  /** A truncated picture is refused: its upper half must not pass for the page. */
  private opened(page: number) {
    return sharp(this.path, { page: page - 1, limitInputPixels: this.limits.maxPixels, failOn: 'truncated', sequentialRead: true })
  }

  /** The header alone, however many pixels it claims, so that the answer can say how many. */
  private measure(page: number): Promise<Metadata> {
    return sharp(this.path, { page: page - 1, limitInputPixels: false }).metadata()
  }
}

function isSmall({ widthPx, heightPx }: Omit<NonNullable<PageSize>, 'fault'>): boolean {
  return Math.min(widthPx, heightPx) < LEAST_PX
}

/** @throws Failure `scan-unreadable` when every picture is too small to be a page */
function refuseSmall(sizes: readonly PageSize[]): void {
  const small = sizes.filter((size) => size !== null && isSmall(size))
  const [first] = small
  if (first === undefined || first === null || small.length < sizes.length) return
  throw new Failure('scan-unreadable', `${sizes.length === 1 ? 'Bilden' : `Alla ${sizes.length} bilder i filen`} är för ${sizes.length === 1 ? 'liten' : 'små'} för att vara ${sizes.length === 1 ? 'en skannad sida' : 'skannade sidor'}: ${first.widthPx} × ${first.heightPx} bildpunkter, och kortsidan måste ha minst ${LEAST_PX}. Skanna pappret i 200-300 dpi.`)
}

/** @throws Failure `scan-unreadable` when the dots of no page are there */
function refuseHollow(sizes: readonly PageSize[]): void {
  if (sizes.every((size) => size !== null && size.fault !== null)) throw new Failure('scan-unreadable', 'Bildfilen är trasig eller avhuggen: bildpunkterna finns inte i den. Hämta filen från kopiatorn igen, eller skanna om.')
}

function scaleOf({ width, height, density }: Metadata, dpi: number | 'own'): number {
  const longSide = Math.max(width, height)
  const stated = density !== undefined && density >= 100 && density <= 1200 ? density : null
  const most = dpi === 'own' ? HIGHEST_DPI : dpi
  const wanted = stated === null ? (LONG_SIDE_PX * most) / HIGHEST_DPI : (longSide * most) / stated
  return Math.min(1, wanted / longSide)
}
