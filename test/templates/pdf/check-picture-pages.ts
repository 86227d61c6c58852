import { decodePDFRawStream, PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib'
import { checkFile } from './check-file.js'
import { checkMetadata } from './check-metadata.js'
import { Findings } from './conformance-rules.js'

/** What level A and PDF/UA ask for beyond level B; that the file claims level B is asked for below. */
const NOT_OF_LEVEL_B: readonly string[] = ['mark-info', 'pdfa-identification', 'pdfua-identification']

/** What is wrong with a file of pictures as PDF/A-2b (ISO 19005-2): every rule that can be told from the file alone, and that each page draws one picture and nothing else. */
export async function checkPicturePages(bytes: Uint8Array): Promise<string[]> {
  const found = new Findings()
  const document = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true })
  checkFile(bytes, document, found)
  checkMetadata(document, found)
  const wrong = found.violations.filter(({ rule, detail }) => !NOT_OF_LEVEL_B.includes(rule) && !detail.includes('schemat för PDF/UA')).map(({ rule, detail }) => `${rule}: ${detail}`)
  const packet = document.catalog.lookup(PDFName.of('Metadata'))
  const said = packet instanceof PDFRawStream ? Buffer.from(packet.contents).toString('utf8') : ''
  if (!said.includes('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>')) wrong.push('the file does not say that it is PDF/A-2b')
  if (said.includes('pdfuaid')) wrong.push('the file claims PDF/UA')
  return [...wrong, ...document.getPages().flatMap(({ node }, index) => pageFaults(node, index + 1))]
}

function pageFaults(page: PDFDict, number: number): string[] {
  const faults: string[] = []
  const drawn = page.lookup(PDFName.of('Contents'))
  const content = drawn instanceof PDFRawStream ? Buffer.from(decodePDFRawStream(drawn).decode()).toString('latin1') : ''
  if (!/^q (-?\d+(\.\d+)? ){6}cm \/P Do Q$/.test(content)) faults.push(`page ${number} draws ${content}`)
  const resources = page.lookup(PDFName.of('Resources'), PDFDict)
  const pictures = resources.lookup(PDFName.of('XObject'), PDFDict).entries()
  if (resources.entries().length !== 1 || pictures.length !== 1) faults.push(`page ${number} has more than a picture`)
  if (page.has(PDFName.of('Annots')) || page.has(PDFName.of('Rotate'))) faults.push(`page ${number} is turned or has annotations`)
  return faults
}
