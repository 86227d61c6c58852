import type { Piece } from '../layout/layout.js'
import type { ContentStream } from './content-stream.js'
import { pictureNameOf } from './picture-name.js'

const LIGHT_GRAY = 0.935
const LIGHT_YELLOW = '1 0.94 0.55'

/** Draws one piece of a page; a word's end at the end of a line is drawn as the space it is (ISO 14289-1, 7.2). */
export function drawPiece(content: ContentStream, piece: Piece): void {
  switch (piece.type) {
    case 'text':
      return content.text(piece.text, { style: piece.style, sizePt: piece.sizePt, gray: piece.gray, spacingPt: 0 }, piece.xPt, piece.yPt, piece.spaceAfter ? ' ' : '')
    case 'fill':
      if (piece.color === 'light-yellow') return content.areaInColor(piece, LIGHT_YELLOW)
      return content.area(piece, piece.color === 'white' ? 1 : LIGHT_GRAY)
    case 'rule':
      return content.line([piece.fromXPt, piece.fromYPt], [piece.toXPt, piece.toYPt], { thicknessPt: piece.thicknessPt, gray: piece.gray, dotted: piece.pattern === 'dotted' })
    case 'frame':
      return content.frame(piece, piece.thicknessPt, piece.gray)
    case 'picture':
      return content.picture(pictureNameOf(piece.picture), piece)
    default:
      piece satisfies never
  }
}
