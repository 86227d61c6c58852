import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, type PDFPage, type PDFRawStream } from 'pdf-lib'
import type { Fault } from '../failure.js'
import { isPdf } from '../is-pdf.js'
import { filtersOf } from './decoded-content.js'
import { dangersIn } from './foreign-dangers.js'
import { PAGE } from './geometry.js'
import { annotationsOf, contentStreamsOf, subtypeOf, viewOf } from './page-parts.js'
import { placePage, shownSize } from './place-page.js'
import { isOutOfLibrary } from './out-of-library.js'
import { unpacksTooFar } from './unpacks-too-far.js'

/** A PDF that somebody else has made, opened as far as that goes, with everything that keeps it from being stamped and signed. */
export interface ForeignPdf {
  /** Null when the file is so damaged, locked or large that nothing in it could be read. */
  readonly document: PDFDocument | null
  readonly faults: readonly Fault[]
}

/** A signed paper is read by people: what was 10 points may not become less than 5. */
const LEAST_SCALE = 0.5
const SMALLEST_PAGE_PT = 100
const MOST_PAGES = 200
const MM_PER_PT = 25.4 / 72
/** How page content may be packed. */
const CONTENT_FILTERS = ['ASCIIHexDecode', 'ASCII85Decode', 'FlateDecode']

function atFile(message: string): Fault {
  return { path: 'fil', message }
}

/** Reads a PDF of foreign origin without running, following or unpacking anything beyond bounds; every fault by its place. `attachment` is the one file that it may carry. */
export async function openForeignPdf(bytes: Uint8Array, attachment: string | null = null): Promise<ForeignPdf> {
  const refused = (message: string): ForeignPdf => ({ document: null, faults: [atFile(message)] })
  if (!isPdf(bytes)) return refused('filen är ingen PDF.')
  if (unpacksTooFar(bytes)) return refused('filen packas upp till orimligt mycket. Skriv ut dokumentet till en ny PDF och försök igen.')
  const document = await loaded(bytes)
  // What is locked cannot be parsed either; the trailer says so in clear (ISO 32000-1, 7.6.1).
  if (document === null ? Buffer.from(bytes).includes('/Encrypt') : document.isEncrypted) return refused('filen är krypterad eller låst med lösenord. Be ägaren om en olåst fil, eller skriv ut den till en ny PDF.')
  if (document === null) return refused('filen är skadad eller ingen PDF. Öppna den i ett PDF-program, spara den på nytt och försök igen.')
  const pages = pagesOf(document)
  if (pages === null || pages.length === 0) return refused('filen har inga sidor som går att läsa.')
  if (pages.length > MOST_PAGES) return refused(`filen har ${pages.length} sidor; högst ${MOST_PAGES} går att hantera. Dela upp den.`)
  return { document, faults: [...dangersIn(document, pages, attachment), ...hiddenLayers(document), ...pages.flatMap(faultsOfPage)] }
}

async function loaded(bytes: Uint8Array): Promise<PDFDocument | null> {
  try {
    return await PDFDocument.load(bytes, { updateMetadata: false, ignoreEncryption: true, preserveXFA: true, throwOnInvalidObject: true, parseSpeed: Number.POSITIVE_INFINITY })
  } catch (error) {
    if (!isOutOfLibrary(error)) throw error
    return null
  }
}

function pagesOf(document: PDFDocument): PDFPage[] | null {
  try {
    return document.getPages()
  } catch (error) {
    if (!isOutOfLibrary(error)) throw error
    return null
  }
}

/** Pages are flattened with every layer shown, so none may be hidden. */
function hiddenLayers({ catalog }: PDFDocument): Fault[] {
  const layers = catalog.lookup(PDFName.of('OCProperties'))
  const settings = layers instanceof PDFDict ? layers.lookup(PDFName.of('D')) : undefined
  if (!(settings instanceof PDFDict)) return []
  const off = settings.lookup(PDFName.of('OFF'))
  const base = settings.lookup(PDFName.of('BaseState'))
  const hides = (off instanceof PDFArray && off.size() > 0) || settings.has(PDFName.of('AS')) || (base instanceof PDFName && base.decodeText() !== 'ON')
  return hides ? [atFile('filen har lager som kan visas och döljas, så det är oklart vad som ska stå på papperet. Skriv ut den till en ny PDF med de lager som ska synas.')] : []
}

function faultsOfPage(page: PDFPage, index: number): Fault[] {
  const path = `Sida ${index + 1}`
  const view = viewOf(page)
  if (view === null) return [{ path, message: 'sidan har ingen giltig storlek. Skriv ut dokumentet till en ny PDF och försök igen.' }]
  const faults: Fault[] = []
  const size = shownSize(view)
  const said = [size.widthPt, size.heightPt].map((lengthPt) => Math.round(lengthPt * MM_PER_PT)).join(' × ')
  const unit = page.node.lookup(PDFName.of('UserUnit'))
  if (unit instanceof PDFNumber && unit.asNumber() !== 1) faults.push({ path, message: 'sidan räknar i egna måttenheter (UserUnit). Skriv ut dokumentet till en ny PDF i A4.' })
  if (placePage(view).scale < LEAST_SCALE) faults.push({ path, message: `sidan är ${said} mm och går inte att läsa i A4. Gör om den till A4 eller högst A3.` })
  if (Math.min(size.widthPt, size.heightPt) < SMALLEST_PAGE_PT || size.widthPt * size.heightPt > 100 * PAGE.widthPt * PAGE.heightPt) faults.push({ path, message: `sidan är ${said} mm, vilket inget papper är. Gör om den till A4.` })
  for (const stream of contentStreamsOf(page)) faults.push(...packingFaults(stream, path))
  const foreign = [...new Set(annotationsOf(page).map(subtypeOf).filter((subtype) => !['Widget', 'Link', 'Popup'].includes(subtype)))]
  if (foreign.length > 0) faults.push({ path, message: `sidan har anteckningar (${foreign.join(', ')}) som inte hör till texten. Ta bort dem, eller skriv ut dokumentet till en ny PDF där de är en del av sidan.` })
  return faults
}

function packingFaults(stream: PDFRawStream, path: string): Fault[] {
  const filters = filtersOf(stream)
  const isPlain = filters.every((filter) => CONTENT_FILTERS.includes(filter)) && filters.filter((filter) => filter === 'FlateDecode').length <= 1 && !stream.dict.has(PDFName.of('DecodeParms'))
  return isPlain ? [] : [{ path, message: `sidans innehåll är packat på ett sätt som inte stöds (${filters.join(', ')}). Spara dokumentet som ny PDF och försök igen.` }]
}
