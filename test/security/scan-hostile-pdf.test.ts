import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { printedDocument } from '../imaging/printed-page.js'
import { fileWriter, readersLeft, shown, testImaging } from '../imaging/test-imaging.js'
import { pdfOf, streamOf } from '../../src/bench/scan/hostile-parts.js'
import { pdfOfPage, plainStream, zlibBomb } from './hostile-files.js'

const write = fileWriter()
const imaging = testImaging()
/** Enough for a bomb to show itself; the good file is read with the program's own patience. */
const impatient = testImaging({ timeoutMsPerPage: 2000 })

/** Somebody who listens for whoever is sent to him. */
const calls: string[] = []
const listener = createServer((socket) => {
  calls.push('called')
  socket.destroy()
})
let port = 0

beforeAll(async () => {
  await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready))
  const address = listener.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})

afterAll(() => new Promise((closed) => listener.close(closed)))

/** What became of a file, short: what each page shows, or the code it was refused with. */
async function answered(name: string, bytes: Buffer | string, reader = impatient): Promise<string> {
  const answer = await reader.readPages({ path: write(`${name.replaceAll(/\W/g, '')}.pdf`, bytes) }).catch((failure: unknown) => failure)
  if (Array.isArray(answer)) return shown(answer).join(' ')
  return answer instanceof Error && 'code' in answer ? String(answer.code) : 'bug'
}

async function unaffected(): Promise<void> {
  expect(readersLeft()).toEqual([])
  expect(await answered('good', Buffer.from(await printedDocument('7K3M9QXT2B', 1)), imaging)).toBe('1@0')
}

const REFUSED = /^scan-(unreadable|empty|encrypted|too-large)$/
const EITHER = /^(blank|no-code|unreadable|scan-(unreadable|empty|encrypted|too-large))$/
const content = (drawing: string): Buffer => plainStream('', drawing)
const deep = (layers: number): string => `${'['.repeat(layers)}${']'.repeat(layers)}`

