import { describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { printedDocument } from '../imaging/printed-page.js'
import { fileWriter, shown, testImaging } from '../imaging/test-imaging.js'

const write = fileWriter()
const imaging = testImaging()

describe('a file that is not what it is called', () => {
  it.each([
    ['an SVG', 'drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['an SVG after an XML declaration', 'drawing.pdf', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a web page with a PDF in it', 'page.pdf', '<script>alert(1)</script>%PDF-1.7\n'],
    ['a ZIP', 'scan.tif', 'PK\u0003\u0004'],
    ['a GIF', 'scan.jpg', 'GIF89a'],
    ['a program', 'scan.pdf', '\u007FELF'],
    ['three bytes', 'scan.pdf', '%PD'],
  ])('%s is refused with the formats that are taken', async (_, name, content) => {
    await expect(imaging.readPages({ path: write(name, content) })).rejects.toMatchObject({ code: 'scan-unreadable', message: expect.stringContaining('PDF, TIFF, JPEG') })
  })

  it('is read as what it begins as: a PDF hidden behind a picture is never seen', async () => {
    const picture = await sharp({ create: { width: 800, height: 1100, channels: 3, background: '#fff' } }).png().toBuffer()
    const path = write('both.pdf', Buffer.concat([picture, await printedDocument('7K3M9QXT2B', 2)]))
    expect(shown(await imaging.readPages({ path }))).toEqual(['blank'])
  })
})
