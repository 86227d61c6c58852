import { isInside } from '../comparison/letters.js'
import type { IssuedSheet } from '../examine-page.js'
import { grown, type Region } from '../registration/flatten.js'
import { project, type Projection } from '../registration/projection.js'

/** A part of a picture, in its pixels. */
export interface PicturePart {
  readonly leftPx: number
  readonly topPx: number
  readonly widthPx: number
  readonly heightPx: number
}

/** The picture of an electronic signature is placed by hand, about as well as a name is written. */
const ABOUT_BOX_MM = 10

/** Whether the picture of an electronic signature stands at a place to sign and covers no printed word: the rest of a page it would cover, or say what was never issued, in a file whose signatures are all valid. */
export function standsWhereSigned(picture: PicturePart, projection: Projection, { boxes, letters }: Pick<IssuedSheet, 'boxes' | 'letters'>): boolean {
  const isAtBox = boxes.some((box) => holds(boundsOf(grown(box, ABOUT_BOX_MM), projection), picture))
  return isAtBox && !letters.some((letter) => !boxes.some((box) => isInside(letter, box)) && isOver(picture, project(projection, letter.leftMm + letter.widthMm / 2, letter.topMm + letter.heightMm / 2)))
}

function boundsOf({ leftMm, topMm, widthMm, heightMm }: Region, projection: Projection): PicturePart {
  const corners = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([right = 0, down = 0]) => project(projection, leftMm + right * widthMm, topMm + down * heightMm))
  const [across, down] = [corners.map(({ xPx }) => xPx), corners.map(({ yPx }) => yPx)]
  const [leftPx, topPx] = [Math.min(...across), Math.min(...down)]
  return { leftPx, topPx, widthPx: Math.max(...across) - leftPx, heightPx: Math.max(...down) - topPx }
}

function holds(outer: PicturePart, inner: PicturePart): boolean {
  return isOver(outer, { xPx: inner.leftPx, yPx: inner.topPx }) && isOver(outer, { xPx: inner.leftPx + inner.widthPx, yPx: inner.topPx + inner.heightPx })
}

function isOver({ leftPx, topPx, widthPx, heightPx }: PicturePart, { xPx, yPx }: { readonly xPx: number; readonly yPx: number }): boolean {
  return xPx >= leftPx && xPx <= leftPx + widthPx && yPx >= topPx && yPx <= topPx + heightPx
}