it('a PDF whose parts refer to themselves is answered, and the next upload is read', async () => {
  const tree = (kids: string): Buffer => pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${kids}] /Count 1000000 >>`, '<< /Type /Pages /Kids [2 0 R] /Count 1 >>'])
  expect(await answered('pages within themselves', tree('2 0 R'))).toMatch(/^scan-/)
  expect(await answered('pages within each other', tree('3 0 R'))).toMatch(/^scan-/)
  expect(await answered('a form that draws itself', pdfOfPage('/Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >>', content('/F Do'), plainStream('/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F 5 0 R >> >>', '/F Do /F Do')))).toMatch(EITHER)
  expect(await answered('a pattern of itself', pdfOfPage('/Contents 4 0 R /Resources << /Pattern << /P 5 0 R >> >>', content('/Pattern cs /P scn 0 0 595 842 re f'), plainStream('/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001 /Resources << /Pattern << /P 5 0 R >> >>', '/Pattern cs /P scn 0 0 1 1 re f')))).toMatch(EITHER)
  expect(await answered('a font whose letters are set in itself', pdfOfPage('/Contents 4 0 R /Resources << /Font << /T 5 0 R >> >>', content('BT /T 12 Tf 99 99 Td (aaaa) Tj ET'), '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 /Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 6 0 R >> /Resources << /Font << /T 5 0 R >> >> >>', content('9 0 d0 BT /T 1 Tf (aa) Tj ET')))).toMatch(EITHER)
  expect(await answered('an object that is itself', pdfOfPage('/Contents 4 0 R', '4 0 R'))).toMatch(EITHER)
  await unaffected()
})

it('a PDF that unpacks to far more than it holds is answered, and the next upload is read', async () => {
  const filter = '/Filter /FlateDecode'
  expect(await answered('a page of a gigabyte', pdfOfPage('/Contents 4 0 R', plainStream(filter, zlibBomb(1024, 0x20))))).toMatch(EITHER)
  expect(await answered('packed twice', pdfOfPage('/Contents 4 0 R', plainStream('/Filter [/FlateDecode /FlateDecode]', zlibBomb(256, 0))))).toMatch(EITHER)
  expect(await answered('a stream of objects of a gigabyte', pdfOfPage('/Contents 4 0 R', plainStream(`/Type /ObjStm /N 1000000 /First 8000000 ${filter}`, zlibBomb(256, 0x31))))).toMatch(EITHER)
  await unaffected()
})

it('a PDF with pictures that claim to be enormous is answered, and the next upload is read', async () => {
  const pictured = (picture: Buffer): Buffer => pdfOfPage('/Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >>', content('595 0 0 842 0 0 cm /I Do'), picture)
  const image = (side: number, filter: string, body: Buffer | string): Buffer => plainStream(`/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent ${filter === '/JBIG2Decode' ? 1 : 8} /Filter ${filter}`, body)
  const size = (side: number): Buffer => {
    const four = Buffer.alloc(4)
    four.writeUInt32BE(side)
    return four
  }
  const jbig2 = Buffer.concat([Buffer.from('00000000300001', 'hex'), size(19), size(65_000), size(65_000), Buffer.alloc(11), Buffer.from('00000001260001', 'hex'), size(30), size(65_000), size(65_000), Buffer.alloc(22)])
  const jpx = Buffer.concat([Buffer.from('ff4fff5100290000', 'hex'), size(60_000), size(60_000), Buffer.alloc(8), size(60_000), size(60_000), Buffer.alloc(8), Buffer.from('0001070101ff52000c00000001000404040001ff5c00040000ff90000a0000000000000001ff93ffd9', 'hex')])
  expect(await answered('60000 x 60000', pictured(image(60_000, '/FlateDecode', zlibBomb(4, 0))))).toBe('unreadable')
  expect(await answered('jbig2', pictured(image(100, '/JBIG2Decode', jbig2)))).toMatch(EITHER)
  expect(await answered('jbig2 as large as it says', pictured(image(65_000, '/JBIG2Decode', jbig2)))).toBe('unreadable')
  expect(await answered('jpx', pictured(image(100, '/JPXDecode', jpx)))).toMatch(EITHER)
  expect(await answered('jpx as large as it says', pictured(image(60_000, '/JPXDecode', jpx)))).toBe('unreadable')
  await unaffected()
})

it('a PDF with a page of no possible size is answered', async () => {
  const pages = ['/MediaBox [0 0 0 0]', '/MediaBox [0 0 -595 -842]', '/MediaBox [0 0 1e9 1e9]', '/MediaBox [-2147483648 -2147483648 2147483647 2147483647]', '/MediaBox [0 0 595 842] /Rotate 37', '/MediaBox [0 0 595 842] /UserUnit 1e6', '/MediaBox [0 0 NaN 842]', `/MediaBox ${deep(5000)}`]
  for (const page of pages) expect([page.slice(0, 60), await answered('size', pdfOfPage(page))]).toEqual([page.slice(0, 60), expect.stringMatching(EITHER)])
  expect(await answered('a thousand layers', pdfOfPage(`/Contents 4 0 R /Resources << /A ${deep(100_000)} >>`, content(`${deep(100_000)} q\n`.repeat(3)))) ).toMatch(EITHER)
})

it('what a PDF wants started, fetched or opened is not, and its page is read like every other', async () => {
  const there = `http://127.0.0.1:${port}/x`
  const actions = `/AA << /O << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >> /C << /S /URI /URI (${there}) >> >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /SubmitForm /F << /FS /URL /F (${there}) >> >> >>]`
  const remote = plainStream(`/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8 /F << /FS /URL /F (${there}) >> /FFilter /DCTDecode`, '')
  const file = pdfOf([
    `<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.launchURL\\("${there}"\\); while\\(true\\){}) >> /AcroForm << /XFA 6 0 R /Fields [] >> /Names << /EmbeddedFiles << /Names [(ond.exe) << /Type /Filespec /F (ond.exe) /EF << /F 7 0 R >> >>] >> >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> ${actions} >>`,
    content('500 0 0 700 40 40 cm /I Do'), remote, streamOf('', Buffer.from(`<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><!DOCTYPE x [<!ENTITY e SYSTEM "${there}">]><template><image href="${there}"/>&e;</template></xdp:xdp>`)), streamOf('/Type /EmbeddedFile', Buffer.from('MZ')),
  ])
  expect(await answered('actions', file)).toMatch(EITHER)
  const hostileFont = (key: string, subtype: string, program: string): Buffer => pdfOfPage('/Contents 4 0 R /Resources << /Font << /T 5 0 R >> >>', content('BT /T 40 Tf 99 400 Td (AAAA) Tj ET'), `<< /Type /Font /Subtype /${subtype} /BaseFont /Ond /FirstChar 65 /LastChar 65 /Widths [600] /FontDescriptor << /Type /FontDescriptor /FontName /Ond /Flags 4 /FontBBox [0 0 9 9] /ItalicAngle 0 /Ascent 9 /Descent 0 /CapHeight 9 /StemV 9 /${key} 6 0 R >> >>`, plainStream('', program))
  expect(await answered('a font that is a program without end', hostileFont('FontFile', 'Type1', '%!PS-AdobeFont-1.0: Ond\n/Private 9 dict dup begin /Subrs 1 array 0 4 { 0 callsubr } put { } loop eexec'))).toMatch(EITHER)
  expect(await answered('a font of lengths that are not there', hostileFont('FontFile2', 'TrueType', `\0\x01\0\0\xff\xff\0\0${'glyf\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff'.repeat(60)}`))).toMatch(EITHER)
  expect(calls).toEqual([])
  await unaffected()
})

it('a PDF that begins well and goes on as noise is refused with a reason', async () => {
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 0xff))
  expect(await answered('noise', Buffer.concat([Buffer.from('%PDF-1.7\n'), noise]))).toMatch(REFUSED)
  expect(await answered('the five signs', '%PDF-')).toMatch(REFUSED)
  await unaffected()
})
