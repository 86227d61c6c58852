import { decodePDFRawStream, PDFArray, PDFBool, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFRef, PDFString, type PDFDocument, type PDFObject } from 'pdf-lib'
import type { Rule } from './conformance-rules.js'

/** One way to break a file, and the rule that must then be said to be broken. */
export interface Break {
  readonly name: string
  readonly rule: Rule
  readonly change: (document: PDFDocument) => void
}

function key(name: string): PDFName {
  return PDFName.of(name)
}

function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the file has no ${what} to break`)
  return value
}

function lookup(document: PDFDocument, ...path: string[]): PDFDict {
  let dict: PDFDict = document.catalog
  for (const name of path) dict = dict.lookup(key(name), PDFDict)
  return dict
}

function elements(document: PDFDocument, role: string): PDFDict[] {
  return document.context.enumerateIndirectObjects().flatMap(([, value]) => (value instanceof PDFDict && value.get(key('S')) === key(role) && value.has(key('P')) ? [value] : []))
}

function element(document: PDFDocument, role: string, holds: (dict: PDFDict) => boolean = () => true): PDFDict {
  return required(elements(document, role).find(holds), role)
}

function annotation(document: PDFDocument): PDFDict {
  const page = required(document.getPages().find((one) => one.node.Annots() !== undefined), 'link')
  return required(page.node.Annots(), 'link').lookup(0, PDFDict)
}

function picture(document: PDFDocument): PDFRawStream {
  return required(document.context.enumerateIndirectObjects().map(([, value]) => value).find((value): value is PDFRawStream => value instanceof PDFRawStream && value.dict.has(key('SMask'))), 'picture')
}

function streamAt(document: PDFDocument, ref: PDFRef): PDFRawStream {
  const stream = document.context.lookup(ref)
  if (!(stream instanceof PDFRawStream)) throw new Error(`${String(ref)} is no stream`)
  return stream
}

function replaced(document: PDFDocument, ref: PDFRef, bytes: Uint8Array): void {
  const stream = streamAt(document, ref)
  const dict = stream.dict.clone(document.context)
  dict.delete(key('Filter'))
  dict.set(key('Length'), PDFNumber.of(bytes.length))
  document.context.assign(ref, PDFRawStream.of(dict, bytes))
}

/** Writes anew the first of a page's streams that the change breaks. */
function content(change: (operators: string) => string, page = 0): Break['change'] {
  return (document) => {
    const streams = document.getPage(page).node.Contents()
    for (const ref of streams instanceof PDFArray ? streams.asArray() : []) {
      if (!(ref instanceof PDFRef)) continue
      const before = Buffer.from(decodePDFRawStream(streamAt(document, ref)).decode()).toString('latin1')
      const after = change(before)
      if (after !== before) return replaced(document, ref, Buffer.from(after, 'latin1'))
    }
    throw new Error('nothing was broken')
  }
}

function font(document: PDFDocument): PDFDict {
  return required(document.getPage(0).node.Resources(), 'resources').lookup(key('Font'), PDFDict).lookup(key('F0'), PDFDict)
}

function descendant(document: PDFDocument): PDFDict {
  return font(document).lookup(key('DescendantFonts'), PDFArray).lookup(0, PDFDict)
}

function metadata(change: (packet: string) => string): Break['change'] {
  return (document) => {
    const ref = document.catalog.get(key('Metadata'))
    if (!(ref instanceof PDFRef)) throw new Error('the file has no metadata to break')
    const before = Buffer.from(streamAt(document, ref).contents).toString('utf8')
    const after = change(before)
    if (after === before) throw new Error('nothing was broken')
    replaced(document, ref, Buffer.from(after, 'utf8'))
  }
}

function set(dict: PDFDict, name: string, value: PDFObject): void {
  dict.set(key(name), value)
}

function nums(document: PDFDocument): PDFArray {
  return lookup(document, 'StructTreeRoot', 'ParentTree').lookup(key('Nums'), PDFArray)
}

const CONTENT: readonly Break[] = [
  { name: 'text outside every sequence', rule: 'all-content-tagged', change: content((text) => text.replace(/\/H1<<\/MCID 1>>BDC\n([^]*?)EMC\n/, '$1')) },
  { name: 'a rule that is neither content nor decoration', rule: 'all-content-tagged', change: content((text) => `${text}0 0 m 9 9 l S\n`) },
  { name: 'a sequence that does not end', rule: 'marked-content-balanced', change: content((text) => text.replace(/EMC\n(?=Q\n$)/, '')) },
  { name: 'an end without a sequence', rule: 'marked-content-balanced', change: content((text) => `${text}EMC\n`) },
  { name: 'a state that is never restored', rule: 'marked-content-balanced', change: content((text) => `q\n${text}`) },
  { name: 'text inside a decoration', rule: 'running-artifact', change: content((text) => text.replace(/\/H1<<\/MCID \d+>>BDC/, '/Artifact<</Type/Layout>>BDC')) },
  { name: 'a decoration inside a paragraph', rule: 'artifact-apart', change: content((text) => text.replace(/(\/H1<<\/MCID \d+>>BDC\n)/, '$1/Artifact<</Type/Layout>>BDC\nEMC\n')) },
  { name: 'one id for two sequences', rule: 'parent-tree', change: content((text) => text.replace('/MCID 2>>', '/MCID 1>>')) },
  { name: 'colours of print', rule: 'color-space', change: content((text) => `0 0 0 1 k\n${text}`) },
  { name: 'an operator nobody knows', rule: 'operator', change: content((text) => `${text}1 0 foo\n`) },
  { name: 'a graphics state that is not there', rule: 'resources', change: content((text) => `/G9 gs\n${text}`) },
  { name: 'a character without a glyph', rule: 'no-notdef', change: content((text) => text.replace('ET\n', '(\0\0)Tj\nET\n')) },
]

const STRUCTURE: readonly Break[] = [
  { name: 'no tree', rule: 'structure-tree', change: ({ catalog }) => catalog.delete(key('StructTreeRoot')) },
  { name: 'an element with another parent', rule: 'structure-tree', change: (document) => set(element(document, 'TR'), 'P', document.catalog.get(key('StructTreeRoot')) ?? key('P')) },
  { name: 'a heading level left out', rule: 'headings', change: (document) => set(element(document, 'H2'), 'S', key('H3')) },
  { name: 'a type of its own', rule: 'structure-type', change: (document) => set(element(document, 'H1'), 'S', key('Rubrik')) },
  { name: 'a table row one cell short', rule: 'table', change: (document) => element(document, 'TR').lookup(key('K'), PDFArray).remove(0) },
  { name: 'a cell that reaches below its table', rule: 'table', change: (document) => set(element(document, 'TD'), 'A', document.context.obj({ O: 'Table', RowSpan: 99 })) },
  { name: 'a cell over two rows that covers another', rule: 'table', change: (document) => set(element(document, 'TD'), 'A', document.context.obj({ O: 'Table', RowSpan: 2 })) },
  { name: 'a head cell that heads nothing', rule: 'table', change: (document) => element(document, 'TH').delete(key('A')) },
  { name: 'a cell outside its row', rule: 'table', change: (document) => set(element(document, 'TR'), 'S', key('Div')) },
  { name: 'a list that does not say how it counts', rule: 'list', change: (document) => element(document, 'L').delete(key('A')) },
  { name: 'a list item that is a paragraph', rule: 'list', change: (document) => set(element(document, 'LI'), 'S', key('P')) },
  { name: 'a table of contents of paragraphs', rule: 'contents-list', change: (document) => set(element(document, 'TOCI'), 'S', key('P')) },
  { name: 'a pen box nobody can hear of', rule: 'figure-alt', change: (document) => element(document, 'Figure').delete(key('Alt')) },
  { name: 'a note without a name', rule: 'note-id', change: (document) => element(document, 'Note').delete(key('ID')) },
  { name: 'content that the tree has lost', rule: 'parent-tree', change: (document) => element(document, 'H1').delete(key('K')) },
  { name: 'a page that the parent tree has lost', rule: 'parent-tree', change: (document) => { nums(document).remove(1); nums(document).remove(0) } },
  { name: 'a page in the order of its annotations', rule: 'tab-order', change: (document) => set(document.getPage(0).node, 'Tabs', key('R')) },
  { name: 'a link that does not say where it leads', rule: 'link', change: (document) => annotation(document).delete(key('Contents')) },
  { name: 'a link that the tree has lost', rule: 'link', change: (document) => annotation(document).delete(key('StructParent')) },
]

const FILE: readonly Break[] = [
  { name: 'no identity', rule: 'file-identifier', change: ({ context }) => { delete context.trailerInfo.ID } },
  { name: 'a password', rule: 'no-encryption', change: ({ context }) => { context.trailerInfo.Encrypt = context.obj({ Filter: 'Standard' }) } },
  { name: 'bookmarks that are none', rule: 'outline', change: (document) => set(lookup(document, 'Outlines'), 'Count', PDFNumber.of(0)) },
  { name: 'a script on opening', rule: 'no-actions', change: ({ catalog, context }) => set(catalog, 'OpenAction', context.obj({ S: 'JavaScript', JS: PDFString.of('app.alert(1)') })) },
  { name: 'a link that starts a program', rule: 'no-actions', change: (document) => set(annotation(document), 'A', document.context.obj({ S: 'Launch' })) },
  { name: 'a link that is not printed', rule: 'annotation', change: (document) => set(annotation(document), 'F', PDFNumber.of(2)) },
  { name: 'a form', rule: 'no-forms', change: ({ catalog, context }) => set(catalog, 'AcroForm', context.obj({ Fields: [] })) },
  { name: 'an attachment', rule: 'no-embedded-files', change: ({ catalog, context }) => set(catalog, 'Names', context.obj({ EmbeddedFiles: { Names: [] } })) },
  { name: 'layers', rule: 'no-optional-content', change: ({ catalog, context }) => set(catalog, 'OCProperties', context.obj({})) },
  { name: 'a picture that is smoothed', rule: 'image', change: (document) => set(picture(document).dict, 'Interpolate', PDFBool.True) },
  { name: 'a picture in the colours of print', rule: 'color-space', change: (document) => set(picture(document).dict, 'ColorSpace', key('DeviceCMYK')) },
  { name: 'a picture with a mask of another size', rule: 'no-transparency', change: (document) => set(streamAt(document, document.context.getObjectRef(picture(document).dict.lookup(key('SMask')) ?? key('none')) ?? PDFRef.of(0)).dict, 'Width', PDFNumber.of(3)) },
  { name: 'transparency', rule: 'no-transparency', change: (document) => set(required(document.getPage(0).node.Resources(), 'resources'), 'ExtGState', document.context.obj({ G0: { ca: 0.5 } })) },
  { name: 'LZW', rule: 'filter', change: ({ context }) => { context.register(PDFRawStream.of(context.obj({ Length: 1, Filter: 'LZWDecode' }), new Uint8Array(1))) } },
  { name: 'a stream in another file', rule: 'no-external-stream', change: ({ context }) => { context.register(PDFRawStream.of(context.obj({ Length: 1, F: PDFString.of('annan.pdf') }), new Uint8Array(1))) } },
  { name: 'a string without end', rule: 'limits', change: ({ context }) => { context.register(PDFHexString.of('00'.repeat(40000))) } },
  { name: 'no colour space', rule: 'output-intent', change: ({ catalog }) => catalog.delete(key('OutputIntents')) },
  { name: 'not said to be tagged', rule: 'mark-info', change: (document) => set(lookup(document, 'MarkInfo'), 'Marked', PDFBool.False) },
  { name: 'no language', rule: 'language', change: ({ catalog }) => catalog.delete(key('Lang')) },
  { name: 'the file name as title', rule: 'display-title', change: (document) => lookup(document, 'ViewerPreferences').delete(key('DisplayDocTitle')) },
  { name: 'no metadata', rule: 'metadata', change: ({ catalog }) => catalog.delete(key('Metadata')) },
  { name: 'another level of PDF/A', rule: 'pdfa-identification', change: metadata((packet) => packet.replace('>A</pdfaid', '>B</pdfaid')) },
  { name: 'no word of PDF/UA', rule: 'pdfua-identification', change: metadata((packet) => packet.replace(/<pdfuaid:part>1<\/pdfuaid:part>/, '')) },
  { name: 'another title than the metadata', rule: 'metadata-equals-info', change: (document) => document.setTitle('Något annat') },
  { name: 'another date than the metadata', rule: 'metadata-equals-info', change: metadata((packet) => packet.replace(/2026(?=[^<]*<\/xmp:CreateDate)/, '2025')) },
  { name: 'metadata that is not XML', rule: 'metadata', change: metadata((packet) => packet.replace('</dc:title>', '')) },
]

const FONTS: readonly Break[] = [
  { name: 'a font that is not embedded', rule: 'font-embedded', change: (document) => descendant(document).lookup(key('FontDescriptor'), PDFDict).delete(key('FontFile2')) },
  { name: 'widths that are not the glyphs’', rule: 'glyph-width', change: (document) => set(descendant(document), 'W', document.context.obj([0, Array.from({ length: 300 }, () => 500)])) },
  { name: 'letters that cannot be read back', rule: 'to-unicode', change: (document) => font(document).delete(key('ToUnicode')) },
  { name: 'a list of glyphs that is not kept', rule: 'font-embedded', change: (document) => set(descendant(document).lookup(key('FontDescriptor'), PDFDict), 'CIDSet', PDFNumber.of(1)) },
  { name: 'two names for one font', rule: 'font-dictionary', change: (document) => set(descendant(document), 'BaseFont', key('Arial')) },
]

/** Every way to break a file that the checker must see. */
export const BREAKS: readonly Break[] = [...CONTENT, ...STRUCTURE, ...FILE, ...FONTS]
