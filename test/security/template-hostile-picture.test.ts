import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readPicture } from '../../templates/picture.js'
import { faultsOf, tampered, templateOf } from '../templates/word/template-of.js'
import { withPicture, type PlacedPicture } from '../templates/word/with-picture.js'

const docx = await templateOf('Första.\n\nBILD')
const PNG = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#c02020' } }).png().toBuffer()
const JPEG = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#c02020' } }).jpeg().toBuffer()
const messages = (picture: Partial<PlacedPicture>): string[] => faultsOf(withPicture(docx, { bytes: PNG, ...picture })).map(({ path, message }) => `${path}: ${message}`)
const changed = (find: string, put: string) => ({ change: (xml: string) => xml.replace(find, () => put) })

test.each<[string, Partial<PlacedPicture>, string]>([
  ['floats on the page', { change: (xml) => xml.replaceAll('wp:inline', 'wp:anchor') }, 'bild 1 flyter fritt'],
  ['is linked', changed('r:embed=', 'r:link='), 'länkad'],
  ['is not in the file', changed('r:embed="rId9image1png"', 'r:embed="rId77"'), 'ligger inte i filen'],
  ['has no alternative text', { descr: ' ' }, 'bild 1 saknar alternativtext'],
  ['has a tag in its alternative text', { descr: 'Logotyp {{kund.namn}}' }, 'tagg i alternativtexten'],
  ['has an SVG behind it', changed('<a14:useLocalDpi', '<asvg:svgBlip r:embed="rId8"/><a14:useLocalDpi'), 'SVG'],
  ['is recoloured', changed('<a:extLst>', '<a:duotone/><a:extLst>'), 'omfärgad'],
  ['has an artistic effect', changed('a14:useLocalDpi', 'a14:imgProps'), 'omfärgad eller har effekter'],
  ['is cropped', changed('<a:srcRect/>', '<a:srcRect l="20000"/>'), 'beskuren i Word'],
  ['is turned', changed('<a:xfrm>', '<a:xfrm rot="5400000">'), 'vriden'],
  ['is cut to a shape', changed('prst="rect"', 'prst="ellipse"'), 'beskuren till en figur'],
  ['has a frame', changed('<a:ln><a:noFill/></a:ln>', '<a:ln w="9525"><a:solidFill/></a:ln>'), 'kantlinje'],
  ['has a shadow', changed('<a:ln><a:noFill/></a:ln>', '<a:effectLst><a:outerShdw/></a:effectLst>'), 'effekter'],
  ['is a link', { change: (xml) => xml.replace(/<wp:docPr ([^>]*)\/>/, '<wp:docPr $1><a:hlinkClick r:id="rId3"/></wp:docPr>') }, 'är en länk'],
  ['is a chart', changed('drawingml/2006/picture">', 'drawingml/2006/chart">'), 'diagram'],
  ['is kilometres wide', { widthPt: 100_000 }, 'orimlig storlek'],
])('a picture that %s is refused by place, with what to do', (_, picture, message) => {
  expect(messages(picture).filter((one) => one.startsWith('Stycke 2: bild 1 '))).toEqual([expect.stringContaining(message)])
})

test.each([
  ['an EMF', 'image1.emf'], ['a WMF', 'image1.wmf'], ['an SVG', 'image1.svg'], ['a GIF', 'image1.gif'],
])('%s in the package is refused where it stands', (_, name) => {
  expect(messages({ name })).toEqual([expect.stringMatching(/^Stycke 2: bild 1 är varken PNG eller JPEG/)])
})

test('a drawing that Word keeps as an SVG beside a PNG is one fault, and so is a picture in the header', async () => {
  const svg = withPicture(await templateOf('Före.\n\nBILD'), { bytes: PNG, change: (xml) => xml.replace('<a14:useLocalDpi', '<asvg:svgBlip r:embed="rId88"/><a14:useLocalDpi') })
  const both = tampered(svg, {
    'word/media/image8.svg': () => '<svg/>',
    'word/_rels/document.xml.rels': (xml) => xml.replace('</Relationships>', '<Relationship Id="rId88" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image8.svg"/></Relationships>'),
  })
  expect(faultsOf(both)).toEqual([{ path: 'Stycke 2', message: expect.stringContaining('är en SVG. Spara den som PNG') }])
  const inHeader = tampered(docx, { 'word/header1.xml': (xml) => xml.replace('</w:p>', '<w:r><w:drawing/></w:r></w:p>'), 'word/media/image3.png': () => 'x' })
  expect(faultsOf(inHeader)).toEqual([{ path: 'Sidhuvud, stycke 1', message: expect.stringContaining('bild eller figur på denna plats') }])
})

