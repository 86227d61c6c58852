import { BODY } from '../pdf/geometry.js'
import type { FlowItem } from './flow.js'

const BAR = { fromColumnPt: 9, thicknessPt: 2, gray: 0.1 } as const

/** The item with a bar in the margin beside it, which says that it does not say what the template says; the bar is decoration and takes no room. */
export function barred(item: FlowItem): FlowItem {
  const xPt = BODY.xPt - BAR.fromColumnPt
  return {
    ...item,
    draw: (page, topYPt) => {
      item.draw(page, topYPt)
      page.pieces.push({ type: 'rule', fromXPt: xPt, fromYPt: topYPt, toXPt: xPt, toYPt: topYPt - item.heightPt, thicknessPt: BAR.thicknessPt, gray: BAR.gray, pattern: 'solid', element: null })
    },
  }
}
