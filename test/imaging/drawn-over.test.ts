import { PDFDocument, PDFName, type PDFRef } from 'pdf-lib'
import { describe, expect, it } from 'vitest'
import { PdfPages } from '../../src/imaging/pdf-pages.js'

const LIMITS = { maxPages: 10, maxPixels: 10_000_000, maxBytes: 1_000_000 }

/** A white page with a black annotation over half of it. */
async function fileWith(entries: Record<string, string | number>, value?: 'signature' | 'text' | 'referred text'): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([200, 200])
  page.drawText('')
  const picture = pdf.context.register(pdf.context.stream('0 g 0 0 200 100 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 200, 100] }))
  const text = pdf.context.obj('Nils')
  const held = value === 'signature' ? { V: pdf.context.register(pdf.context.obj({ Type: 'Sig' })) } : value === undefined ? {} : { V: value === 'text' ? text : pdf.context.register(text) }
  const annotation: PDFRef = pdf.context.register(pdf.context.obj({ Type: 'Annot', Rect: [0, 0, 200, 100], F: 4, AP: { N: picture }, ...entries, ...held }))
  page.node.set(PDFName.of('Annots'), pdf.context.obj([annotation]))
  return pdf.save()
}

async function isBlack(file: Uint8Array, shown: 'all' | 'paper'): Promise<boolean> {
  const { pixels } = await (await PdfPages.open(file, LIMITS, shown)).raster(1, 1, 72)
  return pixels.some((pixel) => pixel < 50)
}

const over = (pages: PdfPages) => pages.drawnOver(1, { widthPx: 400, heightPx: 400 })

describe('what is drawn over the pages of a scan on a screen', () => {
  it.each([
    ['a stamp', { Subtype: 'Stamp' }, undefined, true], ['text', { Subtype: 'FreeText' }, undefined, true], ['ink', { Subtype: 'Ink' }, undefined, true], ['a field that is filled in', { Subtype: 'Widget', FT: 'Tx' }, 'text', true],
    ['a stamp that is not printed', { Subtype: 'Stamp', F: 0 }, undefined, true], ['a hidden stamp', { Subtype: 'Stamp', F: 2 }, undefined, false], ['a link', { Subtype: 'Link' }, undefined, false], ['an electronic signature', { Subtype: 'Widget', FT: 'Sig' }, 'signature', true],
  ] as const)('is not looked at, and %s is known: %s', async (_, entries, value, isKnown) => {
    const file = await fileWith(entries, value)
    expect([await isBlack(file, 'paper'), over(await PdfPages.open(file, LIMITS, 'paper')).length > 0]).toEqual([false, isKnown])
  })

  it('is told from the picture of an electronic signature, and by where it lies in the picture of the page', async () => {
    const seen = async (entries: Record<string, string | number>, value?: Parameters<typeof fileWith>[1]) => over(await PdfPages.open(await fileWith(entries, value), LIMITS, 'paper'))
    const place = { leftPx: 0, topPx: 200, widthPx: 400, heightPx: 200 }
    expect(await seen({ Subtype: 'Stamp' })).toEqual([{ isSignature: false, ...place }])
    expect(await seen({ Subtype: 'Widget', FT: 'Sig' }, 'signature')).toEqual([{ isSignature: true, ...place }])
    for (const value of ['text', 'referred text'] as const) expect(await seen({ Subtype: 'Widget', FT: 'Tx' }, value)).toEqual([{ isSignature: false, ...place }])
    expect(await seen({ Subtype: 'Widget' }, 'signature')).toEqual([{ isSignature: false, ...place }])
  })

  it('is seen in a file that is no scan', async () => {
    expect(await isBlack(await fileWith({ Subtype: 'Stamp' }), 'all')).toBe(true)
  })
})
