import { decodePDFRawStream, PDFArray, PDFBool, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFString, type PDFDocument, type PDFObject } from 'pdf-lib'
import type { Findings, Rule } from './conformance-rules.js'
import { nameOf, stringOf } from './structure-tree.js'

const FILTERS = new Set(['FlateDecode', 'ASCIIHexDecode', 'ASCII85Decode', 'RunLengthDecode', 'CCITTFaxDecode', 'DCTDecode', 'JBIG2Decode', 'JPXDecode'])
const LONGEST_STRING = 32767
const LONGEST_NAME = 127
const LARGEST_INTEGER = 2147483647
/** Keys that no dictionary of a file may have, and the rule they break. */
const FORBIDDEN: Readonly<Record<string, Rule>> = {
  AA: 'no-actions', OpenAction: 'no-actions', JavaScript: 'no-actions', JS: 'no-actions', AcroForm: 'no-forms', XFA: 'no-forms', NeedAppearances: 'no-forms',
  EmbeddedFiles: 'no-embedded-files', EF: 'no-embedded-files', AF: 'no-embedded-files', OCProperties: 'no-optional-content', OC: 'no-optional-content',
  CA: 'no-transparency', ca: 'no-transparency', Group: 'no-transparency', BM: 'no-transparency',
  FFilter: 'no-external-stream', FDecodeParms: 'no-external-stream', PS: 'operator', OPI: 'operator', Alternates: 'operator', CIDSet: 'font-embedded', Crypt: 'filter', Requirements: 'structure-tree',
}

function key(name: string): PDFName {
  return PDFName.of(name)
}

function checkValue(value: PDFObject, found: Findings): void {
  if (value instanceof PDFString || value instanceof PDFHexString) found.expect('limits', value.asBytes().length <= LONGEST_STRING, 'en sträng är för lång')
  if (value instanceof PDFName) found.expect('limits', value.decodeText().length <= LONGEST_NAME, 'ett namn är för långt')
  if (value instanceof PDFNumber) found.expect('limits', Math.abs(value.asNumber()) <= LARGEST_INTEGER, 'ett tal är för stort')
  if (value instanceof PDFArray) for (const item of value.asArray()) checkValue(item, found)
  if (!(value instanceof PDFDict)) return
  for (const [name, entry] of value.entries()) {
    const rule = FORBIDDEN[name.decodeText()]
    if (rule !== undefined) found.expect(rule, false, `nyckeln /${name.decodeText()} förekommer`)
    checkValue(entry, found)
  }
}

function checkStream(stream: PDFRawStream, place: string, found: Findings): void {
  const { dict } = stream
  const length = dict.lookup(key('Length'))
  found.expect('stream-length', length instanceof PDFNumber && length.asNumber() === stream.contents.length, `${place} är inte så lång som den säger`)
  found.expect('no-external-stream', !dict.has(key('F')), `${place} ligger i en annan fil`)
  const filter = dict.lookup(key('Filter'))
  const filters = filter instanceof PDFArray ? filter.asArray() : filter === undefined ? [] : [filter]
  for (const one of filters) found.expect('filter', FILTERS.has(nameOf(one)), `${place} använder ${String(one)}`)
}

/** Pictures in the colours of the output intent; one may be transparent by a mask of its own, which needs no group since the file states its colours (ISO 19005-2, 6.2.10). */
function checkImage(dict: PDFDict, place: string, found: Findings): void {
  const mask = dict.lookup(key('SMask'))
  if (nameOf(dict.lookup(key('Subtype'))) !== 'Image') return found.expect('no-transparency', mask === undefined, `${place} har en mask men är ingen bild`)
  found.expect('color-space', ['DeviceGray', 'DeviceRGB'].includes(nameOf(dict.lookup(key('ColorSpace')))), `${place} är en bild i ${String(dict.get(key('ColorSpace')))}`)
  found.expect('image', dict.lookup(key('Interpolate')) !== PDFBool.True, `${place} är en bild som ska jämnas ut`)
  found.expect('image', ['Width', 'Height', 'BitsPerComponent'].every((name) => Number(dict.lookup(key(name))?.toString()) > 0), `${place} är en bild utan storlek`)
  if (mask === undefined) return
  const same = mask instanceof PDFRawStream && ['Width', 'Height'].every((name) => String(mask.dict.get(key(name))) === String(dict.get(key(name))))
  found.expect('no-transparency', same && nameOf(mask.dict.lookup(key('ColorSpace'))) === 'DeviceGray' && !mask.dict.has(key('SMask')), `${place} har en mask av annat slag`)
}

