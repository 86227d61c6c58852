import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'
import { Failure } from '../../templates/failure.js'
import type { WrittenPage } from '../../templates/own/written-page.js'
import type { Letter } from '../../signing/comparison/letters.js'
import { bareJpeg, type BareJpeg } from './bare-jpeg.js'
import { capWasmMemory } from './capped-wasm.js'
import { exactJpegOn } from './exact-jpeg.js'
import { jpegBytes, onJpegPage } from './pdf-jpeg.js'
import { layAnnotationsIn } from './lay-annotations-in.js'
import { hideAllButPictures, isBlackAndWhiteOn, isOneBitOn, leastDpiOn, ownDpi } from './page-pictures.js'
import { drawnOver, type DrawnOver } from './pdf-annotations.js'
import { lettersOn } from './pdf-letters.js'
import { Unreadable, type Limits, type PageSource, type Raster } from './page-source.js'
import { rebuildPdf } from './rebuilt-pdf.js'
import { hideText } from './drawn-text.js'
import { writtenOn } from './written-page.js'

const MEGABYTE = 1024 * 1024
/** What PDFium may use beside the file itself; a page of an A3 copier in colour needs about half. */
const WORKING_MEGABYTES = 256
/** Files whose sizes fall within the same step share a bound, and what is compiled for it. */
const STEP_MEGABYTES = 4
const PASSWORD_NEEDED = 4
const GRAY_BITMAP = 1
const RGB_BITMAP = 2
const WITH_ANNOTATIONS = 0x01
const AS_GRAY = 0x08
const RGB_NOT_BGR = 0x10
const WHITE = 0xffffffff
const LOWEST_DPI = 60
/** A full stop of eight points is more than one pixel. */
const WRITTEN_DPI = 120
/** The pages of a PDF through PDFium. After a wasm trap nothing in the instance can be believed: whoever gets another error than Unreadable must end the process. */
export class PdfPages implements PageSource {
  readonly pageCount: number

  private constructor(private readonly opened: OpenedPdf, private readonly limits: Limits, readonly damaged: boolean) {
    this.pageCount = opened.pageCount
  }

  /** `paper` shows a scan as its paper is, without what was drawn over it on a screen. @throws Failure `scan-unreadable`, `scan-encrypted`, `scan-too-large` */
  static async open(source: string | Uint8Array, limits: Limits, shown: OpenedPdf['shown'] = 'all'): Promise<PdfPages> {
    try {
      const opened = await openPdf(source, shown)
      return new PdfPages(opened, limits, !opened.ends)
    } catch (error) {
      const rebuilt = error instanceof Failure && error.code === 'scan-unreadable' ? rebuildPdf(typeof source === 'string' ? readFileSync(source) : source) : null
      if (rebuilt === null) throw error
      return new PdfPages(await openPdf(rebuilt, shown), limits, true)
    }
  }

  /** Every printed character of a page and the paper it takes, in the file's order. @throws Unreadable */
  letters(page: number): Letter[] {
    return lettersOn(this.opened.pdfium, this.opened.document, page)
  }

  /** What a page says, line by line, and whether paper shows it. @throws Unreadable */
  written(page: number): WrittenPage {
    const { pdfium, document } = this.opened
    onPage(this.opened, page, (loaded) => layAnnotationsIn(pdfium, loaded))
    const withoutText = onPage(this.opened, page, (loaded) => {
      hideText(pdfium, loaded)
      return rasterOf(this.opened, loaded, 1, WRITTEN_DPI, this.limits)
    })
    return writtenOn(pdfium, document, page, { shown: render(this.opened, page, 1, WRITTEN_DPI, this.limits), withoutText })
  }

  async raster(page: number, channels: 1 | 3 | 'own', dpi: number | 'own'): Promise<Raster> {
    return (await this.unpacked(page, channels, dpi)) ?? render(this.opened, page, channels, dpi, this.limits)
  }

