import { expect, test } from 'vitest'
import { Failure } from '../../../templates/failure.js'
import { parseLibraryText } from '../../../templates/library-text.js'

const FRONT = '---\ntitel: Prov\nnumrering: nej\ninnehåll: ja\n---\n'

function faultsIn(text: string): string[] {
  try {
    parseLibraryText(text)
    return []
  } catch (error) {
    return error instanceof Failure ? error.faults.map((fault) => `${fault.path}: ${fault.message}`) : [String(error)]
  }
}

const plain = (text: string): object[] => [{ text, bold: false, italic: false }]

test('front matter says title, numbering and contents', () => {
  expect(parseLibraryText(FRONT)).toEqual({ title: 'Prov', numbered: false, contents: true, blocks: [] })
})

test('every element of the markup becomes a block', () => {
  const text = `${FRONT}# Titel\n\n## Rubrik\nEtt stycke\növer två rader.\n{{#if kund.gln}}\n- punkt\n- **fet** och *lutande*\n{{/if}}\n> Obs\n\n1. ett\n2. två\n\n[sidbrytning]\n[underskrift svr]\n[underskrift kund kontakter.ra]\n| A | B |\n|--|---|\n| 1 \\| 2 | |\n`
  expect(parseLibraryText(text).blocks).toEqual([
    { type: 'paragraph', style: 'Title', list: null, spans: plain('Titel') },
    { type: 'paragraph', style: 'Heading1', list: null, spans: plain('Rubrik') },
    { type: 'paragraph', style: 'BodyText', list: null, spans: plain('Ett stycke över två rader.') },
    { type: 'tag', tag: '{{#if kund.gln}}' },
    { type: 'paragraph', style: 'ListBullet', list: null, spans: plain('punkt') },
    { type: 'paragraph', style: 'ListBullet', list: null, spans: [{ text: 'fet', bold: true, italic: false }, { text: ' och ', bold: false, italic: false }, { text: 'lutande', bold: false, italic: true }] },
    { type: 'tag', tag: '{{/if}}' },
    { type: 'paragraph', style: 'Note', list: null, spans: plain('Obs') },
    { type: 'paragraph', style: 'ListNumber', list: 1, spans: plain('ett') },
    { type: 'paragraph', style: 'ListNumber', list: 1, spans: plain('två') },
    { type: 'page-break' },
    { type: 'signature', party: 'svr', people: 'svr.undertecknare' },
    { type: 'signature', party: 'kund', people: 'kontakter.ra' },
    { type: 'table', widths: [2, 3], head: [plain('A'), plain('B')], rows: [[plain('1 | 2'), []]] },
  ])
})

test('a list begins anew after other text, and goes on over block tags', () => {
  const lists = parseLibraryText(`${FRONT}1. a\n{{#if kund.gln}}\n2. b\n{{/if}}\n3. c\n\nText.\n\n1. d\n`).blocks.flatMap((block) => (block.type === 'paragraph' ? [block.list] : []))
  expect(lists).toEqual([1, 1, 1, null, 2])
})

test.each([
  ['# Titel', 'rad 1: filen ska börja'],
  [`${FRONT}[underskrift tomten]`, 'rad 6: ”[underskrift tomten]” är inget känt inslag'],
  [`${FRONT}| A | B |\n| 1 | 2 |`, 'rad 6: en tabell börjar med en rubrikrad'],
  [`${FRONT}| A | B |\n|--|--|\n| 1 |`, 'rad 8: raden har 1 celler men tabellen 2 kolumner'],
  [`${FRONT}Ett **fett ord`, 'rad 6: fetstil ** eller kursiv * öppnas men stängs inte'],
  [`${FRONT}#Rubrik`, 'rad 6: en rubrik skrivs med'],
  [`${FRONT}  - indragen`, 'rad 6: indragna listor stöds inte'],
  ['---\ntitel: A\nfärg: röd\n---\n', 'rad 3: ”färg: röd” är ingen känd inställning'],
  ['---\ntitel: A\nnumrering: kanske\n---\n', 'rad 3: numrering ska vara ja eller nej'],
])('%j is refused by its line', (text, fault) => {
  expect(faultsIn(text)[0]).toContain(fault)
})
