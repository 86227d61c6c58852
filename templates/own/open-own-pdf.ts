import { PDFArray, PDFBool, PDFDict, PDFHexString, PDFName, PDFNumber, PDFString, type PDFDocument, type PDFObject } from 'pdf-lib'
import type { DraftComparison } from '../draft-difference.js'
import type { Fault } from '../failure.js'
import { openForeignPdf, type ForeignPdf } from '../pdf/open-foreign-pdf.js'
import { type DoubtfulPage, doubtfulPages } from './doubtful-letters.js'
import { annotationsOf, appearanceOf, isPrinted, subtypeOf } from '../pdf/page-parts.js'

type Remark = DraftComparison['remarks'][number]

/** A customer's own document opened: beside what keeps it from being issued, what it carries that is no text of a page. */
export interface OwnPdf extends ForeignPdf {
  /** Notes and marks that lie on the pages, and files that come with it. */
  readonly remarks: readonly Remark[]
  readonly doubtful: readonly DoubtfulPage[]
}

const MARKS: Readonly<Record<string, string>> = {
  StrikeOut: 'Överstruken text', FreeText: 'Tillagd text', Text: 'Anteckning', Highlight: 'Markerad text', Underline: 'Understruken text', Squiggly: 'Markerad text', Caret: 'Tillägg', Ink: 'Ritat', Line: 'Streck', Square: 'Ritat',
  Circle: 'Ritat', Polygon: 'Ritat', PolyLine: 'Ritat', Stamp: 'Stämpel', Redact: 'Text som ska tas bort', FileAttachment: 'Bifogad fil',
}
const NO_TEXT = ['Widget', 'Link', 'Popup']
/** Not seen on the screen (ISO 32000-1, table 165): hidden, or not for viewing. */
const UNSEEN_FLAGS = 2 + 32
const MOST_LETTERS = 2000
const MOST_PARENTS = 20
const FLATTEN = 'Be kunden skriva ut dokumentet till en ny PDF (”platta ut” formuläret), så att det som står i fälten blir vanlig text.'

/** Reads a customer's PDF as `openForeignPdf` does; fields must show on paper what they say, as that is what is compared and issued. */
export async function openOwnPdf(bytes: Uint8Array): Promise<OwnPdf> {
  const { document, faults } = await openForeignPdf(bytes)
  if (document === null) return { document, faults, remarks: [], doubtful: [] }
  return { document, faults: [...faults, ...redrawnFields(document), ...document.getPages().flatMap((page, index) => fieldsOffPaper(annotationsOf(page), `Sida ${index + 1}`))], remarks: [...notesIn(document), ...filesIn(document)], doubtful: doubtfulPages(document) }
}

function notesIn(document: PDFDocument): Remark[] {
  return document.getPages().flatMap((page, index) => annotationsOf(page).filter((one) => !NO_TEXT.includes(subtypeOf(one))).map((one): Remark => {
    const said = textAt(one, 'Contents')
    const what = MARKS[subtypeOf(one)] ?? `Anteckning (${subtypeOf(one)})`
    return { by: textAt(one, 'T'), at: /^D:(\d{4})(\d{2})(\d{2})/.exec(textAt(one, 'M'))?.slice(1).join('-') ?? null, text: said === '' ? what : `${what}: ${said}`, place: `Sida ${index + 1}` }
  }))
}

function filesIn({ context }: PDFDocument): Remark[] {
  const names = context.enumerateIndirectObjects().flatMap(([, value]) => (value instanceof PDFDict && value.has(PDFName.of('EF')) ? [textAt(value, 'UF') || textAt(value, 'F')] : []))
  return [...new Set(names)].map((name) => ({ by: '', at: null, text: `Bifogad fil ${name}: den är inte läst.`, place: 'Filen' }))
}

/** A program that opens the file draws such fields anew, and nobody can say what it shows. */
function redrawnFields({ catalog }: PDFDocument): Fault[] {
  const form = catalog.lookup(PDFName.of('AcroForm'))
  if (!(form instanceof PDFDict) || form.lookup(PDFName.of('NeedAppearances')) !== PDFBool.True) return []
  const fields = form.lookup(PDFName.of('Fields'))
  const hasFields = fields instanceof PDFArray && fields.size() > 0
  return hasFields ? [{ path: 'fil', message: `filen har formulärfält som varje program ritar om för sig, så det är oklart vad som ska stå på papperet. ${FLATTEN}` }] : []
}

function fieldsOffPaper(annotations: readonly PDFDict[], path: string): Fault[] {
  const names = annotations.filter((one) => subtypeOf(one) === 'Widget' && isSeen(one) && (hasValue(one) || appearanceOf(one) !== null) && !(isPrinted(one) && appearanceOf(one) !== null)).map((one) => inherited(one, 'T'))
  return [...new Set(names)].map((name) => ({ path, message: `formulärfältet ”${textOf(name)}” visar något på skärmen som inte kommer med på papperet. ${FLATTEN}` }))
}

function isSeen(annotation: PDFDict): boolean {
  const flags = annotation.lookup(PDFName.of('F'))
  return ((flags instanceof PDFNumber ? flags.asNumber() : 0) & UNSEEN_FLAGS) === 0
}

function hasValue(annotation: PDFDict): boolean {
  const value = inherited(annotation, 'V')
  return value instanceof PDFArray || textOf(value) !== ''
}

/** What a field says of itself, or the field that it is a part of. */
function inherited(annotation: PDFDict, key: string): PDFObject | undefined {
  let at: PDFObject | undefined = annotation
  for (let step = 0; at instanceof PDFDict && step < MOST_PARENTS; step += 1) {
    const value = at.lookup(PDFName.of(key))
    if (value !== undefined) return value
    at = at.lookup(PDFName.of('Parent'))
  }
  return undefined
}

function textAt(dict: PDFDict, key: string): string {
  return textOf(dict.lookup(PDFName.of(key)))
}

function textOf(value: PDFObject | undefined): string {
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText().trim().slice(0, MOST_LETTERS) : ''
}
