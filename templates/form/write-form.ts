import { PDFCheckBox, PDFDocument, PDFDropdown, PDFHexString, PDFName, PDFNumber, PDFOptionList, PDFRadioGroup, PDFString, PDFTextField, type PDFDict, type PDFField, type PDFObject, type PDFWidgetAnnotation } from 'pdf-lib'
import { Failure, type Fault } from '../failure.js'
import type { Fonts } from '../fonts.js'
import { plainRun } from '../layout/set-paragraph.js'
import { ContextStore } from '../pdf/context-store.js'
import { embedFonts, glyphSetsFor, noCharacters, use } from '../pdf/embed-fonts.js'
import { WrittenValue } from '../pdf/written-value.js'
import { gapAppearance, textAppearance, type Ink } from './draw-field.js'
import { textOfRuns, type FilledField, type FilledForm } from './fill-form.js'
import type { FormField } from './form-fields.js'

const FLAG = { hidden: 2, print: 4 } as const

/**
 * The form as a PDF with its fields filled in, read back and found to say field by field what it was to say; the same arguments give the same bytes.
 * @throws Failure `text-too-long` and `text-unprintable` by field; `template-invalid` when a field does not keep what is written in it
 */
export async function writeForm(filled: FilledForm, fonts: Fonts): Promise<Uint8Array> {
  const document = await load(filled.form.bytes)
  const ink = inkFor(document, filled, fonts)
  const fields = document.getForm().getFields()
  const faults: Fault[] = []
  for (const [index, one] of filled.fields.entries()) {
    const field = fields[index]
    if (field === undefined || field.getName() !== one.field.name) throw new Error(`field ${one.field.name} is not where it was read`)
    faults.push(...collected(() => fillField(field, one, ink)))
  }
  if (faults.length > 0) throw refusalOf(faults)
  const written = await document.save({ updateFieldAppearances: false, objectsPerTick: Number.POSITIVE_INFINITY })
  await compare(filled, fields.map(valueOf), written)
  return written
}

function load(bytes: Uint8Array): Promise<PDFDocument> {
  return PDFDocument.load(bytes, { updateMetadata: false, parseSpeed: Number.POSITIVE_INFINITY })
}

function inkFor(document: PDFDocument, { fields }: FilledForm, fonts: Fonts): Ink {
  const used = noCharacters()
  use(used, 'regular', ' ')
  for (const { value } of fields) {
    if (value.type === 'text') use(used, 'regular', textOfRuns(value.runs))
    if (value.type === 'choice') use(used, 'regular', value.gap ?? value.option ?? '')
  }
  const sets = glyphSetsFor(used, fonts)
  const resources = document.context.obj({})
  resources.set(PDFName.of('Font'), new WrittenValue(embedFonts(new ContextStore(document.context), sets, used)))
  return { fonts, sets, resources }
}

/** What does not fit is gathered over all fields, so that a clerk sees every place at once. */
function collected(work: () => void): readonly Fault[] {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'text-too-long') throw error
    return error.faults
  }
}

function refusalOf(faults: readonly Fault[]): Failure {
  const [first] = faults
  return new Failure('text-too-long', `Uppgifter ryms inte i blankettens fält. ${first?.path}: ${first?.message}`, { faults })
}

/** Fills one field; what stands in it afterwards is printed whatever the field's flags said. */
function fillField(field: PDFField, { field: known, value }: FilledField, ink: Ink): void {
  const widgets = field.acroField.getWidgets()
  if (known.sort === 'button') for (const { dict } of widgets) setFlags(dict, FLAG.hidden)
  if (value.type === 'blank') return
  for (const { dict } of widgets) setFlags(dict, FLAG.print)
  if (value.type === 'text' && field instanceof PDFTextField) {
    field.acroField.setValue(PDFHexString.fromText(textOfRuns(value.runs)))
    drawText(widgets, known, textOfRuns(value.runs) === '' ? [] : value.runs, ink)
  } else if (value.type === 'tick' && field instanceof PDFCheckBox) {
    if (value.ticked) field.check()
    else field.uncheck()
  } else if (value.type === 'choice') choose(field, known, value, ink)
  else throw new Error(`field ${known.name} is no ${value.type}`)
}

