import { afterEach, expect, test, vi } from 'vitest'
import { buildTemplate } from '../../../templates/build-template.js'
import { partOf, templateOf } from './template-of.js'

afterEach(() => vi.useRealTimers())

const MARKUP = '# Titel\n\n## Rubrik\n\n1. ett\n2. två\n\n| A | B |\n|--|--|\n| 1 | 2 |\n\n[underskrift kund]\n[sidbrytning]\n'

test('the clock and what was built before leave no trace in the file', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2001-02-03T04:05:06Z') })
  const first = await templateOf(MARKUP)
  await templateOf(`${MARKUP}${MARKUP}`)
  vi.setSystemTime(new Date('2031-10-09T08:07:06Z'))
  expect(Buffer.compare(await templateOf(MARKUP), first)).toBe(0)
})

test('the tags stand in the file as the author will see them', async () => {
  expect(partOf(await templateOf('Avtal med {{kund.namn}}.\n\n{{#if (lika kort.sisKort "ja")}}\nSIS\n{{/if}}'), 'word/document.xml')).toMatch(/Avtal med \{\{kund\.namn\}\}\..*\{\{#if \(lika kort\.sisKort &quot;ja&quot;\)\}\}.*SIS.*\{\{\/if\}\}/s)
})

test('the page is A4 with as much room as in the PDF, in Swedish, with header and counted pages', async () => {
  const docx = await templateOf('Text')
  expect(partOf(docx, 'word/document.xml')).toMatch(/<w:pgSz w:w="11906" w:h="16838"[^>]*\/><w:pgMar w:top="1985" w:right="1417" w:bottom="1644" w:left="1417"/)
  expect(partOf(docx, 'word/styles.xml')).toContain('<w:lang w:val="sv-SE"')
  expect(partOf(docx, 'word/header1.xml')).toContain('{{dokument.kod}}')
  expect(partOf(docx, 'word/footer1.xml')).toMatch(/PAGE.*NUMPAGES/s)
})

test('headings are numbered only when the text says so', async () => {
  const build = async (numbered: 'ja' | 'nej'): Promise<string> => partOf(await buildTemplate({ kind: 'prov', text: `---\ntitel: P\nnumrering: ${numbered}\ninnehåll: nej\n---\n## A\n` }), 'word/styles.xml')
  expect(await build('ja')).toMatch(/styleId="Heading1".*?<w:numPr>/s)
  expect(await build('nej')).not.toMatch(/styleId="Heading1"[^§]*?<w:numPr><w:ilvl/s)
})

test('a signature table says whose it is, and has a tall empty box with a light border for the pen', async () => {
  const xml = partOf(await templateOf('[underskrift kund]\n[underskrift driftleverantor]'), 'word/document.xml')
  expect([...xml.matchAll(/<w:tblCaption w:val="([^"]+)"/g)].map((match) => match[1])).toEqual(['Underskrift: kund', 'Underskrift: driftleverantor'])
  expect(xml).toMatch(/<w:trHeight w:val="1080" w:hRule="exact"\/><\/w:trPr><w:tc><w:tcPr>.*?BFBFBF.*?<\/w:tcPr><w:p><w:pPr>(?:(?!<w:t[ >]).)*?<\/w:pPr><\/w:p><\/w:tc>/s)
})
