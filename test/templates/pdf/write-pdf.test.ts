import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { layOut } from '../../../templates/layout/lay-out.js'
import { writePdf, type PdfMeta } from '../../../templates/pdf/write-pdf.js'
import { wordsOf } from '../../../templates/words-of.js'
import { everyConstruct, filled, paragraph } from '../layout/write-document.js'
import { FONTS } from '../load-test-fonts.js'
import { sampleStamp } from './sample-stamp.js'

const META: PdfMeta = { title: 'Tjänsteavtal SITHS', subject: 'Exempelstads kommun', issuedAt: '2026-11-22T09:00:00Z', marks: ['UTKAST – Får ej undertecknas', 'EXEMPEL'], draft: true }
const DOCUMENT = everyConstruct(3)
const LAYOUT = layOut(DOCUMENT, FONTS)
const hasPoppler = spawnSync('pdftoppm', ['-v']).error === undefined
if (!hasPoppler) process.stderr.write('Hoppar över prov som läser PDF med pdftoppm och pdftotext; installera poppler-utils.\n')

describe('a written PDF', () => {
  it('is the same bytes for the same document, whatever was written in between', async () => {
    const first = await writePdf(LAYOUT, FONTS, sampleStamp(1), META)
    await writePdf(layOut(filled([paragraph('BodyText', 'Łódź Đorđević Ωmega')]), FONTS), FONTS, sampleStamp(2), META)
    const again = await writePdf(layOut(everyConstruct(3), FONTS), FONTS, sampleStamp(1), META)
    expect(Buffer.compare(first, again)).toBe(0)
  })

  it('is the same for an exemplar written alone as for one written after its sibling', async () => {
    const layout = layOut(everyConstruct(2), FONTS)
    await writePdf(layout, FONTS, sampleStamp(1), META)
    await writePdf(layout, FONTS, sampleStamp(1), { ...META, marks: [], draft: false })
    const after = await writePdf(layout, FONTS, sampleStamp(2), META)
    const alone = await writePdf(layOut(everyConstruct(2), FONTS), FONTS, sampleStamp(2), META)
    expect(Buffer.compare(after, alone)).toBe(0)
  })

  it('says title, dates and language as they were handed in', async () => {
    const parsed = await PDFDocument.load(await writePdf(LAYOUT, FONTS, sampleStamp(1), META), { updateMetadata: false })
    expect([parsed.getTitle(), parsed.getSubject(), parsed.getCreationDate()?.toISOString()]).toEqual(['Tjänsteavtal SITHS', 'Exempelstads kommun', '2026-11-22T09:00:00.000Z'])
    expect(parsed.getPageCount()).toBe(LAYOUT.pageCount)
    expect(String(parsed.catalog)).toContain('sv-SE')
    expect(String(parsed.catalog)).toContain('/DisplayDocTitle true')
  })

  it('differs between exemplars and drafts', async () => {
    const written = [await writePdf(LAYOUT, FONTS, sampleStamp(1), META), await writePdf(LAYOUT, FONTS, sampleStamp(2), META), await writePdf(LAYOUT, FONTS, sampleStamp(1), { ...META, draft: false })]
    expect(new Set(written.map((bytes) => Buffer.from(bytes).toString('latin1'))).size).toBe(3)
  })
})

describe.runIf(hasPoppler)('a PDF read by another program', () => {
  const directory = mkdtempSync(join(tmpdir(), 'anslut-pdf-'))
  const file = join(directory, 'a.pdf')

  beforeAll(async () => writeFileSync(file, await writePdf(LAYOUT, FONTS, sampleStamp(1), META)))
  afterAll(() => rmSync(directory, { recursive: true }))

  function textOf(page: number, ...area: string[]): string {
    return execFileSync('pdftotext', ['-raw', '-f', String(page), '-l', String(page), ...area, file, '-'], { encoding: 'utf8' })
  }

  it('gives back every word in order', () => {
    const bodies = LAYOUT.pages.map((_, index) => textOf(index + 1, '-x', '0', '-y', '96', '-W', '596', '-H', '649'))
    const read = bodies.join('\n').replaceAll(/\u00AD\s*/gu, '').replaceAll(/\s+/gu, '')
    let at = 0
    for (const word of wordsOf(DOCUMENT).map((word) => word.replaceAll(/\s/gu, ''))) {
      const found = read.indexOf(word, at)
      expect(found < at ? `${word} after ${read.slice(Math.max(0, at - 40), at)}` : '').toBe('')
      at = found + word.length
    }
  })

  it('shows code, exemplar, page number and marks on every page', () => {
    for (let page = 1; page <= LAYOUT.pageCount; page++) {
      const text = textOf(page)
      for (const expected of ['7K3M-9QXT-2B', 'Exemplar 1 av 2', `Sida ${page} av ${LAYOUT.pageCount}`, 'UTKAST – Får ej undertecknas', 'EXEMPEL']) expect(text).toContain(expected)
    }
  })

  it('embeds every font, subset and with its letters readable', () => {
    const rows = execFileSync('pdffonts', [file], { encoding: 'utf8' }).trim().split('\n').slice(2)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).toMatch(/CID TrueType\s+Identity-H\s+yes yes yes/)
  })

  it('shows rare letters by name', async () => {
    const rare = join(directory, 'rare.pdf')
    writeFileSync(rare, await writePdf(layOut(filled([paragraph('BodyText', 'Łukasz Đorđević, Ωmega, Žižka, ≤ −5')]), FONTS), FONTS, sampleStamp(1), META))
    expect(execFileSync('pdftotext', [rare, '-'], { encoding: 'utf8' })).toContain('Łukasz Đorđević, Ωmega, Žižka, ≤ −5')
  })

  it.each([100, 150])('has both codes readable on every page at %i dpi, where the layout says they stand', async (dpi) => {
    prepareZXingModule({ overrides: { wasmBinary: readFileSync(new URL('../../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', import.meta.url)).buffer } })
    execFileSync('pdftoppm', ['-r', String(dpi), '-gray', '-png', file, join(directory, `p${dpi}`)])
    for (let page = 1; page <= LAYOUT.pageCount; page++) {
      const png = readFileSync(join(directory, `p${dpi}-${page}.png`))
      const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
      const codes = await readBarcodes({ data: new Uint8ClampedArray(data), width: info.width, height: info.height, colorSpace: 'srgb' }, { formats: ['QRCode'] })
      expect(codes.map((code) => code.text)).toEqual(Array.from({ length: 2 }, () => sampleStamp(1)(page, LAYOUT.pageCount).text))
      for (const place of LAYOUT.codePlaces) {
        const x = (place.xPt * dpi) / 72
        const y = ((841.89 - place.yPt - place.sizePt) * dpi) / 72
        expect(codes.some(({ position: { topLeft } }) => Math.hypot(topLeft.x - x, topLeft.y - y) < dpi / 40)).toBe(true)
      }
    }
  })
})
