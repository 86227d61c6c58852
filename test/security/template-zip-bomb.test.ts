import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { faultsOf, tampered, templateOf } from '../templates/word/template-of.js'

const MEGABYTE = 1024 * 1024

test('a part of zeros packed a thousandfold is refused', async () => {
  const docx = tampered(await templateOf('Text'), { 'word/bomb.xml': () => '\0'.repeat(8 * MEGABYTE) })
  expect(faultsOf(docx)[0]?.message).toContain('orimligt hårt packad')
})

test('many parts that are small one by one and huge together are refused', () => {
  const part = new Uint8Array(MEGABYTE)
  const docx = zipSync(Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`word/${index}.xml`, part])))
  expect(faultsOf(docx)[0]?.message).toContain('64 MB')
})

test('thousands of parts are refused', () => {
  const docx = zipSync(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`word/${index}.xml`, new Uint8Array(1)])))
  expect(faultsOf(docx)[0]?.message).toContain('fler än 200 delar')
})

test('a part that says it is smaller than it is never unpacks past what it said', async () => {
  const docx = tampered(await templateOf('Text'), { 'word/settings.xml': () => `<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${'<w:x/>'.repeat(MEGABYTE)}</w:settings>` })
  const view = new DataView(docx.buffer, docx.byteOffset)
  for (let at = 0; at < docx.length - 46; at++) {
    const isEntry = view.getUint32(at, true) === 0x02014b50
    if (isEntry && new TextDecoder().decode(docx.slice(at + 46, at + 46 + view.getUint16(at + 28, true))) === 'word/settings.xml') view.setUint32(at + 24, 100, true)
  }
  expect(faultsOf(docx).length).toBeGreaterThan(0)
})

test('two parts of one name are refused, since readers differ on which counts', async () => {
  const docx = tampered(await templateOf('Text'), { 'word/documenu.xml': () => '<x/>' })
  const text = Buffer.from(docx.buffer, docx.byteOffset, docx.length)
  for (let at = text.indexOf('word/documenu.xml'); at !== -1; at = text.indexOf('word/documenu.xml', at)) text.write('word/document.xml', at)
  expect(faultsOf(docx)[0]?.message).toContain('två gånger')
})

test.each([['an empty file', new Uint8Array()], ['no ZIP file', new TextEncoder().encode('%PDF-1.7 not a word file')], ['a ZIP file of something else', zipSync({ 'a.txt': new Uint8Array(3) })]])('%s is refused', (_, file) => {
  expect(faultsOf(file).length).toBeGreaterThan(0)
})

test('a file cut off in the middle is refused', async () => {
  const docx = await templateOf('Text')
  expect(faultsOf(docx.slice(0, docx.length / 2)).length).toBeGreaterThan(0)
})
