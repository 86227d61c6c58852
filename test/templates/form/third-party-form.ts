import { PDFDocument, PDFName, PDFNumber, PDFString, rgb, StandardFonts, type PDFFont, type PDFPage } from 'pdf-lib'
import type { FieldMap } from '../../../templates/form/field-map.js'

const A4: [number, number] = [595.28, 841.89]

class Paper {
  constructor(private readonly page: PDFPage, private readonly font: PDFFont) {}

  title(text: string): void {
    this.page.drawText(text, { x: 60, y: 780, size: 18, font: this.font })
  }

  label(text: string, x: number, y: number): void {
    this.page.drawText(text, { x, y, size: 8, font: this.font })
  }

  text(name: string, label: string, [x, y, width, height]: readonly [number, number, number, number], set: { lines?: 'many'; maxLength?: number; combed?: true; sizePt?: number } = {}): void {
    this.label(label, x, y + height + 3)
    const field = this.page.doc.getForm().createTextField(name)
    if (set.lines === 'many') field.enableMultiline()
    if (set.maxLength !== undefined) field.setMaxLength(set.maxLength)
    if (set.combed === true) field.enableCombing()
    field.addToPage(this.page, { x, y, width, height, font: this.font, borderWidth: 0.5 })
    if (set.sizePt !== undefined) field.setFontSize(set.sizePt)
  }
}

/** The application of a fictional authority: two pages with every sort of field, filled in by nobody yet. `change` comes before it is saved. */
export async function thirdPartyForm(change: (pdf: PDFDocument) => Promise<void> | void = () => undefined): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  const [first, second] = [pdf.addPage(A4), pdf.addPage(A4)]
  const form = pdf.getForm()
  const paper = new Paper(first, font)
  paper.title('Ansökan om utfärdartillstånd')
  paper.text('Org.namn', 'Organisationens namn', [60, 720, 300, 20], { sizePt: 11 })
  paper.text('Org.nr', 'Organisationsnummer', [380, 720, 150, 20], { maxLength: 11, combed: true })
  paper.text('Adress', 'Adress', [60, 640, 300, 50], { lines: 'many' })
  paper.text('Kort', 'Antal kort', [380, 640, 80, 20])
  paper.text('Kommentar', 'Kommentar (för hand)', [60, 560, 300, 40], { lines: 'many' })
  paper.label('SIS-märkta kort', 80, 520)
  form.createCheckBox('SIS').addToPage(first, { x: 60, y: 516, width: 14, height: 14 })
  paper.label('Chip', 180, 520)
  form.createCheckBox('Chip').addToPage(first, { x: 160, y: 516, width: 14, height: 14 })
  const kind = form.createRadioGroup('Kundtyp')
  for (const [index, option] of ['Kommun', 'Landsting', 'Övrig'].entries()) {
    paper.label(option, 80 + index * 100, 480)
    kind.addOptionToPage(option, first, { x: 60 + index * 100, y: 476, width: 14, height: 14 })
  }
  const cards = form.createDropdown('Utformning')
  cards.addOptions(['Standard', 'Egen'])
  paper.label('Utformning', 60, 450)
  cards.addToPage(first, { x: 60, y: 425, width: 150, height: 18, font, borderWidth: 0.5 })
  const next = new Paper(second, font)
  next.title('Underskrifter')
  next.text('Namn1', 'Namnförtydligande', [60, 600, 220, 20])
  next.text('Namn2', 'Namnförtydligande', [310, 600, 220, 20])
  next.label('Underskrift', 60, 703)
  next.text('Underskrift1', '', [60, 640, 220, 60])
  second.drawRectangle({ x: 310, y: 640, width: 220, height: 60, borderWidth: 0.5, borderColor: rgb(0, 0, 0) })
  await change(pdf)
  return pdf.save({ updateFieldAppearances: false })
}

/** What fills it. */
export const MAP: FieldMap = {
  fields: {
    'Org.namn': '{{kund.namn}}',
    'Org.nr': '{{orgnr kund.orgnr}}',
    'Adress': '{{kund.postadress.gata}}\n{{kund.postadress.postnr}} {{kund.postadress.ort}}',
    'Kort': '{{antal sisDnv.antalKort}}',
    'Kommentar': null,
    'SIS': { tick: '{{kort.sisKort}}', when: 'ja' },
    'Chip': { tick: '{{sisDnv.chip}}', when: 'ja' },
    'Kundtyp': { choose: '{{kund.kundtyp}}', options: { kommun: 'Kommun', region: 'Landsting', privat: 'Övrig', statlig: 'Övrig', kommunalforbund: 'Övrig' } },
    'Utformning': { choose: '{{kort.utformning}}', options: { standard: 'Standard', kundunik: 'Egen' } },
    'Namn1': { text: '{{namn}}, {{befattning}}', of: 'undertecknare', number: 1 },
    'Namn2': { text: '{{namn}}, {{befattning}}', of: 'undertecknare', number: 2 },
  },
  signatures: [
    { field: 'Underskrift1', party: 'kund', role: '{{befattning}}', of: 'undertecknare', number: 1 },
    { page: 2, xPt: 310, yPt: 640, widthPt: 220, heightPt: 60, party: 'kund', role: '{{befattning}}', of: 'undertecknare', number: 2 },
  ],
}

/** The map with other entries for some fields; an entry of undefined takes the field out. */
export function mapWith(fields: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>> = {}): unknown {
  const all = Object.fromEntries(Object.entries({ ...MAP.fields, ...fields }).filter(([, entry]) => entry !== undefined))
  return { ...MAP, fields: all, ...changes }
}

/** Sets an entry in a field's own dictionary. */
export function inField(name: string, key: string, value: number | string): (pdf: PDFDocument) => void {
  return (pdf) => pdf.getForm().getField(name).acroField.dict.set(PDFName.of(key), typeof value === 'number' ? PDFNumber.of(value) : PDFString.of(value))
}
