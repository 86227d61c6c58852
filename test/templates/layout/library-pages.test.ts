import { describe, expect, it } from 'vitest'
import type { Layout, LayoutPage, TextPiece } from '../../../templates/layout/layout.js'
import { layOut } from '../../../templates/layout/lay-out.js'
import { BODY } from '../../../templates/pdf/geometry.js'
import { FONTS } from '../load-test-fonts.js'
import { CUSTOMERS, KIND_IDS, libraryDocument } from '../pdf/library-documents.js'

const SLACK_PT = 0.5

function textsOf(page: LayoutPage): TextPiece[] {
  return page.pieces.filter((piece): piece is TextPiece => piece.type === 'text')
}

function rightEdgePt({ text, style, sizePt, xPt }: TextPiece): number {
  const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const units = characters.reduce((sum, character, index) => sum + FONTS[style].advanceOf(character === 0xad ? 0x2d : character) + (index === 0 ? 0 : FONTS[style].kerningOf(characters[index - 1] ?? 0, character)), 0)
  return xPt + (units * sizePt) / 1000
}

function isHeading({ elements }: Layout, { element }: TextPiece): boolean {
  return element !== null && /^H\d$/.test(elements[element]?.role ?? '')
}

/** Whether a text stands among the lines of a signature. */
function isSigning({ elements }: Layout, { element }: TextPiece): boolean {
  const parent = element === null ? null : (elements[element]?.parent ?? null)
  return parent !== null && elements[parent]?.role === 'Sect'
}

/** What makes a reader wince, by page. */
function flawsOf(layout: Layout): string[] {
  return layout.pages.flatMap((page, index) => {
    const texts = textsOf(page)
    const last = texts.at(-1)
    const firstBox = page.pieces.findIndex(({ type }) => type === 'frame')
    const before = page.pieces.slice(0, Math.max(0, firstBox)).filter((piece): piece is TextPiece => piece.type === 'text')
    return [
      ...texts.filter((text) => text.xPt < BODY.xPt - SLACK_PT || rightEdgePt(text) > BODY.xPt + BODY.widthPt + SLACK_PT).map(({ text }) => `sida ${index + 1}: ”${text}” går ut i marginalen`),
      ...(last !== undefined && isHeading(layout, last) ? [`sida ${index + 1} slutar med rubriken ”${last.text}”`] : []),
      ...(firstBox >= 0 && before.every((text) => isSigning(layout, text)) ? [`sida ${index + 1}: underskriften står ensam`] : []),
      ...(texts.length === 0 ? [`sida ${index + 1} är tom`] : []),
    ]
  })
}

describe('the pages of every document of the library', () => {
  it.each([...CUSTOMERS.keys()])('for %s: no heading ends a page, no signature stands alone, no line leaves the column, no page is empty', async (customer) => {
    const flaws: string[] = []
    for (const kind of KIND_IDS) flaws.push(...flawsOf(layOut(await libraryDocument(kind, customer, false), FONTS)).map((flaw) => `${kind}: ${flaw}`))
    expect(flaws).toEqual([])
  })
})

it('a heading, a signature and a line put wrong are seen', async () => {
  const layout = layOut(await libraryDocument('grundavtal', 'lillfors-kommun', false), FONTS)
  const changed = (change: (page: LayoutPage) => LayoutPage): string => flawsOf({ ...layout, pages: layout.pages.map(change) }).join('\n')
  expect(changed((page) => ({ ...page, pieces: page.pieces.slice(0, 1 + page.pieces.findIndex((piece) => piece.type === 'text' && isHeading(layout, piece))) }))).toContain('slutar med rubriken')
  expect(changed((page) => ({ ...page, pieces: page.pieces.slice(page.pieces.findIndex(({ type }) => type === 'frame')) }))).toContain('står ensam')
  expect(changed((page) => ({ ...page, pieces: page.pieces.map((piece) => (piece.type === 'text' ? { ...piece, xPt: piece.xPt + 80 } : piece)) }))).toContain('går ut i marginalen')
})
