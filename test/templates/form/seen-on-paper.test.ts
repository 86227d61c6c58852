import { decodePDFRawStream, type PDFArray, type PDFDict, PDFDocument, PDFName, PDFRawStream, PDFString, type PDFField } from 'pdf-lib'
import { describe, expect, it } from 'vitest'
import { fillForm } from '../../../templates/form/fill-form.js'
import { readForm } from '../../../templates/form/read-form.js'
import { writeForm } from '../../../templates/form/write-form.js'
import type { Fault } from '../../../templates/failure.js'
import { FONTS } from '../load-test-fonts.js'
import { exampleContext } from '../word/example-context.js'
import { unseenFields, type PrintedPage } from '../../../templates/form/seen-fields.js'
import { MAP, mapWith, thirdPartyForm } from './third-party-form.js'

const faultsOf = async (change: (pdf: PDFDocument) => void): Promise<readonly Fault[]> => (await readForm(await thirdPartyForm(change), MAP, null)).faults
const widgetOf = (field: PDFField): PDFDict => {
  const [widget] = field.acroField.getWidgets()
  if (widget === undefined) throw new Error('the field stands nowhere')
  return widget.dict
}
const colored = (pdf: PDFDocument, appearance: string, background: number[] | null): void => {
  const field = pdf.getForm().getTextField('Org.namn')
  field.acroField.dict.set(PDFName.of('DA'), PDFString.of(appearance))
  widgetOf(field).delete(PDFName.of('DA'))
  widgetOf(field).set(PDFName.of('MK'), pdf.context.obj(background === null ? {} : { BG: background }))
}
/** The drawing of a field as it is filled. */
async function drawn(change: (pdf: PDFDocument) => void): Promise<string> {
  const { form, faults } = await readForm(await thirdPartyForm(change), MAP, null)
  if (form === null) throw new Error(JSON.stringify(faults))
  const pdf = await PDFDocument.load(await writeForm(fillForm(form, exampleContext('tallmo-omsorg'), 'refuse'), FONTS))
  const stream = pdf.getForm().getTextField('Org.namn').acroField.getWidgets()[0]?.getAppearances()?.normal
  if (!(stream instanceof PDFRawStream)) throw new Error('nothing is drawn')
  return Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1')
}

describe('what is written in a field', () => {
  it('is in the owner’s colour where that can be read, else in black', async () => {
    expect(await drawn((pdf) => colored(pdf, '/Helv 11 Tf 1 g', [0]))).toMatch(/\n1 g\nBT/)
    expect(await drawn((pdf) => colored(pdf, '/Helv 11 Tf 0 0 0.6 rg', null))).toMatch(/\n0 0 0\.6 rg\nBT/)
    expect(await drawn((pdf) => colored(pdf, '/Helv 11 Tf 1 g', [1, 1, 0.8]))).toMatch(/\n0 g\nBT/)
  })

  it('is refused by its field where neither can be read on its background', async () => {
    expect(await faultsOf((pdf) => colored(pdf, '/Helv 11 Tf 0.2 g', [0.1]))).toEqual([{ path: 'Fält Org.namn', message: expect.stringContaining('bakgrunden är för mörk') }])
  })
})

/** Gives a tick box other drawings, in their own operators. */
function ticked(pdf: PDFDocument, on: string, off: string): void {
  const widget = widgetOf(pdf.getForm().getCheckBox('SIS'))
  const form = (operators: string) => pdf.context.register(pdf.context.stream(operators, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 14, 14] }))
  const name = pdf.getForm().getCheckBox('SIS').acroField.getOnValue()
  const drawings = pdf.context.obj({ Off: form(off) })
  drawings.set(name ?? PDFName.of('Yes'), form(on))
  widget.set(PDFName.of('AP'), pdf.context.obj({ N: drawings }))
}
const BOX = 'q 1 g 0 0 14 14 re f 0 G 0.5 0.5 13 13 re s Q '
const CROSS = '2 2 m 12 12 l 2 12 m 12 2 l S'

