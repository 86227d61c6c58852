import { describe, expect, it } from 'vitest'
import { measuresOf, sameInkAs, SEARCHED, shapeOf } from '../../../signing/ink/ink-shape.js'
import { strokesIn } from '../../../signing/ink/strokes.js'
import { box, draw, MM_PER_PX, name, seen } from './paper.js'

type Points = readonly (readonly [number, number])[]

const WRITTEN = name()
/** The hand strays slowly, so far at most. */
const strayed = (points: Points, farMm: number): Points => points.map(([x, y], step) => [x + farMm * Math.sin(step / 11), y + farMm * Math.cos(step / 17 + 1)])
const moved = (points: Points, rightMm: number, downMm: number, times = 1): Points => points.map(([x, y]) => [12 + (x - 12) * times + rightMm, 10 + (y - 10) * times + downMm])

function shapeIn(points: Points, pen?: { readonly widthMm: number; readonly tone: number }, noise = 3): Uint8Array {
  const { shape } = seen(draw(box(noise), points, pen))
  if (shape === undefined) throw new Error('that is no signature to be known again')
  return shape
}

describe('the ink of a signature box', () => {
  const isSame = sameInkAs(shapeIn(WRITTEN))

  it.each<[string, Points, { readonly widthMm: number; readonly tone: number }, number]>([
    ['laid in elsewhere', moved(WRITTEN, 5.3, 1.2), { widthMm: 0.5, tone: 40 }, 3],
    ['laid in larger', moved(WRITTEN, 0, 0, 1.15), { widthMm: 0.55, tone: 40 }, 3],
    ['printed paler and thinner, and scanned with more noise', moved(WRITTEN, 0.4, 0.3), { widthMm: 0.4, tone: 90 }, 8],
  ])('is known to be the same picture when it is %s, and found among many by its measures', (_, points, pen, noise) => {
    const other = shapeIn(points, pen, noise)
    expect(isSame(other)).toBe(true)
    const [one, two] = [measuresOf(shapeIn(WRITTEN)), measuresOf(other)]
    expect(Math.max(Math.abs(one.aspect - two.aspect), Math.abs(one.lean - two.lean))).toBeLessThan(SEARCHED)
  })

  it.each([1, 1.5, 2.5])('is not the same when the same hand writes the name again, straying %d mm', (farMm) => {
    expect(isSame(shapeIn(strayed(WRITTEN, farMm)))).toBe(false)
  })

  it('is not taken up at all when it fills its place like any other scribble', () => {
    const { pixels, ...size } = draw(box(0, 255), Array.from({ length: 400 }, (_, step): [number, number] => [12 + step / 20, 10 + 4 * Math.sin(step * 1.7)]))
    const ink = pixels.map((tone) => (tone < 100 ? 1 : 0))
    expect(shapeOf(strokesIn({ ink, ...size }), size.widthPx, MM_PER_PX)).toBeNull()
    const { pixels: written } = draw(box(0, 255), WRITTEN)
    expect(shapeOf(strokesIn({ ink: written.map((tone) => (tone < 100 ? 1 : 0)), ...size }), size.widthPx, MM_PER_PX)).not.toBeNull()
  })
})
