import type { Gray } from '../registration/gray.js'
import { darkestNear, lightestNear } from './morphology.js'
import type { Stroke } from './strokes.js'

/** A stain and a shadow are lighter than this share of the paper's tone; what a pen or a marker covers is darker. */
const DARK_SHARE = 0.55
/** Between strokes to and fro the paper is seen in slits no wider. */
const SLIT_MM = 0.25
/** The broadest pen's line is no wider (mm). */
const LINE_MM = 1.7

/** How much of a part of the picture ink covers, in mm² and beside all the ink there: what stands beneath a bar, or strokes over strokes, nobody can read. A name too runs beside itself here and there. */
export function coveredIn({ pixels, widthPx, heightPx }: Gray, { leftPx, topPx, rightPx, bottomPx }: Pick<Stroke, 'leftPx' | 'topPx' | 'rightPx' | 'bottomPx'>, { paperTone, mmPerPx }: { readonly paperTone: number; readonly mmPerPx: number }): { readonly mm2: number; readonly share: number } {
  const paper = pixels.map((tone) => (tone < DARK_SHARE * paperTone ? 0 : 1))
  // Paper that ink leaves no wider than a slit is ink, and ink that is no wider than a line is paper.
  const slitPx = Math.round(SLIT_MM / mmPerPx)
  const within = lightestNear(darkestNear({ pixels: paper, widthPx, heightPx }, slitPx), slitPx + Math.round(LINE_MM / 2 / mmPerPx)).pixels
  let [covered, inked] = [0, 0]
  for (let y = topPx; y <= bottomPx; y += 1) for (let x = leftPx; x <= rightPx; x += 1) {
    covered += 1 - (within[y * widthPx + x] ?? 1)
    inked += 1 - (paper[y * widthPx + x] ?? 1)
  }
  return { mm2: covered * mmPerPx ** 2, share: covered / Math.max(1, inked) }
}
