import type { Initials } from '../document.js'
import { Failure } from '../failure.js'
import { BODY, hundredths, pointsOf } from '../pdf/geometry.js'
import { drawLine, type DrawnPage, type Setting } from './flow.js'
import { plainRun, setRuns } from './set-paragraph.js'
import { SIGNATURE_STYLE, type TextStyle } from './style.js'

const BOX = { widthPt: pointsOf(22), heightPt: pointsOf(12) } as const
/** Nothing is printed nearer the box than this, so that ink is told from print. */
const CLEAR_PT = pointsOf(3.2)
/** A third of the column each. */
const SHARE_PT = hundredths(BODY.widthPt / 3)
const LABEL: TextStyle = { ...SIGNATURE_STYLE, sizePt: 7.5, leadingPt: 10, gray: 0.3 }

const NAMES: Readonly<Record<string, string>> = { kund: 'kunden', svr: 'SVR', driftleverantor: 'driftleverantören', korttillverkare: 'korttillverkaren', dnv: 'DNV' }

/** How much of the foot of every page's column is left to initials. */
export function initialsHeightPt(initials: readonly Initials[]): number {
  return initials.length === 0 ? 0 : BOX.heightPt + CLEAR_PT
}

/** Draws the boxes for initials that are asked for on a page, at the foot of the column from the right, where whoever turns the pages finds them. */
export function drawInitials(page: DrawnPage, initials: readonly Initials[], setting: Setting): void {
  const asked = initials.filter(({ pages }) => pages === null || pages.includes(page.number))
  for (const [index, { party }] of asked.entries()) {
    const xPt = hundredths(BODY.xPt + BODY.widthPt - (asked.length - 1 - index) * SHARE_PT - BOX.widthPt)
    const box = { xPt, yPt: BODY.yPt, ...BOX }
    const labelPt = SHARE_PT - BOX.widthPt - 2 * CLEAR_PT
    const lines = setRuns([plainRun(`Signum, ${NAMES[party] ?? party}`)], LABEL, labelPt, setting.fonts)
    const topYPt = BODY.yPt + (BOX.heightPt + lines.length * LABEL.leadingPt) / 2
    for (const [at, line] of lines.entries()) drawLine(page, line, LABEL, xPt - CLEAR_PT - line.widthPt, topYPt - at * LABEL.leadingPt, null)
    page.pieces.push({ type: 'fill', color: 'white', ...box, element: null }, { type: 'frame', thicknessPt: 0.6, gray: 0.72, ...box, element: null })
    page.signatureBoxes.push({ id: `${party}-signum-${page.number}`, party, role: 'Signum', page: page.number, initials: true, ...box })
  }
}

/** @throws Failure `template-invalid` when initials are asked for on a page that the document does not have */
export function refuseBeyond(initials: readonly Initials[], pageCount: number): void {
  const beyond = initials.flatMap(({ party, pages }) => (pages ?? []).filter((page) => page < 1 || page > pageCount).map((page) => `${party}, sida ${page}`))
  if (beyond.length > 0) throw new Failure('template-invalid', `Mallen begär signum på en sida som inte finns (${beyond.join('; ')}): handlingen har ${pageCount} ${pageCount === 1 ? 'sida' : 'sidor'}. Ändra taggen, eller begär signum på varje sida.`)
}