function checkObjects(document: PDFDocument, found: Findings): void {
  for (const [ref, value] of document.context.enumerateIndirectObjects()) {
    if (value instanceof PDFRawStream) {
      checkStream(value, String(ref), found)
      checkValue(value.dict, found)
      checkImage(value.dict, String(ref), found)
    } else checkValue(value, found)
    if (value instanceof PDFDict) found.expect('no-actions', !value.has(key('A')) || nameOf(value.get(key('Type'))) !== 'Annot', `${String(ref)} har en åtgärd`)
  }
}

function checkBytes(bytes: Uint8Array, document: PDFDocument, found: Findings): void {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  found.expect('header', /^%PDF-1\.[0-7](\r\n|\n|\r)%[\u0080-\u00FF]{4}/.test(head), JSON.stringify(head))
  const tail = Buffer.from(bytes.subarray(-8)).toString('latin1')
  found.expect('end-of-file', /%%EOF(\r\n|\n|\r)?$/.test(tail), JSON.stringify(tail))
  const { ID: id, Encrypt: encrypt } = document.context.trailerInfo
  found.expect('no-encryption', encrypt === undefined, 'filen är krypterad')
  const ids = id instanceof PDFArray ? id.asArray() : []
  found.expect('file-identifier', ids.length === 2 && ids.every((one) => one instanceof PDFHexString && one.asBytes().length > 0), 'filen saknar identitet')
}

function checkOutputIntent(document: PDFDocument, found: Findings): void {
  const intents = document.catalog.lookupMaybe(key('OutputIntents'), PDFArray)?.asArray().map((intent) => document.context.lookup(intent, PDFDict)) ?? []
  const ours = intents.filter((intent) => nameOf(intent.lookup(key('S'))) === 'GTS_PDFA1')
  found.expect('output-intent', ours.length === 1, `${ours.length} färgrymder för arkivet`)
  for (const intent of ours) {
    const stream = intent.lookup(key('DestOutputProfile'))
    if (!(stream instanceof PDFRawStream)) {
      found.expect('output-intent', false, 'färgrymden har ingen profil')
      continue
    }
    const profile = Buffer.from(decodePDFRawStream(stream).decode())
    const holds = profile.readUInt32BE(0) === profile.length && profile.toString('latin1', 36, 40) === 'acsp' && profile.readUInt8(8) <= 4 && /^(mntr|prtr)RGB XYZ $/.test(profile.toString('latin1', 12, 24))
    found.expect('output-intent', holds && stream.dict.lookup(key('N')) instanceof PDFNumber && stream.dict.lookup(key('N'), PDFNumber).asNumber() === 3, 'profilen är ingen RGB-profil')
    found.expect('output-intent', stringOf(intent.lookup(key('OutputConditionIdentifier'))) !== null, 'färgrymden har inget namn')
  }
}

function checkCatalog(document: PDFDocument, found: Findings): void {
  const { catalog } = document
  const mark = catalog.lookupMaybe(key('MarkInfo'), PDFDict)
  found.expect('mark-info', mark?.lookup(key('Marked')) === PDFBool.True && mark.lookup(key('Suspects')) !== PDFBool.True, 'filen säger inte att den är märkt')
  found.expect('language', /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(stringOf(catalog.lookup(key('Lang'))) ?? ''), 'filen säger inte vilket språk den är på')
  found.expect('display-title', catalog.lookupMaybe(key('ViewerPreferences'), PDFDict)?.lookup(key('DisplayDocTitle')) === PDFBool.True, 'läsaren visar filens namn')
  const outline = catalog.lookupMaybe(key('Outlines'), PDFDict)
  const count = outline?.lookup(key('Count'))
  found.expect('outline', outline === undefined || (count instanceof PDFNumber && count.asNumber() > 0), 'bokmärkena är tomma')
}

/** Checks everything but content, structure and fonts. */
export function checkFile(bytes: Uint8Array, document: PDFDocument, found: Findings): void {
  checkBytes(bytes, document, found)
  checkObjects(document, found)
  checkOutputIntent(document, found)
  checkCatalog(document, found)
}
