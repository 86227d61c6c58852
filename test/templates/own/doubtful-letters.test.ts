import * as fontkit from 'fontkit'
import { PDFDict, PDFDocument, type PDFFont, PDFName, StandardFonts } from 'pdf-lib'
import { describe, expect, it } from 'vitest'
import { doubtfulPages } from '../../../templates/own/doubtful-letters.js'
import { FONTS } from '../load-test-fonts.js'

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0')

/** A file whose words are drawn in fonts that say of themselves what `maps` says: by the code that is drawn, what it reads as. */
async function file(fonts: readonly { readonly font: (document: PDFDocument) => Promise<PDFFont>; readonly map: string | null }[]): Promise<PDFDocument> {
  const document = await PDFDocument.create()
  for (const { font, map } of fonts) {
    const embedded = await font(document)
    document.addPage().drawText('Inom 99 dagar', { x: 50, y: 500, size: 12, font: embedded })
    await embedded.embed()
    if (map !== null) document.context.lookup(embedded.ref, PDFDict).set(PDFName.of('ToUnicode'), document.context.register(document.context.stream(map)))
  }
  return PDFDocument.load(await document.save())
}

const arimo = (document: PDFDocument): Promise<PDFFont> => {
  document.registerFontkit(fontkit)
  return document.embedFont(FONTS.regular.bytes, { subset: false })
}
const helvetica = (document: PDFDocument): Promise<PDFFont> => document.embedFont(StandardFonts.Helvetica)
const glyphOf = (letter: string): number => FONTS.regular.glyphOf(letter.codePointAt(0) ?? 0)
const mapOf = (pairs: readonly (readonly [code: number, letter: string])[], digits = 4): string =>
  `begincmap\n${pairs.length} beginbfchar\n${pairs.map(([code, letter]) => `<${hex(code).slice(-digits)}> <${hex(letter.charCodeAt(0))}>`).join('\n')}\nendbfchar\nendcmap`
/** The same file with that program instead of each that it holds. */
function withProgram(document: PDFDocument, program: Uint8Array): PDFDocument {
  for (const [, object] of document.context.enumerateIndirectObjects()) {
    if (object instanceof PDFDict && object.has(PDFName.of('FontFile2'))) object.set(PDFName.of('FontFile2'), document.context.register(document.context.flateStream(program)))
  }
  return document
}

function withoutTable(document: PDFDocument): PDFDocument {
  const program = Buffer.from(FONTS.regular.bytes)
  program.write('xmap', program.indexOf('cmap'), 'latin1')
  return withProgram(document, program)
}

