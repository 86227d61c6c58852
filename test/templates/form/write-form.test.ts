import { PDFDocument, PDFName } from 'pdf-lib'
import { describe, expect, it } from 'vitest'
import type { FillContext } from '../../../templates/context.js'
import { fillForm } from '../../../templates/form/fill-form.js'
import { readForm } from '../../../templates/form/read-form.js'
import { stampForm } from '../../../templates/form/stamp-form.js'
import { writeForm } from '../../../templates/form/write-form.js'
import { placedArea } from '../../../templates/pdf/place-page.js'
import { hasPdftotext, pdfText } from '../../read-papers.js'
import { FONTS } from '../load-test-fonts.js'
import { sampleStamp } from '../pdf/sample-stamp.js'
import { exampleContext } from '../word/example-context.js'
import { MAP, mapWith, thirdPartyForm } from './third-party-form.js'

const META = { title: 'Ansökan', subject: 'Tallmo', issuedAt: '2026-11-22T09:00:00Z', marks: [], draft: false }
const TALLMO = exampleContext('tallmo-omsorg')
const named = (namn: string): FillContext => ({ ...TALLMO, kund: { ...TALLMO.kund, namn } })

async function compiled(map: unknown = MAP, change?: Parameters<typeof thirdPartyForm>[0]): Promise<NonNullable<Awaited<ReturnType<typeof readForm>>['form']>> {
  const { form, faults } = await readForm(await thirdPartyForm(change), map, null)
  if (form === null) throw new Error(JSON.stringify(faults))
  return form
}

const written = async (context: FillContext = TALLMO, map: unknown = MAP): Promise<PDFDocument> => PDFDocument.load(await writeForm(fillForm(await compiled(map), context, 'refuse'), FONTS))

describe('a filled form', () => {
  it('says in each field what the map asks for, and leaves the rest as it was', async () => {
    const form = (await written()).getForm()
    expect(['Org.namn', 'Org.nr', 'Adress', 'Kort', 'Kommentar', 'Namn1', 'Namn2', 'Underskrift1'].map((name) => form.getTextField(name).getText() ?? null)).toEqual(['Tallmo Omsorg AB', '559990-4561', 'Industrigatan 21 B\n289 90 Tallmo', '310', null, 'Björn Ahlqvist, Verkställande direktör', '', null])
    expect([form.getCheckBox('SIS').isChecked(), form.getCheckBox('Chip').isChecked(), form.getRadioGroup('Kundtyp').getSelected(), form.getDropdown('Utformning').getSelected()]).toEqual([true, true, 'Övrig', ['Egen']])
  })

  it('has a place to sign for each signatory there is', async () => {
    expect(fillForm(await compiled(), TALLMO, 'refuse').signatures.map(({ id, role }) => [id, role])).toEqual([['kund-1', 'Verkställande direktör']])
    expect(fillForm(await compiled(), exampleContext(), 'show').signatures.map(({ id }) => id)).toEqual(['kund-1', 'kund-2'])
    expect(() => fillForm(compiledNow, { ...TALLMO, undertecknare: undefined }, 'refuse')).toThrow(expect.objectContaining({ code: 'facts-missing' }))
  })

  it('is the same bytes for the same facts', async () => {
    const form = await compiled()
    const make = (): Promise<Uint8Array> => writeForm(fillForm(form, TALLMO, 'refuse'), FONTS)
    expect(Buffer.compare(await make(), await make())).toBe(0)
  })

  it('goes smaller before it is refused, and is never cut', async () => {
    await expect(written(named('A'.repeat(50)))).resolves.toBeDefined()
    await expect(written(named('A'.repeat(90)))).rejects.toMatchObject({ code: 'text-too-long', faults: [{ path: 'Fält Org.namn', message: expect.stringContaining('7 punkter') }] })
  })

  it('names every field that is too small at once, also one that takes fewer characters', async () => {
    const map = mapWith({ 'Org.nr': '{{kund.orgnr}} {{kund.namn}}', 'Kort': '{{kund.namn}} {{kund.namn}} {{kund.namn}}' })
    await expect(written(TALLMO, map)).rejects.toMatchObject({ code: 'text-too-long', faults: [{ path: 'Fält Org.nr', message: expect.stringContaining('högst 11') }, { path: 'Fält Kort' }] })
  })

  it('is refused when a fact says what the field has no option for', async () => {
    const map = mapWith({ Utformning: { choose: '{{kund.namn}}', options: { Tallmo: 'Egen' } } })
    await expect(written(TALLMO, map)).rejects.toMatchObject({ code: 'facts-invalid', faults: [{ path: 'Fält Utformning' }] })
  })
})

const compiledNow = await compiled()

describe('white margins of its pages', () => {
  it('make room for the codes, but not where somebody writes by hand', async () => {
    const form = await compiled(MAP, (pdf) => pdf.getForm().getField('Kommentar').acroField.getWidgets().forEach((widget) => {
      widget.setRectangle({ x: 60, y: 30, width: 300, height: 40 })
      widget.dict.delete(PDFName.of('AP'))
    }))
    const printed = { xPt: 57, yPt: 400, widthPt: 482, heightPt: 380 }
    const { pages } = await stampForm(fillForm({ ...form, map: { ...form.map, printed: [printed, printed] } }, TALLMO, 'refuse'), [sampleStamp(1)], FONTS, META)
    const [first] = pages
    const placed = placedArea(first ?? { matrix: [1, 0, 0, 1, 0, 0] }, { xPt: 60, yPt: 30, widthPt: 300, heightPt: 40 })
    const bottom = first?.codePlaces.find(({ corner }) => corner === 'bottomLeft')
    expect(placed.yPt).toBeGreaterThan((bottom?.yPt ?? 0) + (bottom?.sizePt ?? 0))
    expect(pages.map(({ scale }) => scale < 1)).toEqual([true, false])
  })
})

describe.runIf(hasPdftotext)('its paper', () => {
  it('shows every text, and what the form itself says, without a field left in it', async () => {
    const { pdfs: [pdf] } = await stampForm(fillForm(compiledNow, TALLMO, 'refuse'), [sampleStamp(1)], FONTS, META)
    const text = pdfText(pdf ?? new Uint8Array())
    for (const words of ['Organisationens namn', 'Tallmo Omsorg AB', 'Industrigatan 21 B', '289 90 Tallmo', '310', 'Egen', 'Björn Ahlqvist']) expect(text).toContain(words)
    expect((await PDFDocument.load(pdf ?? new Uint8Array())).getForm().getFields()).toEqual([])
  })

  it('shows a filled field that its owner had left out of print', async () => {
    const form = await compiled(MAP, (pdf) => pdf.getForm().getField('Kort').acroField.getWidgets().forEach((widget) => widget.setFlags(0)))
    const { pdfs: [pdf] } = await stampForm(fillForm(form, TALLMO, 'refuse'), [sampleStamp(1)], FONTS, META)
    expect(pdfText(pdf ?? new Uint8Array())).toContain('310')
  })

  it('shows a choice that nobody has made as a gap', async () => {
    const open = { ...TALLMO, kort: { ...TALLMO.kort, utformning: undefined } }
    const radio = mapWith({ Kundtyp: { choose: '{{kort.utformning}}', options: { standard: 'Kommun', kundunik: 'Övrig' } } })
    const { pdfs: [pdf] } = await stampForm(fillForm(await compiled(radio), open, 'show'), [sampleStamp(1)], FONTS, { ...META, draft: true })
    expect(pdfText(pdf ?? new Uint8Array()).match(/\[saknas: kort\.utformning\]/g)?.length).toBeGreaterThan(1)
  })
})