test('a picture that the text does not show is refused: nobody can review what cannot be seen', () => {
  expect(faultsOf(tampered(docx, { 'word/media/image9.png': () => 'x' }))).toEqual([{ path: 'word/media/image9.png', message: expect.stringContaining('inte står i löptexten') }])
})

test('pictures in header, footer and signature tables are refused by place', async () => {
  const whole = await templateOf('Text.\n\n[underskrift kund]\n\nBILD')
  const drawing = /<w:r><w:drawing>.*?<\/w:drawing><\/w:r>/s
  const moved = (part: string, find: string): Uint8Array => {
    let xml = ''
    const without = tampered(withPicture(whole, { bytes: PNG }), { 'word/document.xml': (text) => ((xml = drawing.exec(text)?.[0] ?? ''), text.replace(drawing, '')) })
    return tampered(without, { [part]: (text) => text.replace(find, () => `</w:t></w:r>${xml}<w:r><w:t>${find}`) })
  }
  expect(faultsOf(moved('word/header1.xml', '{{kund.namn}}')).map(({ path }) => path)).toContainEqual('Sidhuvud, stycke 2')
  expect(faultsOf(moved('word/document.xml', 'Ort och datum:'))).toContainEqual({ path: 'Tabell 1', message: expect.stringContaining('underskriftstabellen') })
})

describe('a file that only says it is a picture', () => {
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(content.length)
    ends.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
  }
  const png = (width: number, height: number, data: Uint8Array): Buffer => {
    const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0])
    header.writeUInt32BE(width)
    header.writeUInt32BE(height, 4)
    return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array())])
  }
  const cut = (bytes: Uint8Array, by: number): Uint8Array => bytes.subarray(0, bytes.length - by)
  const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, index) => (index === at ? byte ^ 0xff : byte))

  test.each<[string, Uint8Array, string]>([
    ['is a program', Buffer.from('MZ\u0090'), 'varken PNG eller JPEG'],
    ['is nothing', new Uint8Array(), 'varken PNG eller JPEG'],
    ['has more than five megabytes', new Uint8Array(5 * 1024 * 1024 + 1), 'större än 5 MB'],
    ['claims a square kilometre of pixels', png(100_000, 100_000, deflateSync(new Uint8Array(9))), '10 miljoner'],
    ['claims a line without end', png(1, 20_000, deflateSync(new Uint8Array(9))), '10 miljoner'],
    ['has no surface', png(0, 5, deflateSync(new Uint8Array(9))), 'ingen yta'],
    ['unpacks to far more than it says', png(2, 2, deflateSync(new Uint8Array(50_000_000))), 'mer än den bild'],
    ['unpacks to less than it says', png(20, 20, deflateSync(new Uint8Array(9))), 'skadad PNG'],
    ['does not unpack', png(2, 2, Buffer.from('skräp')), 'skadad PNG'],
    ['has a filter that there is not', png(1, 1, deflateSync(Buffer.from([9, 0, 0, 0]))), 'skadad PNG'],
    ['is half a PNG', cut(PNG, 20), 'skadad PNG'],
    ['is a PNG with a changed bit', flipped(PNG, 45), 'skadad PNG'],
    ['is half a JPEG', cut(JPEG, 30), 'skadad JPEG'],
    ['is a JPEG with a program behind it', Buffer.concat([JPEG, Buffer.from('PK\u0003\u0004')]), 'skadad JPEG'],
    ['is the beginning of a JPEG', JPEG.subarray(0, 40), 'skadad JPEG'],
    ['is an animated something', Buffer.from('GIF89a'), 'varken PNG eller JPEG'],
  ])('and %s is refused', (_, bytes, message) => {
    expect(readPicture(bytes)).toEqual({ refused: expect.stringContaining(message) })
  })

  test('and small files of millions of pixels each are refused when there are many', async () => {
    const bytes = png(3000, 3300, deflateSync(new Uint8Array(9001 * 3300)))
    let many = await templateOf(Array.from({ length: 7 }, () => 'BILD').join('\n\n'))
    for (let number = 1; number <= 7; number++) many = withPicture(many, { bytes, name: `image${number}.png` })
    expect(faultsOf(many)).toEqual([{ path: 'Stycke 7', message: expect.stringContaining('bild 7 gör att bilderna i filen tillsammans har fler än 60 miljoner') }])
  })

  test('is named by its place in a template', () => {
    expect(messages({ bytes: Buffer.from('MZ\u0090') })).toEqual(['Stycke 2: bild 1 är varken PNG eller JPEG. Spara bilden i något av de formaten och infoga den på nytt.'])
  })
})
