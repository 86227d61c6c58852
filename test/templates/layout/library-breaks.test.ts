import { expect, it } from 'vitest'
import type { Layout } from '../../../templates/layout/layout.js'
import { layOut } from '../../../templates/layout/lay-out.js'
import { BODY } from '../../../templates/pdf/geometry.js'
import { FONTS } from '../load-test-fonts.js'
import { CUSTOMERS, KIND_IDS, libraryDocument } from '../pdf/library-documents.js'
import { partsOf, textsOf, type Part } from './page-parts.js'

/** Higher parts may stand alone beside a page's end. */
const TALL_LINES = 4
const SMALL_TABLE = { rows: 5, lines: 18 } as const
const SHORT_PAGE = 0.3

/** What of a list or a table stands alone beside a page's end. */
function alone(parts: readonly Part[]): string[] {
  const pages = new Set(parts.map(({ page }) => page))
  if (pages.size < 2) return []
  const beside = [parts.filter(({ page }) => page === Math.min(...pages)), parts.filter(({ page }) => page === Math.max(...pages))]
  return beside.flatMap(([part, ...more]) => (part !== undefined && more.length === 0 && part.lines < TALL_LINES ? [`sida ${part.page}: ”${part.text.slice(0, 40)}” står ensam`] : []))
}

function partedTables(layout: Layout): string[] {
  return [...partsOf(layout, 'Table', 'TR').values()]
    .filter((rows) => rows.length <= SMALL_TABLE.rows && rows.reduce((sum, { lines }) => sum + lines, 0) <= SMALL_TABLE.lines && new Set(rows.map(({ page }) => page)).size > 1)
    .map(([row]) => `sida ${row?.page ?? 0}: den lilla tabellen med ”${row?.text.slice(0, 40) ?? ''}” är delad`)
}

/** Addresses that end a line elsewhere than after the @ or before a dot, where a column is too narrow for them. */
function cutAddresses(layout: Layout): string[] {
  return layout.pages.flatMap((page, index) => textsOf(page)
    .map((piece, at, all) => ({ piece, next: all[at + 1] }))
    .filter(({ piece, next }) => !piece.spaceAfter && /@\S*$/.test(piece.text) && next?.element === piece.element && next?.yPt !== piece.yPt)
    .filter(({ piece, next }) => !piece.text.endsWith('@') && next?.text.startsWith('.') !== true)
    .map(({ piece: { text } }) => `sida ${index + 1}: adressen ”${text}” är delad`))
}

function shortEnd(layout: Layout): string[] {
  const lowestYPt = Math.min(...(layout.pages.at(-1)?.pieces ?? []).map((piece) => (piece.type === 'rule' ? piece.toYPt : piece.yPt)))
  const share = (BODY.yPt + BODY.heightPt - lowestYPt) / BODY.heightPt
  return layout.pageCount > 1 && share < SHORT_PAGE ? [`sista sidan är bara fylld till ${Math.round(share * 100)} %`] : []
}

/** The pages of a table of contents that would stand on one. */
function partedContents({ pages }: Layout): string[] {
  const listed = pages.flatMap(({ links }, index) => (links.length > 0 ? [index + 1] : []))
  return listed.length > 1 ? [`innehållsförteckningen går över sidorna ${listed.join(', ')}`] : []
}

function flawsOf(layout: Layout): string[] {
  const parts = [...partsOf(layout, 'L', 'LI').values(), ...partsOf(layout, 'Table', 'TR').values()]
  return [...parts.flatMap(alone), ...partedTables(layout), ...cutAddresses(layout), ...partedContents(layout), ...shortEnd(layout)]
}

it.each([...CUSTOMERS.keys()])('for %s: no list item and no row stands alone, no small table is parted, no address is cut within a name, no table of contents takes two pages, no document ends in a few lines', async (customer) => {
  const flaws: string[] = []
  for (const kind of KIND_IDS) flaws.push(...flawsOf(layOut(await libraryDocument(kind, customer, false), FONTS)).map((flaw) => `${kind}: ${flaw}`))
  expect(flaws).toEqual([])
})
