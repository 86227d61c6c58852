import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Block, FilledDocument, TableCell, TableRow } from '../../../templates/document.js'
import { layOut } from '../../../templates/layout/lay-out.js'
import { writePdf, type PdfMeta } from '../../../templates/pdf/write-pdf.js'
import { wordsOf } from '../../../templates/words-of.js'
import { everyConstruct, filled, paragraph, table } from '../layout/write-document.js'
import { FONTS } from '../load-test-fonts.js'
import { checkConformance, type CheckedPdf } from './check-conformance.js'
import { spoken } from './conformance-rules.js'
import { CUSTOMERS, KIND_IDS, libraryDocument } from './library-documents.js'
import { sampleStamp } from './sample-stamp.js'
import { attribute, everyElement } from './structure-tree.js'

const DOCUMENTS = [...CUSTOMERS.keys()].flatMap((customer) => KIND_IDS.map((kind) => ({ customer, kind })))
const STATES = [{ state: 'signing', draft: false }, { state: 'draft', draft: true }] as const

function metaOf(document: FilledDocument, draft: boolean): PdfMeta {
  return { title: document.title, subject: 'Kund & "syskon" <AB>', issuedAt: '2026-11-22T09:00:00.123Z', marks: draft ? ['UTKAST – Får ej undertecknas', 'EXEMPEL'] : ['EXEMPEL'], draft }
}

async function written(document: FilledDocument, draft: boolean): Promise<Uint8Array> {
  return writePdf(layOut(document, FONTS), FONTS, sampleStamp(draft ? 0 : 1), metaOf(document, draft))
}

/** The words of the main text that must be read in order; what the pen fills in is not printed as dots. */
function expectedWords(document: FilledDocument): string[] {
  return wordsOf({ ...document, blocks: document.blocks.filter((block) => block.type !== 'signature') }).filter((word) => !/^[_.…\u200B]+$/u.test(word))
}

/** The first word that a reader of the structure does not hear whole and in its place; empty when all are. */
function firstLost(checked: CheckedPdf, document: FilledDocument): string {
  const heard = (checked.tree === null ? '' : checked.textOf(checked.tree)).replaceAll('\u00AD', '').split(/\s+/u)
  let at = 0
  for (const word of expectedWords(document)) {
    const found = heard.indexOf(word.replaceAll('\u200B', ''), at)
    if (found < 0) return `${word} after ${heard.slice(Math.max(0, at - 4), at).join(' ')}`
    at = found + 1
  }
  return ''
}

describe('a document of every construct', () => {
  it.each(STATES)('is PDF/A-2a and PDF/UA-1 as a $state copy', async ({ draft }) => {
    const checked = await checkConformance(await written(everyConstruct(4), draft))
    expect(checked.violations.map(spoken)).toEqual([])
    expect(firstLost(checked, everyConstruct(4))).toBe('')
  })
})

/** Tables as templates may have them: merged heads, rows too short, no head, cells with several paragraphs and lists, a row higher than a page. */
function oddTables(): Block[] {
  const plain = table([0.4, 0.3, 0.3], ['Produkt', 'Pris', 'Anm.'], [['Kort', '100', '–'], ['Läsare', '50'], ['', '', '']])
  const cell = (span: number, ...texts: string[]): TableCell => ({ span, propertiesXml: '', paragraphs: texts.map((text) => paragraph(text.startsWith('• ') ? 'ListBullet' : 'TableCell', text.replace('• ', ''))) })
  const rows: TableRow[] = [
    { head: true, propertiesXml: '', cells: [cell(2, 'Kort'), cell(1, 'Läsare')] },
    { head: true, propertiesXml: '', cells: [cell(1, 'Ordinarie'), cell(1, 'Reserv'), cell(1, 'Bordsmodell')] },
    { head: false, propertiesXml: '', cells: [cell(1, 'Första stycket.', 'Andra stycket.', '• punkt', '• punkt två'), cell(2, 'Över två')] },
    { head: false, propertiesXml: '', cells: [cell(3, 'Över alla')] },
  ]
  const joined = (...texts: string[]): TableCell => ({ ...cell(1, ...texts), joined: true })
  const over: TableRow[] = [
    { head: true, propertiesXml: '', cells: [cell(1, 'Roll'), cell(1, 'Namn'), cell(1, 'Telefon')] },
    { head: false, propertiesXml: '', cells: [cell(1, 'Ansvarig'), cell(1, 'Åsa'), cell(1, '1')] },
    { head: false, propertiesXml: '', cells: [joined(), cell(1, 'Bo'), cell(1, '2')] },
    { head: false, propertiesXml: '', cells: [joined(), cell(1, 'Cia'), joined()] },
    { head: false, propertiesXml: '', cells: [joined(), joined(), joined()] },
  ]
  const long = Array.from({ length: 700 }, (_, index) => `ord${index}`).join(' ')
  return [plain, { ...plain, rows }, { ...plain, rows: over }, { ...plain, rows: over.slice(1) }, { ...plain, rows: over.slice(2) }, table([0.5, 0.5], [], [['Namn', 'Åsa'], ['', 'Ek'], ['', '']]), table([1], [], [['Ensam']]), table([0.7, 0.3], ['A', 'B'], [[long, 'kort']]), table([0.5, 0.5], [], [])]
}

