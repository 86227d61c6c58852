import { zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { readDraft } from '../../templates/read-draft.js'
import { issuedOf } from '../templates/returned-document.js'
import { tampered, withDocument } from '../templates/word/template-of.js'

const issued = await issuedOf('# Avtal\n\nKunden svarar för sin utrustning.\n\nTvister löses i domstol.\n')

function refusalOf(docx: Uint8Array): Failure {
  try {
    readDraft(docx)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const external = (type: string, target: string) => (xml: string): string => xml.replace('</Relationships>', `<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/></Relationships>`)

it.each<[string, Uint8Array]>([
  ['no Word file at all', new TextEncoder().encode('%PDF-1.7')],
  ['a ZIP file of something else', zipSync({ 'a.txt': new Uint8Array(3) })],
  ['a part that unpacks a thousandfold', tampered(issued, { 'word/bomb.xml': () => '\0'.repeat(8 * 1024 * 1024) })],
  ['macros', tampered(issued, { 'word/vbaProject.bin': () => 'MZ' })],
  ['a linked picture', tampered(issued, { 'word/_rels/document.xml.rels': external('image', 'http://exempel.se/spion.png') })],
  ['a linked document', tampered(issued, { 'word/_rels/document.xml.rels': external('subDocument', 'file:///etc/passwd') })],
  ['an entity that reads a file', tampered(issued, { 'word/document.xml': (xml) => xml.replace('?>', '?><!DOCTYPE x [<!ENTITY fil SYSTEM "file:///etc/passwd">]>').replace('Kunden', '&fil;') })],
  ['words that Word takes from elsewhere in the file', withDocument(issued, 'Kunden svarar för sin utrustning.', '</w:t></w:r><w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent><w:r><w:t>Kunden svarar för sin utrustning.</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>')],
  ['a field that Word counts anew when the file is opened', withDocument(issued, /<w:r>(?=<w:t[^>]*>Kunden svarar)/, '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText> REF b </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>inget </w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r>')],
  ['headings numbered in words', tampered(issued, { 'word/numbering.xml': (xml) => xml.replaceAll('<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="cardinalText"/>') })],
  ['words that run from right to left', withDocument(issued, /<w:r>(?=<w:t[^>]*>Kunden svarar)/, '<w:r><w:rPr><w:rtl/></w:rPr>')],
  ['a header that is no XML', tampered(issued, { 'word/header1.xml': () => '<w:hdr><w:p>' })],
  ['hidden words', withDocument(issued, /<w:r>(?=<w:t[^>]*>Kunden svarar)/, '<w:r><w:rPr><w:vanish/></w:rPr>')],
  ['a text box', withDocument(issued, /<w:r>(?=<w:t[^>]*>Kunden svarar)/, '<w:r><w:pict/></w:r><w:r>')],
  ['a footnote', withDocument(issued, /<w:r>(?=<w:t[^>]*>Kunden svarar)/, '<w:r><w:footnoteReference w:id="2"/></w:r><w:r>')],
])('a returned file with %s is refused', (_, docx) => {
  const { code, faults } = refusalOf(docx)
  expect(code).toBe('draft-unreadable')
  expect(faults.length).toBeGreaterThan(0)
})

it('what Word puts there by itself is no danger: links and the template the customer writes with', () => {
  const docx = tampered(issued, { 'word/_rels/document.xml.rels': external('hyperlink', 'mailto:kim@kund.example'), 'word/_rels/settings.xml.rels': (xml) => external('attachedTemplate', 'file:///C:/mallar/kund.dotm')(xml === '' ? '<Relationships></Relationships>' : xml) })
  expect(readDraft(docx).accepted).toEqual(readDraft(issued).accepted)
})

it.each(['{{constructor}}', '{{kund.namn}}', '{{#if kund}}dolt{{/if}}', '{{lookup this "x"}}', '{{'])('%s in a returned file is text', (words) => {
  expect(readDraft(withDocument(issued, 'Kunden svarar', `${words} svarar`)).accepted.map(({ text }) => text)).toContain(`${words} svarar för sin utrustning.`)
})
