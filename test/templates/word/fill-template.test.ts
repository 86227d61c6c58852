import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import type { FillContext } from '../../../templates/context.js'
import type { FilledDocument } from '../../../templates/document.js'
import { Failure } from '../../../templates/failure.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { wordsOf } from '../../../templates/words-of.js'
import { exampleContext } from './example-context.js'
import { faultsOf, templateOf, withDocument } from './template-of.js'

async function filled(markup: string, context: FillContext = exampleContext(), gaps: 'refuse' | 'show' = 'refuse'): Promise<FilledDocument> {
  return fillTemplate(compileTemplate(await templateOf(markup)), context, gaps)
}

async function wordsFrom(markup: string, context?: FillContext): Promise<string> {
  return wordsOf(await filled(markup, context)).join(' ')
}

const two = { ...exampleContext(), undertecknare: [{ namn: 'Anna Ek', befattning: 'Direktör', beslut: '§ 1' }, { namn: 'Bo Alm', befattning: 'Chef' }] }

test('facts are printed, with their formats', async () => {
  expect(await wordsFrom('{{kund.namn}}, {{orgnr kund.orgnr}}, {{datum dokument.datum}}', two)).toBe('Lillfors kommun, 212000-9879, 22 november 2026')
})

test('a question about an absent fact is answered no', async () => {
  const context = { ...two, kund: { namn: 'A', kundtyp: 'kommun' as const, orgnr: '212000-9879' } }
  expect(await wordsFrom('{{#if kund.gln}}ja{{else}}nej{{/if}} {{#unless kund.gln}}tomt{{/unless}} {{#if (lika kund.kundtyp "kommun")}}kommun{{/if}}', context)).toBe('nej tomt kommun')
})

test('a yes/no is asked about as it is printed, or as the facts file says it', async () => {
  const context = { ...two, kort: { reservkort: true } }
  expect(await wordsFrom('{{#if (lika kort.reservkort "ja")}}a{{/if}}{{#if (lika kort.reservkort "true")}}b{{/if}}{{#if (lika kort.reservkort "nej")}}c{{/if}}', context)).toBe('ab')
})

test('block tags alone on a line leave no paragraph behind', async () => {
  const document = await filled('Före\n\n{{#if kund.namn}}\nMitt\n{{else}}\nInte\n{{/if}}\nEfter')
  expect(document.blocks.map((block) => (block.type === 'paragraph' ? block.runs.map((run) => run.text).join('') : block.type))).toEqual(['Före', 'Mitt', 'Efter'])
})

test('in a loop the element is asked first, then what is around it', async () => {
  expect(await wordsFrom('{{#each undertecknare}}{{@nummer}} {{namn}} för {{kund.namn}}, {{#if beslut}}{{beslut}}{{else}}-{{/if}}; {{/each}}', two)).toBe('1 Anna Ek för Lillfors kommun, § 1; 2 Bo Alm för Lillfors kommun, -;')
})

test('an empty list takes the else', async () => {
  expect(await wordsFrom('{{#each undertecknare}}{{namn}}{{else}}ingen{{/each}}', { ...two, undertecknare: [] })).toBe('ingen')
})

test('a loop from the first cell to the last repeats the row, and the head row stays', async () => {
  const document = await filled('| Namn | Befattning |\n|--|--|\n| {{#each undertecknare}}{{namn}} | {{befattning}}{{/each}} |', two)
  const [table] = document.blocks
  const rows = table?.type === 'table' ? table.rows : []
  expect(rows.map((row) => row.head)).toEqual([true, false, false])
  expect(wordsOf(document).join(' ')).toBe('Namn Befattning Anna Ek Direktör Bo Alm Chef')
  expect(table?.type === 'table' ? table.columns.reduce((sum, part) => sum + part, 0) : 0).toBeCloseTo(1)
})

