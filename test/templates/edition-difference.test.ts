import { expect, test } from 'vitest'
import { compileTemplate } from '../../templates/compile-template.js'
import { editionDifference, type EditionDifference } from '../../templates/edition-difference.js'
import { templateLines } from '../../templates/template-lines.js'
import { wordChanges } from '../../templates/text-difference.js'
import { templateOf, withDocument } from './word/template-of.js'

async function difference(before: string, after: string): Promise<EditionDifference> {
  return editionDifference(compileTemplate(await templateOf(before)), compileTemplate(await templateOf(after)))
}

const marked = (before: string, after: string): string => wordChanges(before, after).map(({ text, mark }) => (mark === 'same' ? text : mark === 'added' ? `{+${text}+}` : `[-${text}-]`)).join('')

test('a template reads as its author wrote it, tags included, under its headings', async () => {
  const docx = await templateOf('## Parter\n\nMellan {{kund.namn}} den {{datum dokument.datum}}{{#if kund.gln}} ({{kund.gln}}){{/if}}.\n\n{{#unless (lika kort.sisKort "ja")}}\n\n- Punkt\n\n{{else}}\n\n| A | B |\n|--|--|\n| {{#each kort.produkter}}{{namn}} | {{antal}}{{/each}} |\n\n{{/unless}}\n\n[sidbrytning]\n\n[underskrift kund]')
  const lines = templateLines(compileTemplate(docx)).filter(({ section }) => section === 'Parter').map(({ text }) => text)
  expect(lines.slice(0, 12)).toEqual([
    'Parter', 'Mellan {{kund.namn}} den {{datum dokument.datum}}{{#if kund.gln}} ({{kund.gln}}){{/if}}.', '{{#unless (lika kort.sisKort "ja")}}', 'Punkt', '{{else}}',
    'A | B', '{{#each kort.produkter}}', '{{namn}} | {{antal}}', '{{/each}}', '{{/unless}}', '‹sidbrytning›', '{{#each undertecknare}}',
  ])
  expect(lines).toContain('‹underskrift kund›')
})

test('paragraphs that came, went and were changed are named in order, under their heading', async () => {
  const { changes } = await difference(
    '## Pris\n\nPriset är {{belopp kort.pris}} kronor per kort och år.\n\nDet här stycket går bort helt.\n\nSista stycket står kvar.',
    '## Pris\n\nPriset är {{belopp kort.pris}} kronor per kort och månad.\n\nSista stycket står kvar.\n\nEtt helt nytt stycke om moms.',
  )
  expect(changes.map(({ type, section }) => [type, section])).toEqual([['changed', 'Pris'], ['removed', 'Pris'], ['added', 'Pris']])
  expect(changes[0]).toMatchObject({ words: [{ text: 'Priset är {{belopp kort.pris}} kronor per kort och ', mark: 'same' }, { text: 'år', mark: 'removed' }, { text: 'månad', mark: 'added' }, { text: '.', mark: 'same' }], style: null })
})

test('a paragraph that became a heading is one change of style', async () => {
  const { changes } = await difference('Om priser', '## Om priser')
  expect(changes).toEqual([expect.objectContaining({ type: 'changed', style: { before: 'BodyText', after: 'Heading1' } })])
})

test('a changed tag, table row, header or condition is a change', async () => {
  const before = '{{#if kund.gln}}\n\nText\n\n{{/if}}\n\n| A | B |\n|--|--|\n| 1 | {{kund.namn}} |'
  const after = before.replace('kund.gln}}', 'kund.webb}}').replace('{{kund.namn}}', '{{kund.orgnr}}')
  const { changes } = await difference(before, after)
  expect(changes.flatMap((change) => (change.type === 'changed' ? [] : [change.text]))).toEqual(['{{#if kund.gln}}', '{{#if kund.webb}}'])
  expect(changes.flatMap((change) => (change.type === 'changed' ? [[change.before, change.after]] : []))).toEqual([['1 | {{kund.namn}}', '1 | {{kund.orgnr}}']])
})

test('equal words in another look say so', async () => {
  const docx = await templateOf('Text')
  const bold = withDocument(docx, '<w:r><w:t xml:space="preserve">Text', '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Text')
  expect(editionDifference(compileTemplate(docx), compileTemplate(bold))).toEqual({ changes: [], onlyLooks: true })
  expect(editionDifference(compileTemplate(docx), compileTemplate(docx))).toEqual({ changes: [], onlyLooks: false })
})

test.each([
  ['Kunden ska betala.', 'Kunden ska inte betala.', 'Kunden ska {+inte +}betala.'],
  ['inom fem dagar', 'inom tio hela arbetsdagar', 'inom [-fem dagar-]{+tio hela arbetsdagar+}'],
  ['Åtagandet gäller', 'Åtagandena gäller', '[-Åtagandet-]{+Åtagandena+} gäller'],
  ['{{kund.namn}} AB', '{{kund.kortnamn}} AB', '[-{{kund.namn}}-]{+{{kund.kortnamn}}+} AB'],
  ['lika', 'lika', 'lika'],
])('%j to %j is marked word by word', (before, after, expected) => {
  expect(marked(before, after)).toBe(expected)
})
