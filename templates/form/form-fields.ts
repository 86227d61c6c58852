import { PDFAcroTerminal, PDFButton, PDFCheckBox, PDFDict, PDFDropdown, PDFHexString, PDFName, PDFNumber, PDFOptionList, PDFRadioGroup, PDFSignature, PDFString, PDFTextField, type PDFDocument, type PDFField, type PDFObject, type PDFPage, type PDFWidgetAnnotation } from 'pdf-lib'
import { annotationsOf, rectangleOf, viewOf } from '../pdf/page-parts.js'
import type { Rectangle } from '../stamp.js'
import { tickObjection } from './draws-tick.js'
import { BLACK, inkOf } from './field-ink.js'

/** One place of a field on a page, in the page's own coordinates; `page` counts from 1, `turned` is how far counterclockwise its text stands. */
export interface FieldPlace {
  readonly page: number
  readonly area: Rectangle
  readonly turned: number
  readonly hidden: boolean
}

export type FieldSort = 'text' | 'tick' | 'radio' | 'list' | 'signature' | 'button'

/** A field of a form, as far as it matters to what fills it. */
export interface FormField {
  readonly name: string
  readonly sort: FieldSort
  readonly places: readonly FieldPlace[]
  /** For text: how many characters and lines it takes; `combed` has one place a character. */
  readonly maxLength: number | null
  readonly lines: 'one' | 'many'
  readonly combed: boolean
  readonly align: 'left' | 'middle' | 'right'
  /** The size its owner has set; 0 leaves it to whoever fills it. */
  readonly sizePt: number
  /** The operators that set what is written in it in a colour that can be read. */
  readonly ink: string
  /** What can be chosen; for a tick box what ticked is called. */
  readonly options: readonly string[]
  /** What stands in it already; empty when nothing does. */
  readonly given: string
  /** Why it cannot be filled; null when it can. */
  readonly objection: string | null
}

const FLAG_HIDDEN = 2 | 32
const SORTS: Readonly<Record<FieldSort, string>> = { text: 'textfält', tick: 'kryssruta', radio: 'alternativknappar', list: 'lista', signature: 'underskriftsfält', button: 'knapp' }

/** What a sort of field is called. */
export function sortName(sort: FieldSort): string {
  return SORTS[sort]
}

function sortOf(field: PDFField): FieldSort | null {
  if (field instanceof PDFTextField) return 'text'
  if (field instanceof PDFCheckBox) return 'tick'
  if (field instanceof PDFRadioGroup) return 'radio'
  if (field instanceof PDFDropdown || field instanceof PDFOptionList) return 'list'
  if (field instanceof PDFSignature) return 'signature'
  return field instanceof PDFButton ? 'button' : null
}

interface StandingOn {
  readonly page: number
  /** How far clockwise the page is turned when shown. */
  readonly turned: number
}

/** Where each annotation stands, since a widget need not say it. */
function pageOfAnnotations(pages: readonly PDFPage[]): Map<PDFDict, StandingOn> {
  return new Map(pages.flatMap((page, index) => annotationsOf(page).map((annotation) => [annotation, { page: index + 1, turned: viewOf(page)?.turned ?? 0 }] as const)))
}

function numberAt(dict: PDFDict | undefined, key: string): number {
  const value = dict?.lookup(PDFName.of(key))
  return value instanceof PDFNumber ? value.asNumber() : 0
}

/** A widget that does not say how its text is turned (ISO 32000-1, 12.5.6.19) has it upright as the page is shown. */
function placeOf(widget: PDFWidgetAnnotation, pages: ReadonlyMap<PDFDict, StandingOn>): FieldPlace | null {
  const { dict } = widget
  const standing = pages.get(dict)
  const area = rectangleOf(dict.lookup(PDFName.of('Rect')))
  const look = dict.lookup(PDFName.of('MK'))
  if (standing === undefined || area === null) return null
  const isTurned = look instanceof PDFDict && look.has(PDFName.of('R'))
  return { page: standing.page, area, turned: isTurned ? numberAt(look, 'R') : standing.turned, hidden: (numberAt(dict, 'F') & FLAG_HIDDEN) !== 0 }
}