test('rows that hold only tags choose and repeat the rows between them', async () => {
  const rows = '| A | B |\n|--|--|\n| {{#each undertecknare}} | |\n| {{namn}} | {{#if beslut}}{{beslut}}{{/if}} |\n| {{/each}} | |\n| {{#if kund.finnsinte}} | |\n| x | y |\n| {{else}} | |\n| slut | |\n| | {{/if}} |'
  expect(await wordsFrom(rows, two)).toBe('A B Anna Ek § 1 Bo Alm slut')
})

test('blocks that are not matched are faults by paragraph or row', async () => {
  const faultsOfText = async (markup: string): Promise<string[]> => faultsOf(await templateOf(markup)).map((fault) => `${fault.path}: ${fault.message}`)
  expect(await faultsOfText('Text\n\n{{#if kund.gln}}\nText')).toEqual([expect.stringContaining('Stycke 2: {{#if}} saknar sitt slut')])
  expect(await faultsOfText('Text {{#if kund.gln}}x')).toEqual([expect.stringContaining('Stycke 1: {{#if}} saknar sitt slut')])
  expect(await faultsOfText('{{/each}}')).toEqual([expect.stringContaining('Stycke 1: {{/each}} har ingen början')])
  expect(await faultsOfText('{{#each undertecknare}}\n{{#if namn}}\n{{/each}}\n{{/if}}')).toHaveLength(2)
  expect(await faultsOfText('{{else}}')).toEqual([expect.stringContaining('{{else}} står utanför')])
  expect(await faultsOfText('| A | B |\n|--|--|\n| {{#each undertecknare}}{{namn}} | x |')).toEqual([expect.stringContaining('Tabell 1, rad 2: {{#each}} saknar sitt slut')])
  expect(await faultsOfText('| A | B |\n|--|--|\n| x {{#each undertecknare}} | x |')).toEqual([expect.stringContaining('Tabell 1, rad 2: {{#each}} saknar sitt slut')])
  expect(await faultsOfText('Text {{kund.namn} slut')).toEqual([expect.stringContaining('Stycke 1: en tagg är inte hel')])
})

test('a signature block comes out for every signatory, in order, with party and role', async () => {
  const document = await filled('[underskrift kund]\n[underskrift svr]', two)
  const blocks = document.blocks.flatMap((block) => (block.type === 'signature' ? [[block.id, block.party, block.role]] : []))
  expect(blocks).toEqual([['kund-1', 'kund', 'Direktör'], ['kund-2', 'kund', 'Chef'], ['svr-1', 'svr', 'Avdelningschef']])
})

test('a signing copy without signatories is refused, a draft shows one empty place', async () => {
  const context = { ...two, undertecknare: [] }
  await expect(filled('[underskrift kund]', context)).rejects.toMatchObject({ code: 'facts-missing' })
  const draft = await filled('[underskrift kund]', context, 'show')
  expect(draft.blocks.filter((block) => block.type === 'signature')).toHaveLength(1)
  expect(wordsOf(draft).join(' ')).toContain('[saknas: undertecknare.0.namn]')
})

test('missing facts that are printed are all named, those only asked about are not', async () => {
  const context = { ...two, kund: { namn: 'A', kundtyp: 'kommun' as const, orgnr: '212000-9879' } }
  const failure = await filled('{{kund.gln}} {{#if kund.webb}}{{kund.webb}}{{/if}} {{kund.epost}} {{kund.gln}}\n\n{{#each undertecknare}}{{telefon}}{{/each}}', context).catch((error: unknown) => error)
  expect(failure instanceof Failure ? failure.faults.map((fault) => fault.path) : failure).toEqual(['kund.gln', 'kund.epost', 'undertecknare.0.telefon', 'undertecknare.1.telefon'])
})

test('a draft marks each gap', async () => {
  const context = { ...two, kund: { namn: 'A', kundtyp: 'kommun' as const, orgnr: '212000-9879' } }
  const [block] = (await filled('GLN {{kund.gln}}.', context, 'show')).blocks
  expect(block?.type === 'paragraph' ? block.runs.map((run) => [run.text, run.gap]) : []).toEqual([['GLN ', false], ['[saknas: kund.gln]', true], ['.', false]])
})