function choose(field: PDFField, known: FormField, { option, gap }: { option: string | null; gap: string | null }, ink: Ink): void {
  if (field instanceof PDFRadioGroup) {
    if (option === null) field.clear()
    else field.select(option)
    if (gap !== null) for (const [index, widget] of field.acroField.getWidgets().entries()) drawGap(widget, known, index, gap, ink)
  } else if (field instanceof PDFDropdown || field instanceof PDFOptionList) {
    if (option === null) field.clear()
    else field.select(option)
    const said = gap ?? option
    drawText(field.acroField.getWidgets(), known, said === null ? [] : [{ ...plainRun(said), gap: gap !== null }], ink)
  } else throw new Error(`field ${known.name} has no options`)
}

function drawText(widgets: readonly PDFWidgetAnnotation[], field: FormField, runs: Parameters<typeof textAppearance>[4], ink: Ink): void {
  for (const [index, widget] of widgets.entries()) {
    const place = field.places[index]
    if (place === undefined) continue
    const ref = textAppearance(widget.dict.context, widget, field, place, runs, ink)
    widget.dict.set(PDFName.of('AP'), widget.dict.context.obj({ N: ref }))
  }
}

function drawGap(widget: PDFWidgetAnnotation, field: FormField, index: number, gap: string, ink: Ink): void {
  const place = field.places[index]
  if (place === undefined) return
  widget.dict.set(PDFName.of('AP'), widget.dict.context.obj({ N: gapAppearance(widget.dict.context, place, gap, ink) }))
}

function setFlags(widget: PDFDict, flag: number): void {
  const flags = widget.lookup(PDFName.of('F'))
  widget.set(PDFName.of('F'), PDFNumber.of((flags instanceof PDFNumber ? flags.asNumber() : 0) | flag))
}

/** A field's value as text: names and texts decoded, several joined. */
function valueOf(field: PDFField): string {
  if (field instanceof PDFTextField || field instanceof PDFCheckBox || field instanceof PDFRadioGroup) return said(field.acroField.getInheritableAttribute(PDFName.of('V')))
  return field instanceof PDFDropdown || field instanceof PDFOptionList ? field.getSelected().join('\n') : ''
}

function said(value: PDFObject | undefined): string {
  return value instanceof PDFString || value instanceof PDFHexString || value instanceof PDFName ? value.decodeText() : ''
}

/** What the file must say when it is read anew, field by field. */
function expectedOf({ field, value }: FilledField, before: string): string {
  switch (value.type) {
    case 'blank':
      return before
    case 'text':
      return textOfRuns(value.runs)
    case 'tick':
      return value.ticked ? (field.options[0] ?? '') : 'Off'
    case 'choice':
      return value.option ?? ''
    default:
      throw new Error(value satisfies never)
  }
}

function readBack(field: PDFField, { value }: FilledField): string {
  if (field instanceof PDFRadioGroup && value.type === 'choice') return field.getSelected() ?? ''
  return valueOf(field)
}

/** Whether every box of a tick or radio field shows what the field says. */
function showsItsValue(field: PDFField, { value }: FilledField): boolean {
  if (value.type === 'blank' || !(field instanceof PDFCheckBox || field instanceof PDFRadioGroup)) return true
  const chosen = field.acroField.getValue()
  return field.acroField.getWidgets().every((widget) => widget.getAppearanceState() === (widget.getOnValue() === chosen ? chosen : PDFName.of('Off')) || (value.type === 'choice' && value.gap !== null))
}

async function compare({ fields }: FilledForm, before: readonly string[], written: Uint8Array): Promise<void> {
  const read = (await load(written)).getForm().getFields()
  const faults = fields.flatMap((one, index): Fault[] => {
    const field = read[index]
    const path = `Fält ${one.field.name}`
    const expected = expectedOf(one, before[index] ?? '')
    const found = field === undefined ? '' : readBack(field, one)
    if (field?.getName() !== one.field.name || found !== expected) return [{ path, message: `fältet säger ”${found}” när filen läses, men skulle säga ”${expected}”. Be den som äger blanketten om en ny fil.` }]
    return showsItsValue(field, one) ? [] : [{ path, message: 'fältets kryss visar inte det som fältet säger. Be den som äger blanketten om en ny fil.' }]
  })
  if (faults.length > 0) throw new Failure('template-invalid', 'Blanketten behåller inte det som fylls i. Inget är utfärdat.', { faults })
}
