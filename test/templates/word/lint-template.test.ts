import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { lintTemplate } from '../../../templates/lint-template.js'
import { tampered, templateOf } from './template-of.js'

async function lint(markup: string): Promise<string[]> {
  return lintTemplate(compileTemplate(await templateOf(markup))).map((fault) => `${fault.path}: ${fault.message}`)
}

test.each([
  ['{{kund.nanm}}', 'Stycke 1: {{kund.nanm}} är ingen känd uppgift, menade du kund.namn?'],
  ['{{#each kontakter.ra}}{{nanm}}{{/each}}', 'Stycke 1: {{nanm}} är ingen känd uppgift, menade du namn?'],
  ['{{#if kund.gnl}}x{{/if}}', 'Stycke 1: {{kund.gnl}} är ingen känd uppgift, menade du kund.gln?'],
  ['| A | B |\n|--|--|\n| {{kund.namn}} | {{kund.ogrnr}} |', 'Tabell 1, rad 2: {{kund.ogrnr}} är ingen känd uppgift, menade du kund.orgnr?'],
  ['{{#each kontakter.raa}}{{vadsomhelst}}{{/each}}', 'Stycke 1: {{kontakter.raa}} är ingen känd uppgift, menade du kontakter.ra?'],
  ['{{namn}}', 'Stycke 1: {{namn}} är ingen känd uppgift'],
  ['{{kund}}', 'Stycke 1: {{kund}}: kund är en grupp.'],
  ['{{undertecknare}}', 'Stycke 1: {{undertecknare}}: undertecknare är en lista.'],
  ['{{#each kund}}x{{/each}}', 'Stycke 1: {{#each kund}}: kund är ingen lista.'],
  ['{{belopp kund.namn}}', 'Stycke 1: {{belopp kund.namn}}: kund.namn kan inte skrivas som belopp.'],
  ['{{@nummer}}', 'Stycke 1: @nummer har ett värde bara inom {{#each}}.'],
  ['{{this}}', 'Stycke 1: {{this}} har ett värde bara inom {{#each}}.'],
])('%s is named with its place and what was meant', async (markup, fault) => {
  const found = await lint(markup)
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(fault)
})

test('known tags, inside and outside lists, are no faults', async () => {
  expect(await lint('{{kund.namn}} {{#each kort.produkter}}{{@nummer}} {{namn}} {{belopp pris}} {{kund.namn}}{{#if pris}}!{{/if}}{{/each}}\n\n[underskrift kund]')).toEqual([])
})

test('a header without the version code is a fault', async () => {
  const docx = tampered(await templateOf('Text'), { 'word/header1.xml': (xml) => xml.replace('{{dokument.kod}}', '') })
  expect(lintTemplate(compileTemplate(docx)).map((fault) => fault.path)).toEqual(['Sidhuvud'])
})
