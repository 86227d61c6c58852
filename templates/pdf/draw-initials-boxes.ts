import type { SignatureBox } from '../layout/layout.js'
import { textWidthPt, type ContentStream, type GlyphSets, type TextLook } from './content-stream.js'
import { INITIALS_CLEAR_PT, INITIALS_FRAME, calledAtBox } from './initials-places.js'
import { PARTIES } from '../parties.js'

const LABEL: TextLook = { style: 'regular', sizePt: 7.5, gray: 0.3, spacingPt: 0 }
const LEADING_PT = 10
const CAPITAL_PT = 5.4
const SAID = 'Signum,'

/** Everything that may stand beside a box. */
export const INITIALS_LETTERS = [SAID, ...PARTIES.map(calledAtBox)].join('')

/** Draws boxes for initials on a page that is not of our own setting, and beside each whose it is. */
export function drawInitialsBoxes(content: ContentStream, sets: GlyphSets, boxes: readonly SignatureBox[]): void {
  if (boxes.length === 0) return
  content.artifact('footer', () => {
    for (const box of boxes) {
      content.area(box, 1)
      content.frame(box, INITIALS_FRAME.thicknessPt, INITIALS_FRAME.gray)
      for (const [line, text] of [SAID, calledAtBox(box.party)].entries()) {
        content.text(text, LABEL, box.xPt - INITIALS_CLEAR_PT - textWidthPt(sets, text, LABEL), box.yPt + (box.heightPt + LEADING_PT - CAPITAL_PT) / 2 - line * LEADING_PT)
      }
    }
  })
}