test('a tag that prints a group, or in the wrong format, is a fault of the template with its place', async () => {
  await expect(filled('Text.\n\n{{kund}}')).rejects.toMatchObject({ code: 'template-invalid', faults: [{ path: 'Stycke 2' }] })
  await expect(filled('{{belopp kund.namn}}')).rejects.toMatchObject({ code: 'template-invalid', faults: [{ path: 'Stycke 1' }] })
})

test('headings and lists carry the numbers Word will print', async () => {
  const document = await filled('## A\n### B\n### C\n## D\n#### E\n\n1. ett\n2. två\n\nText\n\n1. nytt\n- punkt')
  expect(document.blocks.map((block) => (block.type === 'paragraph' ? block.number : null))).toEqual(['1', '1.1', '1.2', '2', '2.1.1', '1.', '2.', null, '1.', '•'])
})

test('a numbered heading that is not called for leaves no hole in the numbers', async () => {
  const document = await filled('## A\n{{#unless kund.namn}}\n## B\n{{/unless}}\n## C')
  expect(wordsOf(document)).toEqual(['1', 'A', '2', 'C'])
})

test('a tag that Word has split across runs is joined, in the look it begins with', async () => {
  const docx = withDocument(await templateOf('Till **{{kund.namn}}** idag'), '{{kund.namn}}', '{{ku</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:i/></w:rPr><w:t>nd.na</w:t></w:r><w:r><w:t>mn}</w:t></w:r><w:r><w:t>}')
  const [block] = fillTemplate(compileTemplate(docx), exampleContext(), 'refuse').blocks
  expect(block?.type === 'paragraph' ? block.runs.map((run) => [run.text, run.bold, run.italic]) : []).toEqual([['Till ', false, false], ['Lillfors kommun', true, false], [' idag', false, false]])
})

test('the header says what the document says of itself', async () => {
  const document = await filled('Text')
  expect(document.header.map((line) => line.runs.map((run) => run.text).join(''))).toEqual(['Exempelavtal\tVersionskod 7K3M-9QXT-2B', 'Lillfors kommun\tUtgåva 1'])
  expect(document.footer[1]?.runs.map((run) => run.field ?? run.text)).toEqual(['\tSida ', 'page', ' av ', 'page-count'])
})

test('a paragraph and a row that print no fact are the same object in all documents, others are not', async () => {
  const template = compileTemplate(await templateOf('Fast text.\n\nFör {{kund.namn}}.\n\n| A | B |\n|--|--|\n| fast | rad |\n| för | {{kund.namn}} |\n'))
  const [one, other] = ['A', 'B'].map((namn) => fillTemplate(template, { ...two, kund: { ...two.kund, namn } }, 'refuse'))
  expect(one?.blocks.map((block, index) => block === other?.blocks[index])).toEqual([true, false, false])
  const rows = [one, other].map((document) => document?.blocks.flatMap((block) => (block.type === 'table' ? block.rows : [])) ?? [])
  expect(rows[0]?.map((row, index) => row === rows[1]?.[index])).toEqual([true, true, false])
})

test('a number that depends on the facts is counted anew for every customer', async () => {
  const template = compileTemplate(await templateOf('{{#if kund.gln}}\n## Bara ibland\n{{/if}}\n\n## Alltid\n'))
  const numbers = [true, false, true].map((given) => fillTemplate(template, { ...two, kund: { namn: 'A', kundtyp: 'kommun', orgnr: '212000-9879', ...(given ? { gln: '7300015200109' } : {}) } }, 'refuse').blocks.map((block) => (block.type === 'paragraph' ? block.number : null)))
  expect(numbers).toEqual([['1', '2'], ['1'], ['1', '2']])
})
