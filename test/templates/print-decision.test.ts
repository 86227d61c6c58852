import { describe, expect, it } from 'vitest'
import { contentSha256Of } from '../../templates/content-hash.js'
import { compileTemplate } from '../../templates/compile-template.js'
import type { FilledDocument } from '../../templates/document.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { approvalTableIn, statedDecision, withDecision } from '../../templates/print-decision.js'
import { exampleContext } from './word/example-context.js'
import { writeWord } from '../../templates/write-word.js'
import { partOf, templateOf } from './word/template-of.js'

const DECISION = { on: '2026-11-22', text: 'FG 7, § 12', by: 'Eva Exempel' }
const TABLE = '| Beslut | Uppgift |\n|--|--|\n| Godkänd den (datum) | |\n| Protokoll och paragraf | |\n| Antecknat av (namn) | |'
const filled = async (markup: string): Promise<FilledDocument> => fillTemplate(compileTemplate(await templateOf(`# Handling\n\n${markup}`)), exampleContext(), 'show')
const rows = ({ blocks }: FilledDocument): string[] => blocks.flatMap((block) => (block.type === 'table' ? block.rows : [])).map((row) => row.cells.map((cell) => cell.paragraphs.map(({ runs }) => runs.map(({ text }) => text).join('')).join('')).join(' | '))

describe('a decision', () => {
  it('stands in the blank rows of the approval table', async () => {
    const made = withDecision(await filled(TABLE), DECISION)
    expect(rows(made)).toEqual(['Beslut | Uppgift', 'Godkänd den (datum) | 2026-11-22', 'Protokoll och paragraf | FG 7, § 12', 'Antecknat av (namn) | Eva Exempel'])
    expect(statedDecision(made.blocks)).toContain('Protokoll och paragraf FG 7, § 12')
  })

  it('of one board never stands in what another\'s is printed in, nor where none is', async () => {
    const template = compileTemplate(await templateOf(`# Handling\n\n${TABLE}`))
    const blank = (): FilledDocument => fillTemplate(template, exampleContext(), 'show')
    const said = (document: FilledDocument): string[] => partOf(writeWord(template, document, { draft: false }), 'word/document.xml').match(/FG \d/gu) ?? []
    expect([blank(), withDecision(blank(), DECISION), withDecision(blank(), { ...DECISION, text: 'FG 8' }), blank()].map(said)).toEqual([[], ['FG 7'], ['FG 8'], []])
    expect([blank(), withDecision(blank(), DECISION)].map(({ blocks }) => blocks.flatMap((block) => (block.type === 'table' ? [block.fixed] : [])))).toEqual([[true], [undefined]])
  })

  it.each([
    ['a row that says something already keeps it', TABLE.replace('(namn) | |', '(namn) | Kim Kund |'), 'Antecknat av (namn) | Kim Kund'],
    ['rows with other labels stay blank', `${TABLE}\n| Ansvarig | |`, 'Ansvarig | '],
    ['only the first such table is filled', `${TABLE}\n\nOch en till.\n\n${TABLE}`, 'Godkänd den (datum) | '],
  ])('changes nothing else: %s', async (_, markup, kept) => {
    expect(rows(withDecision(await filled(markup), DECISION))).toContain(kept)
  })

  it.each([
    ['without such a table', 'Bara text.'],
    ['with a day filled in', TABLE.replace('(datum) | |', '(datum) | 2020-01-01 |')],
    ['without a row for the paragraph', TABLE.replace('\n| Protokoll och paragraf | |', '')],
  ])('leaves a document %s as it is', async (_, markup) => {
    const document = await filled(markup)
    expect(approvalTableIn(document.blocks)).toBe(-1)
    expect(contentSha256Of(withDecision(document, DECISION))).toBe(contentSha256Of(document))
  })
})