/** Where every widget of the field stands, in their order; empty when any stands nowhere. */
function placesOf(field: PDFField, pages: ReadonlyMap<PDFDict, StandingOn>): FieldPlace[] {
  const widgets = field.acroField.getWidgets()
  const places = widgets.flatMap((widget) => placeOf(widget, pages) ?? [])
  return places.length === widgets.length ? places : []
}

/** What stands in a field's own dictionary or in those above it. */
function inherited(field: PDFField, key: string): PDFObject | undefined {
  return field.acroField.getInheritableAttribute(PDFName.of(key))
}

/** The default appearance, as its operators. */
function appearanceIn(field: PDFField, form: PDFDict): string {
  const value = inherited(field, 'DA') ?? form.lookup(PDFName.of('DA'))
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : ''
}

function optionsOf(field: PDFField): string[] {
  if (field instanceof PDFCheckBox) return [...new Set(field.acroField.getWidgets().flatMap((widget) => widget.getOnValue()?.decodeText() ?? []))]
  return field instanceof PDFRadioGroup || field instanceof PDFDropdown || field instanceof PDFOptionList ? field.getOptions() : []
}

function givenIn(field: PDFField): string {
  if (field instanceof PDFDropdown || field instanceof PDFOptionList) return field.getSelected().join(', ')
  const value = inherited(field, 'V')
  const said = value instanceof PDFString || value instanceof PDFHexString || value instanceof PDFName ? value.decodeText().trim() : ''
  return field instanceof PDFTextField || said !== 'Off' ? said : ''
}

function objectionTo(field: PDFField, options: readonly string[], ink: string | null): string | null {
  const widgets = field.acroField.getWidgets()
  if (field instanceof PDFTextField && field.isRichFormatted()) return 'fältet tar formaterad text (rich text), som inte stöds'
  if (field instanceof PDFTextField && (field.isPassword() || field.isFileSelector())) return 'fältet är för lösenord eller filer, inte för text'
  if (field instanceof PDFCheckBox && options.length > 1) return `kryssrutan har flera rutor med olika värden (${options.join(', ')})`
  if (field instanceof PDFCheckBox || field instanceof PDFRadioGroup) return widgets.map(tickObjection).find((found) => found !== null) ?? null
  return ink === null ? 'bakgrunden är för mörk för det som skrivs i fältet, så det skulle inte gå att läsa på papper' : null
}

function fieldOf(field: PDFField, sort: FieldSort, form: PDFDict, pages: ReadonlyMap<PDFDict, StandingOn>): FormField {
  const options = optionsOf(field)
  const quadding = inherited(field, 'Q')
  const isText = field instanceof PDFTextField
  const appearance = appearanceIn(field, form)
  const ink = inkOf(appearance, field.acroField.getWidgets())
  return {
    name: field.getName(), sort, options,
    places: placesOf(field, pages),
    maxLength: isText ? (field.getMaxLength() ?? null) : null,
    lines: isText && field.isMultiline() ? 'many' : 'one',
    combed: isText && field.isCombed() && field.getMaxLength() !== undefined,
    align: (['left', 'middle', 'right'] as const)[quadding instanceof PDFNumber ? quadding.asNumber() : 0] ?? 'left',
    sizePt: Number(/([\d.]+)\s+Tf/.exec(appearance)?.[1] ?? 0),
    ink: ink ?? BLACK,
    given: givenIn(field),
    objection: objectionTo(field, options, ink),
  }
}

/** Every field of the form in its own order; empty when the PDF has no form. */
export function formFieldsOf(document: PDFDocument): FormField[] {
  const form = document.catalog.lookup(PDFName.of('AcroForm'))
  if (!(form instanceof PDFDict)) return []
  const pages = pageOfAnnotations(document.getPages())
  return document.getForm().getFields().flatMap((field) => {
    const sort = sortOf(field)
    return sort === null || !(field.acroField instanceof PDFAcroTerminal) ? [] : [fieldOf(field, sort, form, pages)]
  })
}
