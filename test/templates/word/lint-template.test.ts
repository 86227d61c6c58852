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
  ['{{belopp kund.namn}}', 'Stycke 1: {{belopp kund.namn}}: kund.namn kan inte skrivas som belopp, som är till för belopp i kronor. Ta bort eller byt formatet.'],
  ['{{datum kund.namn}}', 'Stycke 1: {{datum kund.namn}}: kund.namn kan inte skrivas som datum, som är till för dagar.'],
  ['{{orgnr kund.postadress.postnr}}', 'kan inte skrivas som orgnr, som är till för organisationsnummer.'],
  ['{{postnr kund.orgnr}}', 'kan inte skrivas som postnr'],
  ['{{#each kontakter.ra}}{{telefon epost}}{{/each}}', 'epost kan inte skrivas som telefon'],
  ['{{antal avtal.startdatum}}', 'kan inte skrivas som antal'],
  ['{{#if (lika kund.kundtyp "regionn")}}x{{/if}}', 'Stycke 1: (lika kund.kundtyp "regionn") stämmer aldrig: kund.kundtyp kan inte vara ”regionn”, menade du region?'],
  ['{{#if (lika kund.kundtyp "Region")}}x{{/if}}', 'menade du region?'],
  ['{{#unless (lika kort.sisKort "kanske")}}x{{/unless}}', 'Stycke 1: (lika kort.sisKort "kanske") stämmer aldrig: kort.sisKort kan inte vara ”kanske”. Välj bland ja, nej, ej-beslutat.'],
  ['{{#if (lika kort.reservkort "finns")}}x{{/if}}', 'Välj bland ja, nej.'],
  ['{{#each ledtider}}{{#if (lika punkt "suport")}}x{{/if}}{{/each}}', 'menade du support?'],
  ['{{@nummer}}', 'Stycke 1: @nummer har ett värde bara inom {{#each}}.'],
  ['{{this}}', 'Stycke 1: {{this}} har ett värde bara inom {{#each}}.'],
])('%s is named with its place and what was meant', async (markup, fault) => {
  const found = await lint(markup)
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(fault)
})

test('known tags, inside and outside lists, are no faults', async () => {
  expect(await lint('{{kund.namn}} {{#each kort.produkter}}{{@nummer}} {{namn}} {{belopp pris}} {{antal antal}} {{kund.namn}}{{#if pris}}!{{/if}}{{/each}} {{datum avtal.startdatum}} {{datum dokument.datum}} {{orgnr svr.orgnr}} {{postnr kund.postadress.postnr}} {{telefon kund.telefon}}\n\n[underskrift kund]')).toEqual([])
})

test('a header without the version code is a fault', async () => {
  const docx = tampered(await templateOf('Text'), { 'word/header1.xml': (xml) => xml.replace('{{dokument.kod}}', '') })
  expect(lintTemplate(compileTemplate(docx)).map((fault) => fault.path)).toEqual(['Sidhuvud'])
})

test.each(['{{#if (lika kort.reservkort "ja")}}x{{/if}}', '{{#if (lika kort.reservkort "true")}}x{{/if}}', '{{#if (lika kund.namn "Vad som helst")}}x{{/if}}'])('%s asks about what the fact can say', async (markup) => {
  expect(await lint(markup)).toEqual([])
})

const LINE = '<w:p><w:r><w:t>Rad</w:t></w:r></w:p>'
const PAGE_NUMBER = '<w:p><w:r><w:t xml:space="preserve">Sida </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'

test.each([
  ['header1', LINE, ['Sidhuvud: sidhuvudet har 3 stycken med text, men sidan rymmer 2.']],
  ['header1', PAGE_NUMBER, []],
  ['header1', '<w:p><w:r><w:tab/></w:r></w:p>', []],
  ['footer1', LINE, []],
  ['footer1', LINE.replace('Rad', 'Lång rad. '.repeat(25)), ['Sidfot: sidfoten har mer text än sidan rymmer. Korta den till högst 200 tecken']],
  ['footer1', LINE + LINE, ['Sidfot: sidfoten har 3 stycken med text, men sidan rymmer 2.']],
])('a %s with more lines than a page has room for is a fault, because the PDF would leave them out', async (part, added, expected) => {
  const docx = tampered(await templateOf('Text'), { [`word/${part}.xml`]: (xml) => xml.replace(/<\/w:(hdr|ftr)>/, (end) => added + end) })
  const found = lintTemplate(compileTemplate(docx)).map((fault) => `${fault.path}: ${fault.message}`)
  expect(found.map((fault, index) => fault.slice(0, expected[index]?.length))).toEqual(expected)
})
