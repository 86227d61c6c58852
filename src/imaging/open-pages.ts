import { open } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'
import { fileFormatOf } from './file-format.js'
import { noScan } from './no-scan.js'
import type { Limits, PageSource } from './page-source.js'
import { PdfPages } from './pdf-pages.js'
import { tiffPageSizes, tooManyPages, type PageSize } from './tiff-page-sizes.js'

const MEGABYTE = 1024 * 1024

/**
 * The pages of a scan in a file, whatever the file is called, or of a PDF in memory.
 * @throws Failure `scan-empty`, `scan-too-large`, `scan-unreadable`, `scan-encrypted`
 */
export async function openPages(source: string | Uint8Array, limits: Limits): Promise<PageSource> {
  const pages = typeof source === 'string' ? await openFile(source, limits) : await PdfPages.open(source, limits)
  if (pages.pageCount === 0) throw new Failure('scan-empty', 'Filen innehåller inga sidor. Kontrollera att originalen låg rätt i kopiatorn och skanna igen.')
  if (pages.pageCount > limits.maxPages) throw tooManyPages(limits.maxPages)
  return pages
}

async function openFile(path: string, limits: Limits): Promise<PageSource> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size === 0) throw new Failure('scan-empty', 'Filen är tom (0 byte). Hämta den från kopiatorn igen, eller skanna om.')
    if (size > limits.maxBytes) {
      throw new Failure('scan-too-large', `Filen är ${Math.ceil(size / MEGABYTE)} MB; högst ${Math.floor(limits.maxBytes / MEGABYTE)} MB tas emot. Dela upp den, eller skanna i gråskala 200 dpi.`)
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0)
    const format = fileFormatOf(buffer.subarray(0, bytesRead))
    switch (format) {
      case 'pdf':
        return await PdfPages.open(path, limits, 'paper')
      case 'tiff':
        return await openPicture(path, await tiffPageSizes(file, limits.maxPages), limits)
      case 'jpeg':
      case 'png':
        return await openPicture(path, [null], limits)
      case null:
        throw noScan(buffer.subarray(0, bytesRead), 'Filen')
      default:
        return format satisfies never
    }
  } finally {
    await file.close()
  }
}

/** Its decoders are loaded only for pictures: a PDF has no use for them. */
async function openPicture(path: string, sizes: readonly PageSize[], limits: Limits): Promise<PageSource> {
  const { PicturePages } = await import('./picture-pages.js')
  return PicturePages.open(path, sizes, limits)
}
