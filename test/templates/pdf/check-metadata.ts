import { PDFDict, PDFName, PDFRawStream, type PDFDocument } from 'pdf-lib'
import { SaxesParser } from 'saxes'
import type { Findings } from './conformance-rules.js'
import { nameOf, stringOf } from './structure-tree.js'

/** Namespaces of the properties that are read, by the prefix they are spoken of with here. */
const NAMESPACES: Readonly<Record<string, string>> = {
  'http://www.aiim.org/pdfa/ns/id/': 'pdfaid', 'http://www.aiim.org/pdfua/ns/id/': 'pdfuaid', 'http://purl.org/dc/elements/1.1/': 'dc', 'http://ns.adobe.com/xap/1.0/': 'xmp', 'http://ns.adobe.com/pdf/1.3/': 'pdf',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf', 'http://www.aiim.org/pdfa/ns/schema#': 'pdfaSchema', 'http://www.aiim.org/pdfa/ns/property#': 'pdfaProperty', 'http://www.aiim.org/pdfa/ns/extension/': 'pdfaExtension',
}
/** Information entries and the properties that must say the same (ISO 19005-2, table 1 and 6.6.3). */
const SAME: Readonly<Record<string, string>> = { Title: 'dc:title', Subject: 'dc:description', Author: 'dc:creator', Keywords: 'pdf:Keywords', Creator: 'xmp:CreatorTool', Producer: 'pdf:Producer', CreationDate: 'xmp:CreateDate', ModDate: 'xmp:ModifyDate' }

/** A packet's texts by property: what stands in the outermost known element below a description. */
function propertiesOf(packet: string): Map<string, string> {
  const properties = new Map<string, string>()
  const parser = new SaxesParser({ xmlns: true })
  const open: string[] = []
  parser.on('opentag', ({ uri, local }) => open.push(`${NAMESPACES[uri] ?? uri}:${local}`))
  parser.on('closetag', () => open.pop())
  parser.on('text', (text) => {
    const property = open[open.lastIndexOf('rdf:Description') + 1]
    if (property === undefined || text.trim() === '') return
    const inner = open.at(-1)?.startsWith('pdfa') === true && property.startsWith('pdfaExtension') ? open.at(-1) : property
    properties.set(inner ?? property, text)
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(packet).close()
  return properties
}

/** A PDF date as XMP writes it. */
function isoOf(date: string): string {
  return date.replace(/^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
}

/** Checks the XMP packet and that the information dictionary says the same. */
export function checkMetadata(document: PDFDocument, found: Findings): void {
  const stream = document.catalog.lookup(PDFName.of('Metadata'))
  if (!(stream instanceof PDFRawStream)) return found.expect('metadata', false, 'filen saknar metadata')
  const named = nameOf(stream.dict.lookup(PDFName.of('Type'))) === 'Metadata' && nameOf(stream.dict.lookup(PDFName.of('Subtype'))) === 'XML'
  found.expect('metadata', named && !stream.dict.has(PDFName.of('Filter')), 'metadata är inte läsbar XML')
  const packet = Buffer.from(stream.contents).toString('utf8')
  found.expect('metadata', packet.startsWith('<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>') && /<\?xpacket end="[rw]"\?>\s*$/.test(packet), 'metadata har inget hölje')
  let said: ReadonlyMap<string, string>
  try {
    said = propertiesOf(packet.replaceAll(/<\?xpacket[^>]*\?>\s*/g, ''))
  } catch (error) {
    return found.expect('metadata', false, `metadata är inte XML: ${String(error)}`)
  }
  found.expect('pdfa-identification', said.get('pdfaid:part') === '2' && said.get('pdfaid:conformance') === 'A', 'filen säger inte att den är PDF/A-2a')
  found.expect('pdfua-identification', said.get('pdfuaid:part') === '1', 'filen säger inte att den är PDF/UA-1')
  found.expect('metadata', said.get('pdfaSchema:namespaceURI') === 'http://www.aiim.org/pdfua/ns/id/' && said.get('pdfaProperty:name') === 'part', 'schemat för PDF/UA är inte beskrivet')
  found.expect('display-title', (said.get('dc:title') ?? '').trim() !== '', 'filen har ingen titel')
  const language = stringOf(document.catalog.lookup(PDFName.of('Lang')))
  found.expect('language', said.get('dc:language') === language, 'metadata säger ett annat språk')
  const info = document.context.lookupMaybe(document.context.trailerInfo.Info, PDFDict)
  for (const [entry, property] of Object.entries(SAME)) {
    const value = stringOf(info?.lookup(PDFName.of(entry)))
    found.expect('metadata-equals-info', (value === null ? undefined : isoOf(value)) === said.get(property), `${entry} är ${JSON.stringify(value)}, ${property} är ${JSON.stringify(said.get(property))}`)
  }
}
