import { zlibSync } from 'fflate'
import { PDFDocument, PDFName, PDFRawStream, PDFString, type PDFPage } from 'pdf-lib'
import { expect, test } from 'vitest'
import { openForeignPdf } from '../../templates/pdf/open-foreign-pdf.js'
import { foreignPdf, inCatalog, onPage } from '../templates/pdf/foreign-pages.js'

const A4 = { size: [595.28, 841.89] } as const
const faultsOf = async (change: (pdf: PDFDocument) => Promise<void> | void): Promise<string[]> => (await openForeignPdf(await foreignPdf([A4], change))).faults.map(({ path, message }) => `${path}: ${message}`)
const annotation = (entries: Parameters<typeof inCatalog>[1]): ReturnType<typeof onPage> => onPage('Annots', [{ Type: 'Annot', Rect: [0, 0, 9, 9], ...entries }])
const contentsOf = (page: PDFPage, packed: Uint8Array, filters: string[]): void => page.node.set(PDFName.of('Contents'), page.doc.context.register(PDFRawStream.of(page.doc.context.obj({ Filter: filters, Length: packed.length }), packed)))

test('a plain document is taken', async () => {
  expect(await faultsOf(() => undefined)).toEqual([])
})

test.each<[string, (pdf: PDFDocument) => Promise<void> | void, RegExp]>([
  ['a script run when it is opened', inCatalog('OpenAction', { S: 'JavaScript', JS: 'app.alert(1)' }), /^fil: .*skript \(JavaScript\)/],
  ['a named script', (pdf) => pdf.addJavaScript('main', 'console.show()'), /^fil: .*skript/],
  ['a script of a page', onPage('AA', { O: { S: 'JavaScript', JS: PDFString.of('x') } }), /^Sida 1: .*skript/],
  ['a program started', annotation({ Subtype: 'Link', A: { S: 'Launch', F: 'cmd.exe' } }), /^Sida 1: .*Launch/],
  ['a form sent', annotation({ Subtype: 'Widget', A: { S: 'SubmitForm' } }), /^Sida 1: .*SubmitForm/],
  ['another file opened', annotation({ Subtype: 'Link', A: { S: 'GoToR' } }), /^Sida 1: .*GoToR/],
  ['an action nobody has heard of', annotation({ Subtype: 'Link', A: { Type: 'Action', S: 'Nytt' } }), /^Sida 1: .*åtgärd \(Nytt\)/],
  ['an action behind another', annotation({ Subtype: 'Link', A: { S: 'GoTo', Next: [{ S: 'Launch' }] } }), /^Sida 1: .*Launch/],
  ['a file inside', async (pdf) => pdf.attach(new Uint8Array([1, 2, 3]), 'faktura.exe'), /^fil: .*bifogad fil/],
  ['a file on a page', annotation({ Subtype: 'FileAttachment', FS: { EF: { F: [] } } }), /^Sida 1: .*bifogad fil/],
  ['an XFA form', inCatalog('AcroForm', { Fields: [], XFA: [] }), /^fil: .*XFA/],
  ['a digital signature', (pdf) => void pdf.context.register(pdf.context.obj({ Type: 'Sig', ByteRange: [0, 1, 2, 3] })), /^fil: .*digital underskrift/],
  ['a film', annotation({ Subtype: 'RichMedia', RichMediaContent: {} }), /^Sida 1: .*rika medier/],
  ['a remark', annotation({ Subtype: 'Text' }), /^Sida 1: .*anteckningar \(Text\)/],
  ['a page kept in another file', (pdf) => void pdf.context.register(PDFRawStream.of(pdf.context.obj({ Type: 'XObject', Subtype: 'Form', Ref: {} }), new Uint8Array())), /^fil: .*annan fil \(Ref\)/],
  ['PostScript', (pdf) => void pdf.context.register(PDFRawStream.of(pdf.context.obj({ Type: 'XObject', Subtype: 'PS' }), new Uint8Array())), /^fil: .*PostScript/],
  ['content outside the file', (pdf) => void pdf.context.register(PDFRawStream.of(pdf.context.obj({ F: 'C:/hemligt.txt' }), new Uint8Array())), /^fil: .*utanför filen/],
  ['text on a hidden layer', inCatalog('OCProperties', { OCGs: [], D: { OFF: [{ Type: 'OCG' }] } }), /^fil: .*lager/],
  ['units of its own', onPage('UserUnit', 10), /^Sida 1: .*UserUnit/],
  ['a page as large as a poster', (pdf) => pdf.getPage(0).setMediaBox(0, 0, 2400, 3400), /^Sida 1: .*går inte att läsa i A4/],
  ['a page as small as a stamp', (pdf) => pdf.getPage(0).setMediaBox(0, 0, 40, 40), /^Sida 1: .*inget papper/],
  ['a page of no size', onPage('MediaBox', [0, 0, 0, 0]), /^Sida 1: .*ingen giltig storlek/],
  ['a page that stands askew', onPage('Rotate', 45), /^Sida 1: .*ingen giltig storlek/],
  ['content packed twice', (pdf) => contentsOf(pdf.getPage(0), zlibSync(zlibSync(new Uint8Array(9))), ['FlateDecode', 'FlateDecode']), /^Sida 1: .*packat/],
])('%s is refused, naming its place', async (_, change, said) => {
  expect(await faultsOf(change)).toContainEqual(expect.stringMatching(said))
})

