import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync, constants } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { allEvents } from '../../src/storage/events.js'
import { call } from '../cli/call.js'
import { CLERK, factsOf, openHouse, packed, type House } from '../open-house.js'
import { tampered, templateOf } from '../templates/word/template-of.js'

let house: House
let docx: Uint8Array
beforeAll(async () => {
  house = await openHouse()
  docx = await templateOf('Före {{kund.namn}}.\n\nHÄR')
  await packed(house, factsOf('lillfors-kommun'), { stage: 'draft', kinds: ['utvardering'] })
})

const withBody = (xml: string): Uint8Array => tampered(docx, { 'word/document.xml': (document) => document.replace(/<w:r><w:t xml:space="preserve">HÄR<\/w:t><\/w:r>/, () => xml) })
const withText = (text: string): Uint8Array => withBody(`<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`)
const TEXT_BOX = '<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>{{kund.orgnr}}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
const FOOTNOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
const FOOTNOTES = '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r><w:t>{{kund.orgnr}}</w:t></w:r></w:p></w:footnote></w:footnotes>'

/** A ZIP file of one part that truly unpacks to two gigabytes of spaces. */
function twoGigabytes(name: string): Uint8Array {
  const [chunkBytes, chunks] = [1 << 24, 128]
  const chunk = deflateRawSync(Buffer.alloc(chunkBytes, ' '), { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const packed = Buffer.concat([...Array.from({ length: chunks }, () => chunk), deflateRawSync(Buffer.alloc(0))])
  const sizes = Buffer.alloc(16)
  sizes.writeUInt32LE(crc32(Buffer.alloc(0)), 0)
  sizes.writeUInt32LE(packed.length, 4)
  sizes.writeUInt32LE(chunkBytes * chunks, 8)
  sizes.writeUInt16LE(name.length, 12)
  const [local, central, end] = [Buffer.from('504b0304140000000800000000000000', 'hex').subarray(0, 14), Buffer.from('504b01021400140000000800000000000000', 'hex').subarray(0, 16), Buffer.alloc(22)]
  const directory = Buffer.concat([central, sizes, Buffer.alloc(14), Buffer.from(name)])
  const head = Buffer.concat([local, sizes, Buffer.from(name), packed])
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(head.length, 16)
  return Buffer.concat([head, directory, end])
}

const HOSTILE: readonly (readonly [what: string, file: () => Uint8Array, place: string, says: string])[] = [
  ['is cut off', () => docx.slice(0, docx.length - 300), 'fil', 'går inte att läsa som Word-dokument'],
  ['has other bytes in the middle', () => docx.map((byte, index) => (index > 400 && index < 900 ? byte ^ 0x55 : byte)), 'fil', ''],
  ['is locked with a password', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]), 'fil', 'låst med lösenord'],
  ['has macros', () => tampered(docx, { 'word/vbaProject.bin': () => 'x' }), '', 'makron'],
  ['is a macro-enabled document under another name', () => tampered(docx, { '[Content_Types].xml': (xml) => xml.replace('wordprocessingml.document.main+xml', 'x.macroEnabled.main+xml') }), '', 'makron'],
  ['has its text twice, under names that Word takes for one', () => tampered(docx, { 'Word/Document.xml': () => '<w:document/>' }), 'fil', 'Word/Document.xml två gånger'],
  ['unpacks to two gigabytes', () => twoGigabytes('word/document.xml'), 'fil', 'större än 64 MB uppackad'],
  ['has a tag in a text box', () => withBody(TEXT_BOX), 'Stycke 2', 'textruta'],
  ['has a tag in a footnote', () => tampered(withBody(FOOTNOTE), { 'word/footnotes.xml': () => FOOTNOTES }), 'Stycke 2', 'fotnot stöds inte'],
  ['asks for {{constructor}}', () => withText('{{constructor}}'), 'Stycke 2', 'constructor'],
  ['asks for {{__proto__}}', () => withText('{{__proto__}}'), 'Stycke 2', '__proto__'],
  ['asks for {{kund.constructor.name}}', () => withText('{{kund.constructor.name}}'), 'Stycke 2', 'constructor'],
  ['looks up what it is told to', () => withText('{{lookup this &quot;x&quot;}}'), 'Stycke 2', 'lookup'],
  ['runs a helper of Handlebars', () => withText('{{#with constructor}}{{/with}}'), 'Stycke 2', 'with'],
]

async function eventCount(): Promise<number> {
  let count = 0
  for await (const _ of allEvents(house.app.store.read)) count += 1
  return count
}

describe('a Word file that', () => {
  it.each(HOSTILE)('%s is refused by place, by whatever command it comes in', async (what, file, place, says) => {
    const before = await eventCount()
    const path = join(house.directory, `${what.replaceAll(/[^a-z]/g, '-')}.docx`)
    writeFileSync(path, file())
    const found = [expect.stringMatching(new RegExp(`^.*${place}.*: .*${says}`, 'm'))]
    const checked = await call(house, 'template', 'check', path)
    expect([checked.exit, [checked.text]]).toEqual([4, found])
    for (const argv of [['template', 'import', path, '--kind', 'utvardering', '--by', CLERK], ['template', 'preview', path, '--kind', 'utvardering', '--customer', factsOf('lillfors-kommun').kund.orgnr]]) {
      const refused = await call(house, ...argv)
      expect([refused.exit, [refused.text], refused.text.includes('template-invalid: ')]).toEqual([3, found, true])
    }
    expect(await eventCount()).toBe(before)
  })
})
