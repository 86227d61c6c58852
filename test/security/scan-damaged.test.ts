import { describe, expect, it } from 'vitest'
import { copyPile, printSignScan } from '../../src/demo/print-sign-scan.js'
import { jpegOf, toTiff } from '../../src/demo/copier.js'
import { printedDocument } from '../imaging/printed-page.js'
import { fileWriter, readersLeft, shown, testImaging } from '../imaging/test-imaging.js'
import { pdfOf } from '../../src/bench/scan/hostile-parts.js'

const write = fileWriter()
const imaging = testImaging()
const OPTIONS = { dpi: 150, seed: 4, upsideDown: [], shuffle: false }
const documents = async () => [{ pdf: await printedDocument('7K3M9QXT2B', 4), boxes: [] }]
const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)

describe('a scan that was cut off', () => {
  it('gives the pages that are whole, and says that more may be missing', async () => {
    const whole = await printSignScan(imaging, await documents(), OPTIONS)
    const answer = await imaging.readPages({ path: write('cut.pdf', whole.subarray(0, whole.length * 0.6)) })
    expect(shown(answer)).toEqual(['1@0', '2@0', 'unreadable'])
    expect(answer.at(-1)?.unreadable).toContain('avhuggen')
  })

  it('does not let half a page pass for the page', async () => {
    const [jpeg] = await copyPile(imaging, await documents(), OPTIONS, jpegOf)
    if (jpeg === undefined) throw new Error('no sheet')
    expect(shown(await imaging.readPages({ path: write('cut.jpg', half(jpeg)) }))).toEqual(['unreadable'])
  })

  it.each([0.2, 0.9])('is refused with what to do when nothing of it can be read (%d of a TIFF)', async (share) => {
    const sheets = await copyPile(imaging, await documents(), OPTIONS, (paper) => Promise.resolve(paper))
    const whole = await toTiff(sheets, 'bilevel')
    await expect(imaging.readPages({ path: write(`cut${share}.tif`, whole.subarray(0, whole.length * share)) })).rejects.toMatchObject({
      code: 'scan-unreadable', message: expect.stringContaining('skanna om'),
    })
  })

  it('is refused as empty when it has no bytes', async () => {
    await expect(imaging.readPages({ path: write('empty.pdf', '') })).rejects.toMatchObject({ code: 'scan-empty' })
  })

  it('is refused as empty when it has no pages', async () => {
    const pdf = pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>'])
    await expect(imaging.readPages({ path: write('no-pages.pdf', pdf) })).rejects.toMatchObject({ code: 'scan-empty' })
  })
})

it('a scan with a password is refused by asking for one without', async () => {
  const encryption = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'5a'.repeat(32)}> /U <${'a5'.repeat(32)}> >> /ID [<${'11'.repeat(16)}> <${'11'.repeat(16)}>]`
  const pdf = pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>'], encryption)
  await expect(imaging.readPages({ path: write('locked.pdf', pdf) })).rejects.toMatchObject({ code: 'scan-encrypted', message: expect.stringContaining('utan lösenord') })
  expect(readersLeft()).toEqual([])
})