/** What templates may do that strains a structure. */
const ODD: readonly { readonly name: string; readonly blocks: readonly Block[] }[] = [
  { name: 'headings that begin low and leave out levels', blocks: [paragraph('Heading3', 'Lågt'), paragraph('Heading1', 'Högt'), paragraph('Heading3', 'Lågt igen'), paragraph('Heading2', 'Mitt'), paragraph('Title', 'Titel'), paragraph('Heading3', 'Lågt')] },
  { name: 'headings and paragraphs without words', blocks: [paragraph('Heading1', ''), paragraph('BodyText', ''), paragraph('Heading2', 'Rubrik'), paragraph('ListBullet', ''), paragraph('BodyText', ' ')] },
  { name: 'lists of every kind beside each other', blocks: ['1.', 'a)', 'B.', 'iv)', 'XI.', '–'].map((number) => paragraph('ListNumber', 'Punkten', number)).concat(paragraph('ListNumber', 'Utan nummer'), paragraph('ListBullet', 'Punkten'), paragraph('Note', 'Obs.'), paragraph('Note', 'Obs igen.')) },
  { name: 'tables with merged, missing and overlong cells', blocks: oddTables() },
  { name: 'words that are cut at the end of lines', blocks: [paragraph('BodyText', 'Tillämpningsanvisningens registreringsansvarige kortadministratörer, https://www.exempel.example/omsorg-och-stod/halso-och-sjukvard/siths?sida=1 och nord\u00ADöst\u200Bra. '.repeat(9))] },
  { name: 'nothing at all', blocks: [] },
]

describe('a document with', () => {
  it.each(ODD)('$name is PDF/A-2a and PDF/UA-1, and reads whole', async ({ blocks }) => {
    const checked = await checkConformance(await written(filled(blocks), false))
    expect(checked.violations.map(spoken)).toEqual([])
    expect(firstLost(checked, filled(blocks))).toBe('')
  })
})

describe('a document of the library', () => {
  it.each(DOCUMENTS)('is PDF/A-2a and PDF/UA-1 and reads whole, in order: $kind for $customer', async ({ kind, customer }) => {
    for (const { draft } of STATES) {
      const document = await libraryDocument(kind, customer, draft)
      const checked = await checkConformance(await written(document, draft))
      expect(checked.violations.map(spoken)).toEqual([])
      expect(firstLost(checked, document)).toBe('')
    }
  })
})

/** Programs that judge a file without our help; `ok` is what they end with when they find nothing. */
const JUDGES = [
  { program: 'qpdf', probe: ['--version'], judge: (file: string) => ['--check', file] },
  { program: 'gs', probe: ['--version'], judge: (file: string) => ['-q', '-dNOPAUSE', '-dBATCH', '-dPDFSTOPONERROR', '-sDEVICE=nullpage', file] },
  { program: 'pdfinfo', probe: ['-v'], judge: (file: string) => ['-struct-text', file] },
] as const

describe.each(JUDGES)('$program', ({ program, probe, judge }) => {
  const present = spawnSync(program, [...probe]).error === undefined
  if (!present) process.stderr.write(`Hoppar över prov av PDF med ${program}; installera det för att köra dem.\n`)

  it.runIf(present)('finds nothing wrong with a document of every construct', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'anslut-judged-'))
    const file = join(directory, 'a.pdf')
    writeFileSync(file, await written(everyConstruct(4), true))
    const { status, stderr } = spawnSync(program, judge(file), { encoding: 'utf8' })
    rmSync(directory, { recursive: true })
    expect([status, stderr]).toEqual([0, ''])
  })
})

it('says of a cell that goes on in the rows below how many it covers', async () => {
  const [, , odd] = oddTables().filter((block) => block.type === 'table')
  const checked = await checkConformance(await written(filled([{ ...table([0.4, 0.3, 0.3], [], []), rows: odd?.rows ?? [] }]), false))
  const spans = checked.tree === null ? [] : everyElement(checked.tree).map((element) => String(attribute(element, 'Table', 'RowSpan') ?? '')).filter((span) => span !== '')
  expect(spans).toEqual(['3', '2'])
})
