import type { Layout, LayoutPage, Piece } from '../layout/layout.js'
import type { Rectangle } from '../stamp.js'
import { ContentStream, type GlyphSets } from './content-stream.js'
import { drawPiece } from './draw-piece.js'
import { drawMarks } from './draw-stamp.js'
import { PAGE } from './geometry.js'

/** The element of the marks on the first page, which stands before those of the layout. */
export const MARKS_ELEMENT = -1

/** What of a page stands in the structure. */
export interface TaggedPage {
  /** By marked-content id: the structure element it belongs to. */
  readonly marked: readonly number[]
  /** By element: where its frame stands on the page. */
  readonly boxes: ReadonlyMap<number, Rectangle>
}

/** A page's content without its stamp, as operators. */
export interface DrawnBody extends TaggedPage {
  readonly operators: Uint8Array
}

/** Draws one page, wrapping what belongs together in marked content. */
class BodyDrawing {
  readonly marked: number[] = []
  readonly boxes = new Map<number, Rectangle>()

  constructor(readonly content: ContentStream, private readonly layout: Layout) {}

  tagged(element: number, draw: () => void): void {
    const role = element === MARKS_ELEMENT ? 'P' : (this.layout.elements[element]?.role ?? 'P')
    this.content.tagged(role, this.marked.length, draw)
    this.marked.push(element)
  }

  /** Pieces of one element that follow each other are one marked-content sequence. */
  pieces(pieces: readonly Piece[]): void {
    let from = 0
    while (from < pieces.length) {
      const element = pieces[from]?.element ?? null
      let to = from + 1
      while (to < pieces.length && pieces[to]?.element === element) to++
      this.#sequence(pieces.slice(from, to), element)
      from = to
    }
  }

  #sequence(pieces: readonly Piece[], element: number | null): void {
    const draw = (): void => {
      for (const piece of pieces) drawPiece(this.content, piece)
    }
    if (element === null) return this.content.artifact(pieces.some((piece) => piece.type === 'text') ? 'repeated' : 'decoration', draw)
    for (const piece of pieces) if (piece.type === 'frame' || piece.type === 'picture') this.boxes.set(element, piece)
    this.tagged(element, draw)
  }
}

function isHead(piece: Piece): boolean {
  return piece.type === 'text' && piece.yPt > PAGE.heightPt / 2
}

/** What the exemplars of a version have in common on a page; the marks are read out once, on the first page. */
export function drawBody(layout: Layout, page: LayoutPage, sets: GlyphSets, { marks, draft }: { marks: readonly string[]; draft: boolean }): DrawnBody {
  const content = new ContentStream(sets)
  const drawing = new BodyDrawing(content, layout)
  // The stamp follows in a stream of its own and expects the page's first graphics state.
  content.raw('q\n')
  if (draft) content.artifact('watermark', () => content.raw('q /X0 Do Q\n'))
  const { pieces, headEndYPt } = layout.running
  const parts = [['header', pieces.filter(isHead)], ['footer', pieces.filter((piece) => !isHead(piece))]] as const
  for (const [kind, running] of parts) {
    if (running.length > 0) content.artifact(kind, () => running.forEach((piece) => drawPiece(content, piece)))
  }
  const drawPageMarks = (): void => drawMarks(content, sets, marks, headEndYPt)
  if (marks.length > 0 && page === layout.pages[0]) drawing.tagged(MARKS_ELEMENT, drawPageMarks)
  else if (marks.length > 0) content.artifact('header', drawPageMarks)
  drawing.pieces(page.pieces)
  content.raw('Q\n')
  return { operators: content.bytes(), marked: drawing.marked, boxes: drawing.boxes }
}
