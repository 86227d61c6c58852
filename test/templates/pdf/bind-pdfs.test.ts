import { describe, expect, it } from 'vitest'
import { PDFDocument } from 'pdf-lib'
import { layOut } from '../../../templates/layout/lay-out.js'
import { linkTexts } from '../../../templates/layout/link-texts.js'
import { bindPdfs, type BoundPart } from '../../../templates/pdf/bind-pdfs.js'
import { writePdf } from '../../../templates/pdf/write-pdf.js'
import { FONTS } from '../load-test-fonts.js'
import { everyConstruct, filled, paragraph, table } from '../layout/write-document.js'
import { checkConformance } from './check-conformance.js'
import { spoken } from './conformance-rules.js'
import { sampleStamp } from './sample-stamp.js'

const STATEMENT = { title: 'Handlingar', subject: 'Exempelstads kommun', issuedAt: '2026-11-22T09:00:00.000Z' }
const META = { ...STATEMENT, marks: ['EXEMPEL'], draft: false }
const agreement = layOut(everyConstruct(3), FONTS)

async function exemplar(number: number): Promise<BoundPart> {
  return { title: `1. Tjänsteavtal SITHS, exemplar ${number} av 2`, bytes: await writePdf(agreement, FONTS, sampleStamp(number), META), leadsTo: [] }
}

async function contents(): Promise<BoundPart> {
  const layout = linkTexts(layOut(filled([paragraph('Title', 'Innehåll'), table([0.1, 0.9], ['Nr', 'Handling'], [['1', 'Tjänsteavtal SITHS'], ['2', 'Tjänsteavtal SITHS']])], 'Innehåll'), FONTS), ['Tjänsteavtal SITHS', 'Tjänsteavtal SITHS'])
  return { title: 'Innehåll', bytes: await writePdf(layout, FONTS, () => ({ qr: null, text: '', code: '', exemplar: '' }), META), leadsTo: [1, 2] }
}

async function bound(): Promise<{ parts: BoundPart[]; bytes: Uint8Array }> {
  const parts = [await contents(), await exemplar(1), await exemplar(2)]
  return { parts, bytes: await bindPdfs(parts, STATEMENT) }
}

describe('finished PDFs bound into one', () => {
  it('are still PDF/A-2a and PDF/UA-1, with every part’s structure in its order', async () => {
    const { bytes } = await bound()
    const checked = await checkConformance(bytes)
    expect(checked.violations.map(spoken)).toEqual([])
    const heard = checked.tree === null ? '' : checked.textOf(checked.tree)
    expect(heard.indexOf('Innehåll')).toBeLessThan(heard.indexOf('Åtaganden'))
    expect(heard.split('Mellan Exempelstads kommun och Sjukvårdsrådgivningen')).toHaveLength(3)
  })

  it('keep every page, are smaller than apart because equal fonts are embedded once, and are the same bytes every time', async () => {
    const { parts, bytes } = await bound()
    const pages = await Promise.all([...parts.map((part) => part.bytes), bytes].map(async (file) => (await PDFDocument.load(file)).getPageCount()))
    expect(pages.at(-1)).toBe(pages.slice(0, -1).reduce((sum, count) => sum + count, 0))
    expect(bytes.length).toBeLessThan(0.8 * parts.reduce((sum, part) => sum + part.bytes.length, 0))
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from((await bound()).bytes))).toBe(0)
  })

  it('claim no standard when one of them does not', async () => {
    const plain = await PDFDocument.create()
    plain.addPage([595, 842])
    const bytes = await bindPdfs([await exemplar(1), { title: 'Blankett', bytes: await plain.save(), leadsTo: [] }], STATEMENT)
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('pdfaid:part')
    expect((await PDFDocument.load(bytes)).getPageCount()).toBe(agreement.pageCount + 1)
  })

  it('refuse to link a text that stands nowhere', () => {
    expect(() => linkTexts(agreement, ['Finns inte'])).toThrow('Finns inte')
  })
})
