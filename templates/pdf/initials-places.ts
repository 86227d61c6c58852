import type { Initials } from '../document.js'
import type { SignatureBox } from '../layout/layout.js'
import { BODY, hundredths, PAGE, pointsOf, type SheetSize } from './geometry.js'

const BOX = { widthPt: pointsOf(22), heightPt: pointsOf(12) } as const
/** Nothing is printed nearer a box for initials than this, so that ink is told from print. */
export const INITIALS_CLEAR_PT = pointsOf(3.2)
/** A third of the column each. */
const SHARE_PT = hundredths(BODY.widthPt / 3)
/** How wide what is said beside a box may be. */
export const INITIALS_LABEL_PT = SHARE_PT - BOX.widthPt - 2 * INITIALS_CLEAR_PT
/** How a box for initials is framed. */
export const INITIALS_FRAME = { thicknessPt: 0.6, gray: 0.72 } as const

const NAMES: Readonly<Record<string, string>> = { kund: 'kunden', svr: 'SVR', driftleverantor: 'driftleverantören', korttillverkare: 'korttillverkaren', dnv: 'DNV' }

/** A party as it is called beside its box. */
export function calledAtBox(party: string): string {
  return NAMES[party] ?? party
}

/** How much of the foot of every page's column is left to initials. */
export function initialsHeightPt(initials: readonly Initials[]): number {
  return initials.length === 0 ? 0 : BOX.heightPt + INITIALS_CLEAR_PT
}

/** Where the initials that are asked for on a page are written: at the foot of the column from the right, where whoever turns the pages finds them. */
export function initialsPlaces(initials: readonly Initials[], page: number, { widthPt }: SheetSize = PAGE): SignatureBox[] {
  const asked = initials.filter(({ pages }) => pages === null || pages.includes(page))
  const rightXPt = BODY.xPt + BODY.widthPt + widthPt - PAGE.widthPt
  return asked.map(({ party }, index) => ({
    id: `${party}-signum-${page}`, party, role: 'Signum', page, initials: true,
    xPt: hundredths(rightXPt - (asked.length - 1 - index) * SHARE_PT - BOX.widthPt), yPt: BODY.yPt, ...BOX,
  }))
}
