import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { printedDocument } from '../imaging/printed-page.js'
import { fileWriter, readersLeft, shown, stopwatch, testImaging } from '../imaging/test-imaging.js'
import { pdfOf, pngClaiming, streamOf, tiffOfPages } from '../../src/bench/scan/hostile-parts.js'
import { pdfOfImages } from './hostile-files.js'

const write = fileWriter()
const imaging = testImaging()
const MOST_MS = 15_000
let good = ''

beforeAll(async () => {
  good = write('good.pdf', await printedDocument('7K3M9QXT2B', 1))
})

afterEach(async () => {
  if (readersLeft().length > 0) throw new Error('a reader is still running')
  const [answer] = shown(await imaging.readPages({ path: good }))
  if (answer !== '1@0') throw new Error(`the next upload was answered ${answer}`)
})

const pageList = (pageCount: number) =>
  pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Count ${pageCount} /Kids [${'3 0 R '.repeat(pageCount)}] >>`, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>'])

describe('a file that is far too large inside', () => {
  it.each([
    ['a PNG of 60000 × 60000', 'scan-too-large', pngClaiming(60_000, 60_000), '60000'],
    ['a TIFF of 20,000 pages', 'scan-too-large', tiffOfPages(20_000), '1000 sidor'],
    ['a PDF of 20,000 pages', 'scan-too-large', pageList(20_000), '1000 sidor'],
    ['a TIFF of 900 pages too small to hold anything', 'scan-unreadable', tiffOfPages(900), 'Alla 900 bilder i filen är för små för att vara skannade sidor: 1 × 1 bildpunkter'],
    ['a TIFF whose chain of pages turns back', 'scan-unreadable', tiffOfPages(3, 8), 'trasig'],
  ])('%s is refused at once, as %s', async (name, code, bytes, words) => {
    const path = write(name.replaceAll(/\W/g, ''), bytes)
    const takenMs = stopwatch()
    await expect(imaging.readPages({ path })).rejects.toMatchObject({ name: 'Failure', code, message: expect.stringContaining(words) })
    expect(takenMs()).toBeLessThan(MOST_MS)
  })

  it('is refused when the file itself is larger than allowed', async () => {
    const small = testImaging({ maxBytes: 1024 * 1024 })
    await expect(small.readPages({ path: write('large.pdf', Buffer.alloc(1024 * 1024 + 1, '%PDF-')) })).rejects.toMatchObject({ code: 'scan-too-large' })
  })
})

describe('a PDF with an image bomb on one page', () => {
  const side = 9000
  const tame = { widthPx: 8, heightPx: 8, bits: 8, pixels: Buffer.alloc(64, 255) }

  it.each([
    ['900 million bilevel pixels', { widthPx: 30_000, heightPx: 30_000, bits: 1, pixels: Buffer.alloc((30_000 / 8) * 30_000) }],
    ['240 MB of colour', { widthPx: side, heightPx: side, bits: 24, pixels: Buffer.alloc(side * side * 3) }],
  ])('of %s loses that page and no other', async (name, bomb) => {
    const path = write(`${name.replaceAll(/\W/g, '')}.pdf`, pdfOfImages([bomb, tame]))
    const takenMs = stopwatch()
    const answer = shown(await imaging.readPages({ path }))
    expect(answer).toHaveLength(2)
    expect(answer[1]).toBe('blank')
    expect(takenMs()).toBeLessThan(MOST_MS)
  })
})

describe('a page that never gets done', () => {
  const strokes = (count: number) => Buffer.from('0 0 m 595 842 l 0 842 l 595 0 l 10 w S\n'.repeat(count), 'latin1')
  const pages = (kids: string, pageCount: number, count = 200_000) =>
    pdfOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      `<< /Type /Pages /Kids [${kids}] /Count ${pageCount} /MediaBox [0 0 595 842] >>`,
      '<< /Type /Page /Parent 2 0 R >>',
      '<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>',
      streamOf('', strokes(count)),
    ])

  it('is given up in time, and the pages around it are read', async () => {
    const impatient = testImaging({ timeoutMsPerPage: 3000 })
    const answer = await impatient.readPages({ path: write('endless.pdf', pages('3 0 R 4 0 R', 2)) })
    expect(shown(answer)).toEqual(['blank', 'unreadable'])
    expect(answer[1]?.unreadable).toBe('Sidan tog för lång tid att läsa.')
  })

  it('does no harm either when it draws so much that memory runs out first', async () => {
    const answer = await imaging.readPages({ path: write('crowded.pdf', pages('4 0 R 4 0 R 3 0 R', 3, 2_000_000)) })
    expect(shown(answer)).toEqual(['unreadable', 'unreadable', 'blank'])
  })

  it('is not waited for a hundred times', async () => {
    const takenMs = stopwatch()
    const answer = await testImaging({ timeoutMsPerPage: 3000 }).readPages({ path: write('endless-100.pdf', pages('4 0 R '.repeat(100), 100)) })
    expect(answer).toHaveLength(100)
    expect(answer.every(({ unreadable }) => unreadable !== null)).toBe(true)
    expect(takenMs()).toBeLessThan(MOST_MS)
  })
})