test('nothing that nests in itself without end is followed for ever', async () => {
  const faults = await faultsOf((pdf) => {
    const page = pdf.getPage(0)
    const loop = pdf.context.nextRef()
    pdf.context.assign(loop, pdf.context.obj([loop]))
    page.node.set(PDFName.of('Loop'), loop)
    let inner = pdf.context.register(pdf.context.obj({}))
    for (let depth = 0; depth < 1000; depth += 1) inner = pdf.context.register(pdf.context.obj({ K: inner }))
    page.node.set(PDFName.of('Deep'), inner)
  })
  expect(faults).toContainEqual(expect.stringContaining('orimligt djupt'))
})

test.each([
  ['no PDF', new TextEncoder().encode('PK\u0003\u0004'), 'ingen PDF'],
  ['a damaged one', new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<'), 'skadad'],
])('%s is refused', async (_, bytes, said) => {
  expect(await openForeignPdf(bytes)).toEqual({ document: null, faults: [{ path: 'fil', message: expect.stringContaining(said) }] })
})

test('a locked file is refused', async () => {
  const pdf = await PDFDocument.load(await foreignPdf())
  pdf.encrypt({ userPassword: '', ownerPassword: 'hemligt' })
  expect((await openForeignPdf(await pdf.save())).faults).toEqual([{ path: 'fil', message: expect.stringContaining('krypterad') }])
})

test('a file of nothing but beginnings of streams is refused without being searched from each of them', async () => {
  const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(19 * 1024 * 1024, Buffer.from('stream\nx\x9c', 'latin1'))])
  expect((await openForeignPdf(file)).faults).toEqual([{ path: 'fil', message: expect.stringContaining('orimligt mycket') }])
})

test('a file that unpacks to gigabytes is refused before it is unpacked', async () => {
  const bomb = zlibSync(new Uint8Array(300 * 1024 * 1024), { level: 9 })
  expect(bomb.length).toBeLessThan(2 * 1024 * 1024)
  const small = Buffer.from(await foreignPdf())
  const dressed = (filter: string): Buffer => Buffer.concat([small.subarray(0, 15), Buffer.from(`\n99 0 obj\n<</Type/Obj#53tm/N 1/First 4/Filter${filter}/Length ${bomb.length}>>\nstream\n`), bomb, Buffer.from('\nendstream\nendobj\n'), small.subarray(15)])
  expect((await openForeignPdf(dressed('/FlateDecode'))).faults).toEqual([{ path: 'fil', message: expect.stringContaining('orimligt mycket') }])
  expect((await openForeignPdf(dressed('[/ASCIIHexDecode/FlateDecode]'))).faults).toEqual([{ path: 'fil', message: expect.stringContaining('orimligt mycket') }])
})