describe('letters that may be shown as others than they are read', () => {
  it('are none where the map says what the font says', async () => {
    expect(doubtfulPages(await file([{ font: arimo, map: null }, { font: helvetica, map: mapOf([[0x33, '3'], [0x39, '9']], 2) }]))).toEqual([])
    expect(doubtfulPages(await file([{ font: arimo, map: mapOf([[glyphOf('3'), '3'], [glyphOf('9'), '9'], [glyphOf('å'), 'å']]) }]))).toEqual([])
  })

  it('are found by the table of characters of the embedded font', async () => {
    const lying = await file([{ font: arimo, map: null }, { font: arimo, map: mapOf([[glyphOf('I'), 'I'], [glyphOf('9'), '3']]) }])
    expect(doubtfulPages(lying)).toEqual([{ page: 2, letters: ['”3” kan visas som ”9”'] }])
    const inRanges = `begincmap\n1 beginbfrange\n<${hex(glyphOf('7'))}> <${hex(glyphOf('9'))}> <0031>\nendbfrange\n1 beginbfrange\n<${hex(glyphOf('k'))}> <${hex(glyphOf('k'))}> [<0061>]\nendbfrange\nendcmap`
    expect(doubtfulPages(await file([{ font: arimo, map: inRanges }]))).toEqual([{ page: 1, letters: ['”1” kan visas som ”7”', '”2” kan visas som ”8”', '”3” kan visas som ”9”', '”a” kan visas som ”k”'] }])
  })

  it('are found by their drawings where the font has no such table', async () => {
    const honest = mapOf([[glyphOf('3'), '3'], [glyphOf('9'), '9']])
    expect(doubtfulPages(withoutTable(await file([{ font: arimo, map: honest }])))).toEqual([])
    expect(doubtfulPages(withoutTable(await file([{ font: arimo, map: honest }, { font: arimo, map: mapOf([[glyphOf('9'), '3']]) }])))).toEqual([
      { page: 1, letters: ['”9” kan visas som ”3”'] }, { page: 2, letters: ['”3” kan visas som ”9”'] },
    ])
    expect(doubtfulPages(withoutTable(await file([{ font: arimo, map: mapOf([[glyphOf('9'), '3'], [glyphOf('3'), '3']]) }])))).toEqual([{ page: 1, letters: ['”3” ritas på flera sätt'] }])
  })

  it('are found by the names of a font of one byte a letter', async () => {
    expect(doubtfulPages(await file([{ font: helvetica, map: mapOf([[0x39, '3'], [0xe5, 'ä']], 2) }]))).toEqual([{ page: 1, letters: ['”3” kan visas som ”9”', '”ä” kan visas som ”å”'] }])
    const named = await file([{ font: helvetica, map: mapOf([[0x39, '9'], [0x01, '4']], 2) }])
    const font = named.context.enumerateIndirectObjects().map(([, object]) => object).find((object) => object instanceof PDFDict && object.has(PDFName.of('ToUnicode')))
    if (!(font instanceof PDFDict)) throw new Error('the file has no font')
    font.set(PDFName.of('Encoding'), named.context.obj({ Differences: [1, PDFName.of('five.lf'), 0x39, PDFName.of('g12')] }))
    expect(doubtfulPages(named)).toEqual([{ page: 1, letters: ['”4” kan visas som ”5”'] }])
  })

  it.each([
    ['parts that never end', 'beginbfchar <', 'endbfcha'],
    ['lists that never end', 'beginbfrange ' + '<0001> <0002> [ '.repeat(3), ' '],
    ['codes that never end', '< 0 '.repeat(4), 'endbfchar'],
  ])('hold nobody up with %s', async (_, repeated, end) => {
    const lying = await file([{ font: helvetica, map: `${repeated.repeat(60_000)}${end}\nbeginbfrange <0000> <FFFFFFFF> <0000> endbfrange` }])
    const before = process.cpuUsage()
    doubtfulPages(lying)
    const { user } = process.cpuUsage(before)
    expect(user / 1e6).toBeLessThan(5)
  })

  it('may be any where the file has more fonts than can be looked through', async () => {
    const document = await file([{ font: helvetica, map: null }])
    const fonts = document.getPage(0).node.Resources()?.lookup(PDFName.of('Font'), PDFDict)
    for (let index = 0; index <= 500; index++) fonts?.set(PDFName.of(`G${index}`), document.context.obj({ Type: 'Font' }))
    expect(doubtfulPages(document)).toEqual([{ page: 1, letters: ['filen har fler typsnitt än vad som går att granska'] }])
  })

  it('may be any where looking through the fonts would keep everybody waiting: maps that say the same over and over, tables without end', async () => {
    const tooMany = [{ page: 1, letters: ['filen har fler typsnitt än vad som går att granska'] }]
    const over = `begincmap\n1 beginbfrange\n${'<0000><FFFF><0041>\n'.repeat(100_000)}endbfrange\nendcmap`
    expect(doubtfulPages(await file([{ font: arimo, map: over }]))).toEqual(tooMany)
    const program = Buffer.from(FONTS.regular.bytes)
    const entry = program.indexOf('cmap')
    const cmap = program.readUInt32BE(entry + 8)
    const endless = Buffer.concat([program, Buffer.alloc(13_000_000)])
    endless.writeUInt32BE(endless.length - cmap, entry + 12)
    endless.writeUInt32BE(program.length - cmap, cmap + 8)
    endless.writeUInt16BE(12, program.length)
    endless.writeUInt32BE(1_080_000, program.length + 12)
    const many = Array.from('0123456789ABCDEFGHIJ', (letter, index) => [index + 10, letter] as const)
    expect(doubtfulPages(withProgram(await file([{ font: arimo, map: mapOf(many) }]), endless))).toEqual(tooMany)
  })

  it('are none, and no failure, where the program is damaged or says it has more than it has', async () => {
    for (const damage of [(program: Buffer): Buffer => program.subarray(0, 40), (program: Buffer): Buffer => (program.fill(0xff, program.length / 2), program), (program: Buffer): Buffer => (program.fill(0xff, 12, 400), program)]) {
      const document = withProgram(await file([{ font: arimo, map: mapOf([[glyphOf('9'), '3'], [0xffff, '4']]) }]), damage(Buffer.from(FONTS.regular.bytes)))
      expect(() => doubtfulPages(document)).not.toThrow()
    }
  })
})