  /** What most copiers send is one JPEG a page: unpacked as it is, in a fifth of the time that drawing it takes, it gives the same pixels. */
  private async unpacked(page: number, wanted: 1 | 3 | 'own', dpi: number | 'own'): Promise<Raster | null> {
    const { pdfium, document, file } = this.opened
    const exact = onJpegPage(pdfium, document, page, (on) => {
      const frame = frameOf(pdfium, on.page, dpi, this.limits)
      const jpeg = exactJpegOn(on, frame, file)
      return jpeg === null ? null : { jpeg, frame }
    })
    if (exact === null) return null
    const { jpegPixels } = await import('./jpeg-pixels.js')
    const channels = wanted === 'own' ? exact.jpeg.channels : wanted
    const pixels = await jpegPixels(exact.jpeg, channels)
    return pixels === null ? null : { pixels, channels, ...exact.frame }
  }

  leastDpi(page: number): number | null {
    return onPage(this.opened, page, (loaded) => leastDpiOn(this.opened.pdfium, loaded))
  }

  picturesAlone(page: number, channels: 1 | 3): Raster | null {
    return onPage(this.opened, page, (loaded) => (hideAllButPictures(this.opened.pdfium, loaded) ? rasterOf(this.opened, loaded, channels, 'own', this.limits) : null))
  }

  isOneBit(page: number): Promise<boolean> {
    return Promise.resolve(onPage(this.opened, page, (loaded) => isOneBitOn(this.opened.pdfium, loaded)))
  }

  drawnOver(page: number, picture: Pick<Raster, 'widthPx' | 'heightPx'>): readonly DrawnOver[] {
    return onPage(this.opened, page, (loaded) => drawnOver(this.opened.pdfium, loaded, picture))
  }

  ownJpeg(page: number): BareJpeg | null {
    const jpeg = onJpegPage(this.opened.pdfium, this.opened.document, page, jpegBytes)
    return jpeg === null ? null : bareJpeg(jpeg)
  }
}

interface OpenedPdf {
  /** `paper`: no annotations. */
  readonly shown: 'all' | 'paper'
  readonly pdfium: WrappedPdfiumModule
  readonly document: number
  /** Where in PDFium's memory the file lies. */
  readonly file: { readonly at: number; readonly size: number }
  readonly pageCount: number
  /** Whether the file ends as a PDF should. */
  readonly ends: boolean
}

async function openPdf(source: string | Uint8Array, shown: OpenedPdf['shown']): Promise<OpenedPdf> {
  const size = typeof source === 'string' ? statSync(source).size : source.length
  const program = await programFor(size)
  const pdfium = await init({ instantiateWasm: (imports: object, started: (instance: WebAssembly.Instance) => void) => {
    const instance = new WebAssembly.Instance(program, imports)
    started(instance)
    return instance.exports
  } })
  pdfium.PDFiumExt_Init()
  const at = pdfium.pdfium.wasmExports.malloc(size)
  if (at === 0) throw new Failure('scan-too-large', 'PDF-filen är för stor för att läsas. Dela upp den i mindre filer och ladda upp dem var för sig.')
  const bytes = pdfium.pdfium.HEAPU8.subarray(at, at + size)
  if (typeof source === 'string') readInto(bytes, source)
  else bytes.set(source)
  const ends = Buffer.from(bytes.subarray(-2048)).includes('%%EOF')
  const document = pdfium.FPDF_LoadMemDocument(at, size, '')
  if (document === 0) throw refusal(pdfium.FPDF_GetLastError())
  return { shown, pdfium, document, file: { at, size }, pageCount: pdfium.FPDF_GetPageCount(document), ends }
}

const programs = new Map<number, Promise<WebAssembly.Module>>()

