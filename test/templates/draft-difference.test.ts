import { describe, expect, it } from 'vitest'
import { draftDifference, type DraftComparison } from '../../templates/draft-difference.js'
import { readDraft } from '../../templates/read-draft.js'
import { Failure } from '../../templates/failure.js'
import { issuedOf, rewritten, splitAt, tracked } from './returned-document.js'
import { partOf, tampered, withDocument } from './word/template-of.js'

const issued = await issuedOf(`# Provavtal

## Parter

Kunden svarar för sin egen utrustning.

Leverantören svarar för driften dygnet runt.

## Avgifter

### Pris

Priset är 100 kronor per kort och månad.

### Betalning

Betalning sker inom 30 dagar.

| Del | Pris |
|--|--|
| Kort | 100 kronor |
| Läsare | 200 kronor |

Tvister löses i allmän domstol.
`)

const compared = (returned: Uint8Array): DraftComparison => draftDifference(readDraft(issued), readDraft(returned))
/** The differences on a line each: type, tracking, place and words with their marks. */
const told = (returned: Uint8Array): string[] => compared(returned).differences.map(({ type, tracking, place, from, words, number }) => {
  const marked = words.map(({ text, mark }) => (mark === 'same' ? text : mark === 'removed' ? `[-${text}-]` : `{+${text}+}`)).join('')
  return [`${type} ${tracking}`, from === null ? place : `${place} < ${from}`, type === 'renumbered' ? `${number.before} > ${number.after} ${marked}` : marked].join(' · ')
})

const PRICE = 'Priset är 100 kronor per kort och månad.'
const DISPUTES = 'Tvister löses i allmän domstol.'
const newParagraph = (content: string, mark = ''): string => `<w:p><w:pPr><w:pStyle w:val="BodyText"/>${mark}</w:pPr>${content}</w:p>`

