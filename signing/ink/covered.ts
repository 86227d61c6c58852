import type { Gray } from '../registration/gray.js'
import { darkestNear, lightestNear } from './morphology.js'
import type { Stroke } from './strokes.js'

/** A stain and a shadow are lighter than this share of the paper's tone; what a pen or a marker covers is darker. */
const DARK_SHARE = 0.55
/** Between strokes to and fro the paper is seen in slits no wider. */
const SLIT_MM = 0.25
/** The broadest pen's line, where it runs beside itself, and how much that is wider a few such places make (mm, mm²). */
const LINE_MM = 1.7
const LEAST_MM2 = 12

/** Whether ink covers a part of the picture: what stands beneath a bar, or strokes over strokes, nobody can read. */
export function isCovered({ pixels, widthPx, heightPx }: Gray, { leftPx, topPx, rightPx, bottomPx }: Pick<Stroke, 'leftPx' | 'topPx' | 'rightPx' | 'bottomPx'>, { paperTone, mmPerPx }: { readonly paperTone: number; readonly mmPerPx: number }): boolean {
  const dark = DARK_SHARE * paperTone
  // Paper that ink leaves no wider than a slit is ink, and ink that is no wider than a line is paper.
  const slitPx = Math.round(SLIT_MM / mmPerPx)
  const filled = darkestNear({ pixels: pixels.map((tone) => (tone < dark ? 0 : 1)), widthPx, heightPx }, slitPx)
  const within = lightestNear(filled, slitPx + Math.round(LINE_MM / 2 / mmPerPx)).pixels
  let covered = 0
  for (let y = topPx; y <= bottomPx; y += 1) for (let x = leftPx; x <= rightPx; x += 1) covered += 1 - (within[y * widthPx + x] ?? 1)
  return covered * mmPerPx ** 2 >= LEAST_MM2
}
