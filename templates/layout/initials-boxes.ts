import type { Initials } from '../document.js'
import { Failure } from '../failure.js'
import { INITIALS_CLEAR_PT, INITIALS_FRAME, INITIALS_LABEL_PT, calledAtBox, initialsPlaces } from '../pdf/initials-places.js'
import { drawLine, type DrawnPage, type Setting } from './flow.js'
import { plainRun, setRuns } from './set-paragraph.js'
import { SIGNATURE_STYLE, type TextStyle } from './style.js'

const LABEL: TextStyle = { ...SIGNATURE_STYLE, sizePt: 7.5, leadingPt: 10, gray: 0.3 }

/** Draws the boxes for initials that are asked for on a page. */
export function drawInitials(page: DrawnPage, initials: readonly Initials[], setting: Setting): void {
  for (const place of initialsPlaces(initials, page.number)) {
    const { xPt, yPt, widthPt, heightPt } = place
    const lines = setRuns([plainRun(`Signum, ${calledAtBox(place.party)}`)], LABEL, INITIALS_LABEL_PT, setting.fonts)
    const topYPt = yPt + (heightPt + lines.length * LABEL.leadingPt) / 2
    for (const [at, line] of lines.entries()) drawLine(page, line, LABEL, xPt - INITIALS_CLEAR_PT - line.widthPt, topYPt - at * LABEL.leadingPt, null)
    const box = { xPt, yPt, widthPt, heightPt }
    page.pieces.push({ type: 'fill', color: 'white', ...box, element: null }, { type: 'frame', ...INITIALS_FRAME, ...box, element: null })
    page.signatureBoxes.push(place)
  }
}

/** @throws Failure `template-invalid` when initials are asked for on a page that the document does not have */
export function refuseBeyond(initials: readonly Initials[], pageCount: number): void {
  const beyond = initials.flatMap(({ party, pages }) => (pages ?? []).filter((page) => page < 1 || page > pageCount).map((page) => `${party}, sida ${page}`))
  if (beyond.length > 0) throw new Failure('template-invalid', `Mallen begär signum på en sida som inte finns (${beyond.join('; ')}): handlingen har ${pageCount} ${pageCount === 1 ? 'sida' : 'sidor'}. Ändra taggen, eller begär signum på varje sida.`)
}
