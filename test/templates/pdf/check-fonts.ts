import { decodePDFRawStream, PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, type PDFDocument } from 'pdf-lib'
import type { PageContent } from './check-content.js'
import type { Findings } from './conformance-rules.js'
import { nameOf } from './structure-tree.js'

/** What a code of a font reads as. */
export type ToUnicode = ReadonlyMap<number, string>

function decoded(value: unknown): Uint8Array | null {
  return value instanceof PDFRawStream ? decodePDFRawStream(value).decode() : null
}

function toUnicodeOf(bytes: Uint8Array | null): ToUnicode {
  const map = new Map<number, string>()
  for (const [, code = '', text = ''] of Buffer.from(bytes ?? []).toString('latin1').matchAll(/^<([0-9A-F]{4})> <([0-9A-F]+)>$/gm)) {
    map.set(Number.parseInt(code, 16), Buffer.from(text, 'hex').swap16().toString('utf16le'))
  }
  return map
}

function tablesOf(program: Uint8Array): Map<string, DataView> {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength)
  return new Map(Array.from({ length: view.getUint16(4) }, (_, index) => {
    const at = 12 + index * 16
    return [Buffer.from(program.subarray(at, at + 4)).toString('latin1'), new DataView(program.buffer, program.byteOffset + view.getUint32(at + 8), view.getUint32(at + 12))]
  }))
}

/** The program's own advance widths in thousandths, by glyph. */
function advancesOf(program: Uint8Array): number[] {
  const tables = tablesOf(program)
  const [head, hhea, hmtx, maxp] = ['head', 'hhea', 'hmtx', 'maxp'].map((tag) => tables.get(tag))
  if (head === undefined || hhea === undefined || hmtx === undefined || maxp === undefined) return []
  const last = hhea.getUint16(34) - 1
  return Array.from({ length: maxp.getUint16(4) }, (_, glyph) => (hmtx.getUint16(Math.min(glyph, last) * 4) * 1000) / head.getUint16(18))
}

function widthsOf(descendant: PDFDict): Map<number, number> {
  const widths = new Map<number, number>()
  const entries = descendant.lookupMaybe(PDFName.of('W'), PDFArray)
  if (entries === undefined) return widths
  for (let index = 0; index + 1 < entries.size(); index += 2) {
    const first = entries.lookup(index, PDFNumber).asNumber()
    for (const [offset, width] of entries.lookup(index + 1, PDFArray).asArray().entries()) widths.set(first + offset, width instanceof PDFNumber ? width.asNumber() : Number.NaN)
  }
  return widths
}

function checkGlyphs(name: string, used: ReadonlySet<number>, font: { advances: readonly number[]; widths: ReadonlyMap<number, number>; toUnicode: ToUnicode }, found: Findings): void {
  for (const code of used) {
    const advance = font.advances[code]
    found.expect('no-notdef', code !== 0, `${name} visar .notdef`)
    found.expect('font-embedded', advance !== undefined, `${name} saknar glyf ${code}`)
    found.expect('glyph-width', advance === undefined || Math.abs((font.widths.get(code) ?? 0) - advance) <= 1, `${name}, glyf ${code}: bredd ${font.widths.get(code)} mot ${advance}`)
    const text = font.toUnicode.get(code)
    found.expect('to-unicode', text !== undefined && text !== '' && !/[\0\uFEFF\uFFFE\uE000-\uF8FF]/.test(text), `${name}, glyf ${code}: läses som ${JSON.stringify(text)}`)
  }
}

function checkFont(font: PDFDict, used: ReadonlySet<number>, found: Findings): ToUnicode {
  const name = nameOf(font.lookup(PDFName.of('BaseFont')))
  const descendant = font.lookupMaybe(PDFName.of('DescendantFonts'), PDFArray)?.lookup(0, PDFDict)
  const descriptor = descendant?.lookupMaybe(PDFName.of('FontDescriptor'), PDFDict)
  const toUnicode = toUnicodeOf(decoded(font.lookup(PDFName.of('ToUnicode'))))
  const composite = nameOf(font.lookup(PDFName.of('Subtype'))) === 'Type0' && nameOf(descendant?.lookup(PDFName.of('Subtype'))) === 'CIDFontType2'
  found.expect('font-dictionary', composite && nameOf(font.lookup(PDFName.of('Encoding'))) === 'Identity-H' && nameOf(descendant?.lookup(PDFName.of('CIDToGIDMap'))) === 'Identity', `${name} är inte sammansatt som väntat`)
  found.expect('font-dictionary', /^[A-Z]{6}\+/.test(name) && [descendant?.lookup(PDFName.of('BaseFont')), descriptor?.lookup(PDFName.of('FontName'))].every((other) => nameOf(other) === name), `${name} heter olika`)
  const program = decoded(descriptor?.lookup(PDFName.of('FontFile2')))
  found.expect('font-embedded', program !== null && descriptor?.has(PDFName.of('CIDSet')) === false, `${name} är inte inbäddat`)
  if (program === null || descendant === undefined) return toUnicode
  checkGlyphs(name, used, { advances: advancesOf(program), widths: widthsOf(descendant), toUnicode }, found)
  return toUnicode
}

/** Checks every font that a page's resources name, and returns how each page's fonts are read, by resource name. */
export function checkFonts(document: PDFDocument, pages: readonly PageContent[], found: Findings): Map<string, ToUnicode>[] {
  const used = new Map<PDFDict, Set<number>>()
  const perPage = pages.map(({ page, codes }) => {
    const fonts = page.node.Resources()?.lookupMaybe(PDFName.of('Font'), PDFDict)
    return new Map((fonts?.entries() ?? []).map(([name, ref]) => {
      const font = document.context.lookup(ref, PDFDict)
      const shown = used.get(font) ?? new Set<number>()
      used.set(font, shown)
      for (const code of codes.get(name.decodeText()) ?? []) shown.add(code)
      return [name.decodeText(), font]
    }))
  })
  const read = new Map([...used].map(([font, shown]) => [font, checkFont(font, shown, found)]))
  return perPage.map((fonts) => new Map([...fonts].map(([name, font]) => [name, read.get(font) ?? new Map<number, string>()])))
}
