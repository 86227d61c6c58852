import { hash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { FONT_STYLES } from '../fonts.js'
import type { Layout } from '../layout/layout.js'
import { RecentTexts } from '../recent-texts.js'
import type { BlankStamp, Stamp } from '../stamp.js'
import { ContentStream, type GlyphSets } from './content-stream.js'
import { drawBody, drawRunning, type TaggedPage } from './draw-body.js'
import { drawStamp } from './draw-stamp.js'
import { noCharacters, use, type UsedCharacters } from './embed-fonts.js'
import { PAGE } from './geometry.js'

/** What every page is marked with, besides its stamp. */
export interface PageMarking {
  /** Printed on every page, in this order ("EXEMPEL"). */
  readonly marks: readonly string[]
  /** Draws "UTKAST" across every page; the page resources must then hold it as form X0. */
  readonly draft: boolean
}

/** What a page alone shows, its stamp left out, compressed. */
export interface PageBody extends TaggedPage {
  readonly content: Uint8Array
}

/** What the exemplars of a version have in common: what every page begins with, and each page's own, compressed. */
export interface DrawnPages {
  readonly running: Uint8Array
  readonly bodies: readonly PageBody[]
}

const LEVEL = { level: 3 } as const
/** For a kilobyte, where making room for the usual window would cost more than compressing. */
const SHORT = { level: 3, windowBits: 12, memLevel: 5 } as const
/** What drawStamp writes of itself, in any document. */
const STAMP_LETTERS = 'Sida av 0123456789'

/** Compressed for FlateDecode. Another version of Node may compress to other bytes that say the same. */
export function compress(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes, LEVEL)
}

/** A layout is written once an exemplar; what the exemplars have in common is made once. */
const charactersOfLayout = new WeakMap<Layout, UsedCharacters>()
const drawnOfLayout = new WeakMap<Layout, Map<string, DrawnPages>>()
/** Pages that show no customer's facts are the same from customer to customer; about those of two packs. */
const packedBodies = new RecentTexts<Uint8Array>(150)

function layoutCharacters(layout: Layout): UsedCharacters {
  const known = charactersOfLayout.get(layout)
  if (known !== undefined) return known
  const used = noCharacters()
  for (const piece of layout.running.pieces) if (piece.type === 'text') use(used, piece.style, piece.text)
  for (const page of layout.pages) for (const piece of page.pieces) if (piece.type === 'text') use(used, piece.style, piece.text)
  charactersOfLayout.set(layout, used)
  return used
}

/** The characters by which the fonts are chosen for the pages with these stamps and marks. */
export function usedCharacters(layout: Layout, stamps: readonly (Stamp | BlankStamp)[], marks: readonly string[]): UsedCharacters {
  const { regular, bold, italic, boldItalic } = layoutCharacters(layout)
  const used: UsedCharacters = { regular: new Set(regular), bold: new Set(bold), italic, boldItalic }
  useInStamps(used, stamps, marks)
  return used
}

/** Notes every character that these stamps and marks show. */
export function useInStamps(used: UsedCharacters, stamps: readonly (Stamp | BlankStamp)[], marks: readonly string[]): void {
  for (const stamp of stamps) {
    use(used, 'bold', stamp.code)
    use(used, 'regular', stamp.text + stamp.exemplar)
  }
  for (const text of [STAMP_LETTERS, ...marks]) use(used, 'bold', text)
}

/** What the exemplars of a version have in common; each stream leaves the graphics state as it found it. */
export function drawPages(layout: Layout, sets: GlyphSets, { marks, draft }: PageMarking): DrawnPages {
  const known = drawnOfLayout.get(layout) ?? new Map<string, DrawnPages>()
  drawnOfLayout.set(layout, known)
  const key = JSON.stringify([marks, draft, FONT_STYLES.map((style) => sets[style].name)])
  const drawn = known.get(key) ?? {
    running: compress(drawRunning(layout, sets, draft)),
    bodies: layout.pages.map((page): PageBody => {
      const { operators, marked, boxes } = drawBody(layout, page, sets, marks)
      // By their hash, since the operators themselves would be kept as long as what they are packed to.
      const shown = hash('sha256', operators, 'base64')
      return { content: packedBodies.get(shown) ?? packedBodies.set(shown, compress(operators)), marked, boxes }
    }),
  }
  known.set(key, drawn)
  return drawn
}

/** One page's stamp as a compressed content stream, to follow the page's body. */
export function drawnStamp(stamp: Stamp | BlankStamp, page: number, pageCount: number, sets: GlyphSets): Uint8Array {
  const content = new ContentStream(sets)
  drawStamp(content, sets, stamp, { page, pageCount, sheet: PAGE })
  return deflateSync(content.bytes(), SHORT)
}
