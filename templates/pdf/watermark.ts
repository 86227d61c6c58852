import type { FontFace, OutlineStep } from '../fonts.js'
import { number } from './content-stream.js'
import { BODY, PAGE } from './geometry.js'

const WORD = 'UTKAST'
const SIZE_PT = 150
const ANGLE = Math.PI / 3.4
/** Light enough that neither a code, a box nor a printed word is hard to read on it. */
const GRAY = 0.93

function step({ command, points }: OutlineStep, xPt: number): string {
  const at = points.map((value, index) => number((value * SIZE_PT) / 1000 + (index % 2 === 0 ? xPt : 0))).join(' ')
  switch (command) {
    case 'move':
      return `${at} m`
    case 'line':
      return `${at} l`
    case 'curve':
      return `${at} c`
    case 'close':
      return 'h'
    default:
      throw new Error(command satisfies never)
  }
}

/** "UTKAST" across the page as outlines, which read as a picture and never as text of the document; operators of a form the size of a page. */
export function watermark(face: FontFace): string {
  const letters = Array.from(WORD, (letter) => letter.codePointAt(0) ?? 0)
  const widthPt = (letters.reduce((sum, letter) => sum + face.advanceOf(letter), 0) * SIZE_PT) / 1000
  const [cos, sin] = [Math.cos(ANGLE), Math.sin(ANGLE)]
  const heightPt = (face.capHeight * SIZE_PT) / 1000
  const x = PAGE.widthPt / 2 - (cos * widthPt - sin * heightPt) / 2
  const y = PAGE.heightPt / 2 - (sin * widthPt + cos * heightPt) / 2
  const clip = `${number(BODY.xPt / 2)} ${number(BODY.yPt)} ${number(BODY.widthPt + BODY.xPt)} ${number(BODY.heightPt)} re W n`
  const turn = `${cos.toFixed(5)} ${sin.toFixed(5)} ${(-sin).toFixed(5)} ${cos.toFixed(5)} ${number(x)} ${number(y)} cm`
  let xPt = 0
  const outlines: string[] = []
  for (const letter of letters) {
    outlines.push(...face.outlineOf(letter).map((drawn) => step(drawn, xPt)), 'f')
    xPt += (face.advanceOf(letter) * SIZE_PT) / 1000
  }
  return `${clip}\n${turn}\n${GRAY} g\n${outlines.join('\n')}\n`
}