describe('a tick box', () => {
  it.each([
    ['draws nothing when it is ticked', '', '', 'skulle inte synas på papper'],
    ['writes an empty text when it is ticked', 'BT /F1 9 Tf () Tj ET', '', 'skulle inte synas på papper'],
    ['draws its cross when it is not', CROSS, CROSS, 'ser likadan ut'],
    ['begins texts without end when it is ticked', `(${String.raw`\(`.repeat(250_000)}`, '', 'skulle inte synas på papper'],
    ['draws after a text of brackets in brackets when it is not', CROSS, 'BT (a (b (c) d) e) Tj ET 1 1 m 9 9 l S', 'när den inte är ikryssad'],
    ['draws another cross when it is not', CROSS, '1 1 m 9 9 l S', 'när den inte är ikryssad'],
    ['draws only its frame when it is ticked', BOX, BOX, 'ser likadan ut'],
  ])('that %s is refused by its field', async (_what, on, off, said) => {
    expect(await faultsOf((pdf) => ticked(pdf, on, off))).toEqual([{ path: 'Fält SIS', message: expect.stringContaining(said) }])
  })

  it.each([['in a frame that it has unticked too', BOX + CROSS, BOX], ['by a letter', 'BT /ZaDb 9 Tf (4) Tj ET', ''], ['in a frame of its own', BOX + CROSS, '0 0 14 14 re S']])('that draws its cross %s is taken', async (_what, on, off) => {
    expect(await faultsOf((pdf) => ticked(pdf, on, off))).toEqual([])
  })
})

describe('a field that is to be filled', () => {
  const move = (pdf: PDFDocument, name: string, rectangle: number[]): void => widgetOf(pdf.getForm().getTextField(name)).set(PDFName.of('Rect'), pdf.context.obj(rectangle))

  it('is refused where it stands outside what is seen of the page, and taken where nothing is written in it', async () => {
    for (const change of [(pdf: PDFDocument) => move(pdf, 'Kort', [380, -20, 460, 0]), (pdf: PDFDocument) => pdf.getPage(0).node.set(PDFName.of('CropBox'), pdf.context.obj([0, 0, 400, 841]) satisfies PDFArray)]) {
      expect((await faultsOf(change)).map(({ path, message }) => [path, message.includes('utanför det som syns av sida 1')])).toContainEqual(['Fält Kort', true])
    }
    expect(await faultsOf((pdf) => move(pdf, 'Kommentar', [60, -40, 360, 0]))).toEqual([])
  })

  it('is refused where it lies on another', async () => {
    expect(await faultsOf((pdf) => move(pdf, 'Kort', [62, 722, 140, 738]))).toEqual([{ path: 'Fält Kort', message: expect.stringContaining('ligger över fältet Org.namn på sida 1') }])
    expect(await faultsOf((pdf) => move(pdf, 'Kort', [359, 720, 379, 740]))).toEqual([])
  })
})

/** Which pages were printed in turn, and what is told where prints show nothing of what is filled in. */
async function tried(options: readonly number[]): Promise<{ readonly pages: readonly number[]; readonly told: readonly string[] }> {
  const choices = Object.fromEntries(options.map((_, index) => [`Val${index}`, { choose: '{{kund.kundtyp}}', options: { kommun: '0', region: '1', privat: '0', statlig: '1', kommunalforbund: '0' } }]))
  const pdf = await thirdPartyForm((made) => {
    for (const [index, count] of options.entries()) {
      made.addPage()
      const [page, group] = [made.addPage([595, 842]), made.getForm().createRadioGroup(`Val${index}`)]
      for (let option = 0; option < count; option++) group.addOptionToPage(String(option), page, { x: 60 + option * 20, y: 400, width: 14, height: 14 })
    }
  })
  const { form, faults } = await readForm(pdf, mapWith(choices), null)
  if (form === null) throw new Error(JSON.stringify(faults))
  const pages: number[] = []
  const white: PrintedPage = { pixels: new Uint8Array(1240 * 1754).fill(255), widthPx: 1240, heightPx: 1754, dpi: 150 }
  const told = await unseenFields(form, FONTS, async (printed) => {
    pages.push((await PDFDocument.load(printed)).getPageCount())
    return Array.from({ length: pages.at(-1) ?? 0 }, () => white)
  })
  return { pages, told: told.map(({ path, message }) => `${path}: ${message}`) }
}

describe('a form is tried', () => {
  it('by printing the pages that hold its fields, and for one more choice only those whose buttons have it', async () => {
    const { pages, told } = await tried([4, 2])
    expect(pages).toEqual([4, 4, 3, 2, 1])
    expect(told.filter((one) => /^Fält (Val|Kundtyp)/.test(one)).map((one) => one.replace(/ skulle .*/, '')).toSorted()).toEqual(['Kundtyp: valet ”Kommun”', 'Kundtyp: valet ”Landsting”', 'Kundtyp: valet ”Övrig”', 'Val0: valet ”0”', 'Val0: valet ”1”', 'Val0: valet ”2”', 'Val0: valet ”3”', 'Val1: valet ”0”', 'Val1: valet ”1”'].map((one) => `Fält ${one}`))
  })

  it('not at all where its buttons would ask for too many prints', async () => {
    const { pages, told } = await tried(Array.from({ length: 25 }, () => 25))
    expect([pages, told]).toEqual([[], [expect.stringContaining('sidor skulle behöva provtryckas; högst 600')]])
  })
})
