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

/** What a page alone shows, as operators. */
export interface DrawnBody extends TaggedPage {
  readonly operators: Buffer
}

/** Draws one page, wrapping what belongs together in marked content. */
class BodyDrawing {
  readonly marked: number[] = []
  readonly boxes = new Map<number, Rectangle>()

  constructor(readonly content: ContentStream, private readonly layout: Layout) {}

  beginTagged(element: number): void {
    const role = element === MARKS_ELEMENT ? 'P' : (this.layout.elements[element]?.role ?? 'P')
    this.content.beginTagged(role, this.marked.length)
    this.marked.push(element)
  }

  /** Pieces of one element that follow each other are one marked-content sequence. */
  pieces(pieces: readonly Piece[]): void {
    let from = 0
    while (from < pieces.length) {
      const element = pieces[from]?.element ?? null
      let to = from + 1
      while (to < pieces.length && pieces[to]?.element === element) to++
      this.#sequence(pieces, from, to, element)
      from = to
    }
  }

  #sequence(pieces: readonly Piece[], from: number, to: number, element: number | null): void {
    let hasText = false
    for (let at = from; at < to; at++) {
      const piece = pieces[at]
      if (piece?.type === 'text') hasText = true
      else if (element !== null && (piece?.type === 'frame' || piece?.type === 'picture')) this.boxes.set(element, piece)
    }
    if (element === null) this.content.beginArtifact(hasText ? 'repeated' : 'decoration')
    else this.beginTagged(element)
    for (let at = from; at < to; at++) {
      const piece = pieces[at]
      if (piece !== undefined) drawPiece(this.content, piece)
    }
    this.content.endMarked()
  }
}

function isHead(piece: Piece): boolean {
  return piece.type === 'text' && piece.yPt > PAGE.heightPt / 2
}

/** What stands on every page of the document: the draft's mark, head and foot, as operators. Like a page's body it leaves the graphics state as it found it, since other streams follow. */
export function drawRunning(layout: Layout, sets: GlyphSets, draft: boolean): Buffer {
  const content = new ContentStream(sets)
  content.raw('q\n')
  if (draft) content.artifact('watermark', () => content.raw('q /X0 Do Q\n'))
  const { pieces } = layout.running
  const parts = [['header', pieces.filter(isHead)], ['footer', pieces.filter((piece) => !isHead(piece))]] as const
  for (const [kind, running] of parts) {
    if (running.length > 0) content.artifact(kind, () => running.forEach((piece) => drawPiece(content, piece)))
  }
  content.raw('Q\n')
  return content.bytes()
}

/** What a page alone shows, the same in every exemplar; the marks are read out once, on the first page. */
export function drawBody(layout: Layout, page: LayoutPage, sets: GlyphSets, marks: readonly string[]): DrawnBody {
  const content = new ContentStream(sets)
  const drawing = new BodyDrawing(content, layout)
  content.raw('q\n')
  if (marks.length > 0) {
    if (page === layout.pages[0]) drawing.beginTagged(MARKS_ELEMENT)
    else content.beginArtifact('header')
    drawMarks(content, sets, marks, layout.running.headEndYPt)
    content.endMarked()
  }
  drawing.pieces(page.pieces)
  content.raw('Q\n')
  return { operators: content.bytes(), marked: drawing.marked, boxes: drawing.boxes }
}
