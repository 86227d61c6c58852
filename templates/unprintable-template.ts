import type { CompiledTemplate } from './compile-template.js'
import type { Fault } from './failure.js'
import type { Fonts } from './fonts.js'
import { shown } from './plain-text.js'
import { unprintableTexts } from './unprintable-facts.js'
import type { Flow } from './word/flow.js'
import type { ParagraphProgram } from './word/program.js'

/** What the layout makes a space of, or leaves out, before it looks for glyphs. */
const WITHOUT_GLYPH = /[\t\r\n\u00AD\u2028\u2060\uFEFF]/gu

interface PlacedText {
  readonly place: string
  readonly text: string
}

/** Every text of the template itself with a character no document can print; issuing would stop at it for the customers who are to have that text. */
export async function unprintableTemplate(template: CompiledTemplate, fonts: () => Promise<Fonts>): Promise<Fault[]> {
  const texts = [
    ...bodyTexts(template.body),
    ...leavesOf(template.header).flatMap(textsOf),
    ...leavesOf(template.footer).flatMap(textsOf),
  ]
  return (await unprintableTexts(texts, fonts)).map(({ place, text, character }) => ({
    path: place,
    message: `${shown(text)}: tecknet U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} finns inte i handlingarnas typsnitt, eller skrivs från höger till vänster. Skriv texten utan det.`,
  }))
}

function bodyTexts(body: CompiledTemplate['body']): PlacedText[] {
  return leavesOf(body).flatMap((block) => {
    if (block.type === 'paragraph') return textsOf(block)
    return block.type === 'table' ? leavesOf(block.rows).flatMap((row) => row.cells).flatMap((cell) => leavesOf(cell.content)).flatMap(textsOf) : []
  })
}

function textsOf({ pieces, place }: ParagraphProgram): PlacedText[] {
  return leavesOf(pieces).flatMap((piece) => (piece.type === 'text' ? [{ place, text: piece.text.normalize('NFC').replaceAll(WITHOUT_GLYPH, '') }] : []))
}

/** Whatever may come to stand there, for one customer or another. */
function leavesOf<T>(flow: Flow<T>): T[] {
  return flow.flatMap((node) => (node.type === 'leaf' ? [node.value] : [...leavesOf(node.body), ...leavesOf(node.otherwise)]))
}