/** PDFium, bounded to the memory that a file of so many bytes may take, or the larger of one opened before: compiled once, and each file opened in a memory of its own. */
function programFor(size: number): Promise<WebAssembly.Module> {
  const megabytes = WORKING_MEGABYTES + STEP_MEGABYTES * Math.ceil(size / (STEP_MEGABYTES * MEGABYTE))
  const [enough = megabytes] = [...programs.keys()].filter((one) => one >= megabytes)
  const program = programs.get(enough) ?? WebAssembly.compile(capWasmMemory(readFileSync(fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm'))), megabytes))
  programs.set(megabytes, program)
  return program
}

/** Straight into PDFium's memory: a second copy of a large file would be the largest thing in the process. */
function readInto(bytes: Uint8Array, path: string): void {
  const file = openSync(path, 'r')
  try {
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(file, bytes, at, bytes.length - at, at)
      if (read === 0) return
      at += read
    }
  } finally {
    closeSync(file)
  }
}

function refusal(error: number): Failure {
  if (error === PASSWORD_NEEDED) return new Failure('scan-encrypted', 'PDF-filen är skyddad med lösenord och kan inte läsas. Be avsändaren om en fil utan lösenord, eller skanna papperet igen.')
  return new Failure('scan-unreadable', 'Filen är en trasig eller avhuggen PDF och ingen sida går att läsa. Hämta filen från kopiatorn igen, eller skanna om.')
}

function render(opened: OpenedPdf, pageNumber: number, channels: 1 | 3 | 'own', wanted: number | 'own', limits: Limits): Raster {
  return onPage(opened, pageNumber, (page) => rasterOf(opened, page, channels !== 'own' ? channels : isBlackAndWhiteOn(opened.pdfium, page) ? 1 : 3, wanted, limits))
}

function rasterOf({ pdfium, shown }: OpenedPdf, page: number, channels: 1 | 3, wanted: number | 'own', limits: Limits): Raster {
  const frame = frameOf(pdfium, page, wanted, limits)
  return { pixels: drawn(pdfium, page, { channels, shown }, frame), channels, ...frame }
}

/** In how many pixels a page is drawn. */
function frameOf(pdfium: WrappedPdfiumModule, page: number, wanted: number | 'own', limits: Limits): Pick<Raster, 'widthPx' | 'heightPx' | 'dpi'> {
  const widthPt = pdfium.FPDF_GetPageWidthF(page)
  const heightPt = pdfium.FPDF_GetPageHeightF(page)
  const dpi = fittingDpi(wanted === 'own' ? ownDpi(pdfium, page, limits) : wanted, widthPt, heightPt, limits)
  return { widthPx: Math.round((widthPt * dpi) / 72), heightPx: Math.round((heightPt * dpi) / 72), dpi }
}

function fittingDpi(dpi: number, widthPt: number, heightPt: number, limits: Limits): number {
  if (!(widthPt > 1 && heightPt > 1)) throw new Unreadable('Sidan har ingen yta.')
  const most = Math.floor(72 * Math.sqrt(limits.maxPixels / (widthPt * heightPt)))
  if (most < LOWEST_DPI) throw new Unreadable('Sidan är för stor.')
  return Math.min(dpi, most)
}

function onPage<Answer>({ pdfium, document }: OpenedPdf, pageNumber: number, ask: (page: number) => Answer): Answer {
  const page = pdfium.FPDF_LoadPage(document, pageNumber - 1)
  if (page === 0) throw new Unreadable('Sidan är trasig i filen.')
  try {
    return ask(page)
  } finally {
    pdfium.FPDF_ClosePage(page)
  }
}

function drawn(pdfium: WrappedPdfiumModule, page: number, { channels, shown }: { readonly channels: 1 | 3; readonly shown: OpenedPdf['shown'] }, { widthPx, heightPx }: Pick<Raster, 'widthPx' | 'heightPx'>): Uint8Array {
  const bitmap = pdfium.FPDFBitmap_CreateEx(widthPx, heightPx, channels === 1 ? GRAY_BITMAP : RGB_BITMAP, 0, 0)
  if (bitmap === 0) throw new Unreadable('Sidan är för stor.')
  try {
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, widthPx, heightPx, WHITE)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, widthPx, heightPx, 0, (shown === 'all' ? WITH_ANNOTATIONS : 0) | (channels === 1 ? AS_GRAY : RGB_NOT_BGR))
    const from = pdfium.FPDFBitmap_GetBuffer(bitmap)
    const stride = pdfium.FPDFBitmap_GetStride(bitmap)
    const heap = pdfium.pdfium.HEAPU8
    const row = widthPx * channels
    const pixels = new Uint8Array(row * heightPx)
    for (let y = 0; y < heightPx; y += 1) pixels.set(heap.subarray(from + y * stride, from + y * stride + row), y * row)
    return pixels
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap)
  }
}
