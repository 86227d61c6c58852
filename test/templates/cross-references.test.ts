import { describe, expect, it } from 'vitest'
import type { Block, FilledDocument, Paragraph } from '../../templates/document.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { FONTS } from './load-test-fonts.js'
import { CUSTOMERS, KIND_IDS, libraryDocument } from './pdf/library-documents.js'

const NUMBERED = /(RAPS, )?(?:avsnitt|kapitel) (\d+(?:\.\d+)*)/gu
const NAMED = /avsnittet (\p{Lu}.*)/gu

/** Papers that others name by these words when they refer to a section of them. */
const NAMED_PAPERS = { RAPS: 'raps', Grundavtalet: 'grundavtal', Tjänsteavtalet: 'tjansteavtal', Leveransavtalet: 'leveransavtal' } as const

function paragraphsOf(block: Block): Paragraph[] {
  if (block.type === 'paragraph') return [block]
  if (block.type === 'table') return block.rows.flatMap((row) => row.cells.flatMap((cell) => [...cell.paragraphs]))
  return []
}

function textOf(paragraph: Paragraph): string {
  return paragraph.runs.map((run) => run.text).join('')
}

/** Title by number. */
function headingsOf({ blocks }: FilledDocument): ReadonlyMap<string, string> {
  return new Map(blocks.flatMap((block) => (block.type === 'paragraph' && block.style.startsWith('Heading') ? [[block.number ?? textOf(block), textOf(block)] as const] : [])))
}

/** Whether the words after "avsnittet" begin with a title of the document itself, or of the paper they go on to name. */
function leads(rest: string, own: readonly string[], papers: ReadonlyMap<string, readonly string[]>): boolean {
  const elsewhere = [...papers].flatMap(([name, titles]) => titles.map((title) => `${title} i ${name}`))
  return [...elsewhere, ...own].some((title) => rest.startsWith(title))
}

/** What the customer's document refers to that is not there. */
async function deadReferences(kind: string, customer: string): Promise<string[]> {
  const document = await libraryDocument(kind, customer, false)
  const [own, raps] = [headingsOf(document), headingsOf(await libraryDocument('raps', customer, false))]
  const papers = new Map(await Promise.all(Object.entries(NAMED_PAPERS).map(async ([name, paper]) => [name, [...headingsOf(await libraryDocument(paper, customer, false)).values()]] as const)))
  return document.blocks.flatMap(paragraphsOf).flatMap((paragraph) => {
    const text = textOf(paragraph)
    const numbers = [...text.matchAll(NUMBERED)].filter(([, inRaps, number = '']) => !(inRaps === undefined ? own : raps).has(number))
    const names = [...text.matchAll(NAMED)].filter(([, rest = '']) => !leads(rest, [...own.values()], papers))
    return [...numbers, ...names].map(([reference]) => reference)
  })
}

describe.each([...CUSTOMERS.keys()])('for %s', (customer) => {
  it.each(KIND_IDS)('%s refers to no section or chapter that is not there', async (kind) => {
    expect(await deadReferences(kind, customer)).toEqual([])
  })

  it('RAPS is a whole text of 15 to 25 pages', async () => {
    const { pageCount } = layOut(await libraryDocument('raps', customer, false), FONTS)
    expect(pageCount).toBeGreaterThanOrEqual(15)
    expect(pageCount).toBeLessThanOrEqual(25)
  })
})