describe('a returned document', () => {
  it('differs in nothing from itself', () => {
    expect(compared(issued)).toEqual({ differences: [], margins: [], remarks: [] })
    expect(readDraft(issued).code).toBe('7K3M-9QXT-2B')
  })

  it.each<[string, (docx: Uint8Array) => Uint8Array, string[]]>([
    ['a word changed without tracking', (docx) => withDocument(docx, 'Priset är 100 kronor', 'Priset är 150 kronor'), ['changed untracked · Avsnitt 2.1 Pris, stycke 1 · Priset är [-100-]{+150+} kronor per kort och månad.']],
    [
      'a word changed under tracking',
      (docx) => rewritten(docx, 'w:p', PRICE, (xml) => splitAt(xml, '100', `${tracked.deleted('100')}${tracked.inserted('90')}`)),
      ['changed tracked · Avsnitt 2.1 Pris, stycke 1 · Priset är [-100-]{+90+} kronor per kort och månad.'],
    ],
    [
      'a tracked change that hides another in its paragraph',
      (docx) => rewritten(docx, 'w:p', PRICE, (xml) => splitAt(xml, '100', `${tracked.deleted('100')}${tracked.inserted('90')}`).replace('månad', 'vecka')),
      ['changed partly · Avsnitt 2.1 Pris, stycke 1 · Priset är [-100-]{+90+} kronor per kort och [-månad-]{+vecka+}.'],
    ],
    ['a paragraph added under tracking', (docx) => rewritten(docx, 'w:p', DISPUTES, (xml) => `${newParagraph(tracked.inserted('Skiljedom gäller alltid.'), tracked.insertedMark)}${xml}`), ['added tracked · Avsnitt 2.2 Betalning, stycke 2 · {+Skiljedom gäller alltid.+}']],
    ['a paragraph added without tracking', (docx) => rewritten(docx, 'w:p', DISPUTES, (xml) => `${newParagraph('<w:r><w:t>Skiljedom gäller alltid.</w:t></w:r>')}${xml}`), ['added untracked · Avsnitt 2.2 Betalning, stycke 2 · {+Skiljedom gäller alltid.+}']],
    ['a paragraph deleted under tracking', (docx) => rewritten(docx, 'w:p', DISPUTES, () => newParagraph(tracked.deleted(DISPUTES), tracked.deletedMark)), [`removed tracked · Avsnitt 2.2 Betalning, stycke 2 · [-${DISPUTES}-]`]],
    ['a paragraph taken away', (docx) => rewritten(docx, 'w:p', DISPUTES, () => ''), [`removed untracked · Avsnitt 2.2 Betalning, stycke 2 · [-${DISPUTES}-]`]],
    [
      'two paragraphs run together under tracking',
      (docx) => rewritten(docx, 'w:p', 'Kunden svarar', (xml) => xml.replace('</w:pPr>', `${tracked.deletedMark}</w:pPr>`)),
      ['changed tracked · Avsnitt 1 Parter, stycke 1 · Kunden svarar för sin egen utrustning.{+Leverantören svarar för driften dygnet runt.+}', 'removed tracked · Avsnitt 1 Parter, stycke 2 · [-Leverantören svarar för driften dygnet runt.-]'],
    ],
    ['a row added under tracking', (docx) => rewritten(docx, 'w:tr', 'Läsare', (xml) => `${xml}<w:tr>${tracked.insertedRow}<w:tc><w:p><w:r><w:t>Hölje</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5 kronor</w:t></w:r></w:p></w:tc></w:tr>`), ['added tracked · Tabell 1, rad 4 (avsnitt 2.2 Betalning) · {+Hölje | 5 kronor+}']],
    ['a row deleted under tracking', (docx) => rewritten(docx, 'w:tr', 'Läsare', (xml) => xml.replace(/<w:trPr>.*?<\/w:trPr>/s, tracked.deletedRow)), ['removed tracked · Tabell 1, rad 3 (avsnitt 2.2 Betalning) · [-Läsare | 200 kronor-]']],
    ['a cell changed', (docx) => withDocument(docx, '200 kronor', '20 kronor'), ['changed untracked · Tabell 1, rad 3 (avsnitt 2.2 Betalning) · Läsare | [-200-]{+20+} kronor']],
    [
      'a heading added, and with it other numbers',
      (docx) => rewritten(docx, 'w:p', '>Betalning<', (xml) => `<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Index</w:t></w:r></w:p>${xml}`),
      ['added untracked · Rubriken 2.2 Index · {+Index+}', 'renumbered untracked · Rubriken 2.3 Betalning · 2.2 > 2.3 Betalning'],
    ],
    [
      'a heading added under tracking, and with it other numbers',
      (docx) => rewritten(docx, 'w:p', '>Betalning<', (xml) => `<w:p><w:pPr><w:pStyle w:val="Heading2"/>${tracked.insertedMark}</w:pPr>${tracked.inserted('Index')}</w:p>${xml}`),
      ['added tracked · Rubriken 2.2 Index · {+Index+}', 'renumbered tracked · Rubriken 2.3 Betalning · 2.2 > 2.3 Betalning'],
    ],
    [
      'a paragraph moved',
      (docx) => rewritten(withDocument(docx, DISPUTES, 'X'), 'w:p', 'Kunden svarar', (xml) => `${newParagraph(`<w:r><w:t>${DISPUTES}</w:t></w:r>`)}${xml}`),
      [`moved untracked · Avsnitt 1 Parter, stycke 1 < Avsnitt 2.2 Betalning, stycke 2 · ${DISPUTES}`, 'added untracked · Avsnitt 2.2 Betalning, stycke 2 · {+X+}'],
    ],
  ])('shows %s, and nothing else', (_, change, expected) => {
    expect(told(change(issued))).toEqual(expected)
  })

  it('says who made a tracked change and when', () => {
    const returned = rewritten(issued, 'w:p', PRICE, (xml) => splitAt(xml, '100', tracked.inserted('1')))
    expect(compared(returned).differences[0]?.revisions).toEqual([{ type: 'inserted', by: 'Kim Kund', at: '2026-11-20T10:00:00Z' }])
  })

  it('says the same however Word has cut it into runs, links, fields and controls', () => {
    const cut = (xml: string): string => xml.replace(PRICE, 'Priset </w:t></w:r><w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="77" w:name="a"/><w:hyperlink w:anchor="a"><w:r><w:t>är</w:t></w:r></w:hyperlink><w:bookmarkEnd w:id="77"/>'
      + '<w:r><w:t xml:space="preserve"> </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF pris </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>100</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
      + '<w:smartTag w:uri="u" w:element="e"><w:smartTagPr/><w:r><w:t xml:space="preserve"> kronor\u00A0per </w:t></w:r></w:smartTag><w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent><w:r><w:t>kort</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t xml:space="preserve"> och månad.')
    expect(told(tampered(issued, { 'word/document.xml': cut }))).toEqual([])
  })

  it('shows header, footer and comments that are not ours', () => {
    const header = 'word/header1.xml'
    expect(partOf(issued, header)).toContain('Versionskod')
    const returned = tampered(rewritten(issued, 'w:p', PRICE, (xml) => xml.replace('<w:r>', '<w:commentRangeStart w:id="3"/><w:r>')), {
      [header]: (xml) => xml.replace('Provmall', 'Annat avtal').replace('</w:hdr>', '<w:p><w:r><w:t>Vårt dnr 17</w:t></w:r></w:p></w:hdr>'),
      'word/comments.xml': () => '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="3" w:author="Kim Kund"><w:p><w:r><w:t>Är detta rätt?</w:t></w:r></w:p></w:comment></w:comments>',
      'word/_rels/document.xml.rels': (xml) => xml.replace('</Relationships>', '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>'),
    })
    const { margins, remarks, differences } = compared(returned)
    expect(margins).toContainEqual({ place: 'Sidhuvud', mark: 'added', text: 'Vårt dnr 17' })
    expect(remarks).toEqual([{ by: 'Kim Kund', at: null, text: 'Är detta rätt?', place: 'Avsnitt 2.1 Pris, stycke 1' }])
    expect(differences).toEqual([])
  })

  it('is refused by place where words do not read as they are printed', () => {
    const returned = rewritten(issued, 'w:p', PRICE, (xml) => xml.replace('<w:r>', '<w:r><w:rPr><w:strike/></w:rPr>'))
    const refusal = (): unknown => readDraft(returned)
    expect(refusal).toThrow(Failure)
    expect(refusal).toThrow(/Stycke \d+: genomstruken text går inte att läsa\. Ta bort texten, eller strykningen\./)
  })

  it('says no code when its properties and its header say different ones', () => {
    expect(readDraft(tampered(issued, { 'docProps/core.xml': (xml) => xml.replace('7K3M', '8K3M') })).code).toBeNull()
    expect(readDraft(tampered(issued, { 'word/header1.xml': (xml) => xml.replace('7K3M', '') })).code).toBe('7K3M-9QXT-2B')
  })
})
