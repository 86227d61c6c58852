import type { Gray } from '../registration/gray.js'
import { darkestNear, lightestNear } from './morphology.js'
import { strokesIn, type Stroke } from './strokes.js'

/** A stain and a shadow are lighter than this share of the paper's tone; what a pen or a marker covers is darker. */
const DARK_SHARE = 0.55
/** Between strokes to and fro the paper is seen in slits no wider. */
const SLIT_MM = 0.25
/** The broadest pen's line is no wider (mm). */
const LINE_MM = 1.7

/** A marker's bar is solid, but for what a poor scan leaves of paper in it, and wider than a name's pen leaves a line. */
const BAR = { slitMm: 0.13, lineMm: 1.4 } as const

interface Covered {
  readonly mm2: number
  readonly share: number
  /** From corner to corner of the longest piece that is as solid and wide as a marker's bar: names in pens up to a millimetre broad, blots and loops that fill among them, have 5.5 mm at most in 99 of 100. */
  readonly barMm: number
}

/** How much of a part of the picture ink covers, in mm² and beside all the ink there: what stands beneath a bar, or strokes over strokes, nobody can read. A name too runs beside itself here and there. */
export function coveredIn({ pixels, widthPx, heightPx }: Gray, { leftPx, topPx, rightPx, bottomPx }: Pick<Stroke, 'leftPx' | 'topPx' | 'rightPx' | 'bottomPx'>, { paperTone, mmPerPx }: { readonly paperTone: number; readonly mmPerPx: number }): Covered {
  const paper = pixels.map((tone) => (tone < DARK_SHARE * paperTone ? 0 : 1))
  // Paper that ink leaves no wider than a slit is ink, and ink that is no wider than a line is paper.
  const inside = (slitMm: number, lineMm: number): Uint8Array => {
    const slitPx = Math.round(slitMm / mmPerPx)
    return lightestNear(darkestNear({ pixels: paper, widthPx, heightPx }, slitPx), slitPx + Math.round(lineMm / 2 / mmPerPx)).pixels
  }
  const within = inside(SLIT_MM, LINE_MM)
  const bar = inside(BAR.slitMm, BAR.lineMm)
  const bars = new Uint8Array(bar.length)
  let [covered, inked] = [0, 0]
  for (let y = topPx; y <= bottomPx; y += 1) for (let x = leftPx; x <= rightPx; x += 1) {
    covered += 1 - (within[y * widthPx + x] ?? 1)
    inked += 1 - (paper[y * widthPx + x] ?? 1)
    bars[y * widthPx + x] = 1 - (bar[y * widthPx + x] ?? 1)
  }
  return { mm2: covered * mmPerPx ** 2, share: covered / Math.max(1, inked), barMm: Math.max(0, ...strokesIn({ ink: bars, widthPx, heightPx }).map((one) => Math.hypot(one.rightPx - one.leftPx, one.bottomPx - one.topPx) * mmPerPx)) }
}
