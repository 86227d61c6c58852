import sharp from 'sharp'
import { expect, it } from 'vitest'
import { printedDocument } from '../imaging/printed-page.js'
import { fileWriter, readersLeft, shown, testImaging } from '../imaging/test-imaging.js'
import { tiffOfPages } from '../../src/bench/scan/hostile-parts.js'
import { jpegClaiming, pngWithBomb } from './hostile-files.js'

const write = fileWriter()
const imaging = testImaging()

async function answered(name: string, bytes: Buffer | string): Promise<string> {
  const answer = await imaging.readPages({ path: write(name.replaceAll(/\W/g, ''), bytes) }).catch((failure: unknown) => failure)
  if (Array.isArray(answer)) return shown(answer).join(' ')
  return answer instanceof Error && 'code' in answer ? `${String(answer.code)} ${answer.message}` : 'bug'
}

const tiff = (change: (file: Buffer) => void): Buffer => {
  const file = tiffOfPages(1)
  change(file)
  return file
}

it('pictures made to exhaust or mislead their reader are answered with a reason, and the next upload is read', async () => {
  const tags = { width: 18, height: 30 }
  expect(await answered('a JPEG of 60000 by 60000', jpegClaiming(60_000, 60_000))).toMatch(/^scan-too-large .*60000/)
  expect(await answered('a TIFF of 60000 by 60000', tiff((file) => {
    file.writeUInt32LE(60_000, tags.width)
    file.writeUInt32LE(60_000, tags.height)
  }))).toMatch(/^scan-too-large .*60000/)
  expect(await answered('a TIFF whose pages lie beyond its end', tiff((file) => file.writeUInt32LE(0xfffffff0, 4)))).toMatch(/^scan-unreadable/)
  expect(await answered('a JPEG with fifty megabytes before its picture', jpegClaiming(10, 10, 50_000_000))).toMatch(/^(scan-unreadable|unreadable|blank)/)
  expect(await answered('a PNG with a text of a gigabyte', pngWithBomb('zTXt', 1024))).toMatch(/^(scan-unreadable|unreadable|blank|no-code)/)
  expect(await answered('a PNG with a colour profile of a gigabyte', pngWithBomb('iCCP', 1024))).toMatch(/^(scan-unreadable|unreadable|blank|no-code)/)
  const noise = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 0xff))
  for (const magic of ['ffd8ffe0', '89504e470d0a1a0a', '49492a0008000000', '4d4d002a00000008']) expect(await answered(`noise after ${magic}`, Buffer.concat([Buffer.from(magic, 'hex'), noise]))).toMatch(/^(scan-unreadable|scan-too-large|unreadable)/)
  expect(readersLeft()).toEqual([])
  expect(await answered('good', Buffer.from(await printedDocument('7K3M9QXT2B', 1)))).toBe('1@0')
})

it('what else people send in place of a scan is refused by name, and a file that is two things is only its first', async () => {
  const foreign: readonly [string, string, string][] = [
    ['GIF89a', 'GIF', 'x.gif'], ['RIFF\x10\0\0\0WEBPVP8 ', 'WebP', 'x.webp'], ['\0\0\0\x18ftypheic\0\0\0\0', 'HEIC', 'x.heic'], ['%!PS-Adobe-3.0 EPSF-3.0\n', 'PostScript', 'x.eps'],
    ['%!PS\n(/etc/passwd) (r) file', 'PostScript', 'x.ps'], ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'SVG', 'x.svg'], ['<!doctype html><script>1</script>%PDF-1.7', 'webbsida', 'x.pdf'], ['PK\x03\x04\x14\0', 'Word', 'x.docx'], ['%', 'varken', 'x1.pdf'],
  ]
  for (const [begins, name, file] of foreign) expect([file, await answered(file, Buffer.from(begins, 'latin1'))]).toEqual([file, expect.stringMatching(new RegExp(`^scan-unreadable .*${name}`))])
  const pdf = Buffer.from(await printedDocument('7K3M9QXT2B', 1))
  const jpeg = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#fff' } }).jpeg().toBuffer()
  expect(await answered('a JPEG and then a PDF', Buffer.concat([jpeg, pdf]))).toBe('blank')
  expect(await answered('a PDF and then a ZIP', Buffer.concat([pdf, Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')]))).toBe('1@0')
})
