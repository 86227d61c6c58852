/** Pixels that are ink, row by row: 1 where there is some. */
export interface Mask {
  readonly ink: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

/** One piece of ink that hangs together. */
export interface Stroke {
  /** Pixels in the mask's order. */
  readonly pixels: readonly number[]
  /** How wide it is on the whole: a pen that stops or crosses its own line makes a blot, not a stain. */
  readonly strokePx: number
  readonly leftPx: number
  readonly topPx: number
  readonly rightPx: number
  readonly bottomPx: number
}

/** The pieces of ink in a mask, in reading order of their first pixel; diagonal neighbours hang together. */
export function strokesIn(mask: Mask): Stroke[] {
  const { ink, widthPx, heightPx } = mask
  const depth = depthOf(mask)
  const seen = new Uint8Array(ink.length)
  const strokes: Stroke[] = []
  for (let first = 0; first < ink.length; first += 1) {
    if (ink[first] !== 1 || seen[first] === 1) continue
    const pixels = [first]
    seen[first] = 1
    let [leftPx, topPx, rightPx, bottomPx, depths] = [widthPx, heightPx, 0, 0, 0]
    for (let next = 0; next < pixels.length; next += 1) {
      const at = pixels[next] ?? 0
      const x = at % widthPx
      const y = Math.floor(at / widthPx)
      leftPx = Math.min(leftPx, x)
      topPx = Math.min(topPx, y)
      rightPx = Math.max(rightPx, x)
      bottomPx = Math.max(bottomPx, y)
      depths += depth[at] ?? 0
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) {
          const beside = at + dy * widthPx + dx
          if (x + dx < 0 || x + dx >= widthPx || y + dy < 0 || y + dy >= heightPx || ink[beside] !== 1 || seen[beside] === 1) continue
          seen[beside] = 1
          pixels.push(beside)
        }
      }
    }
    // Across a line of even width the depth runs from one at its edges to half the width in its middle.
    strokes.push({ pixels, strokePx: Math.max(1, (4 * depths) / pixels.length - 2), leftPx, topPx, rightPx, bottomPx })
  }
  return strokes
}

/** The strokes alone, in the rectangle that they take, a pixel of paper about them. */
export function cutOut(strokes: readonly Stroke[], widthPx: number, heightPx: number): Mask {
  const [left, top] = [Math.max(0, Math.min(...strokes.map(({ leftPx }) => leftPx)) - 1), Math.max(0, Math.min(...strokes.map(({ topPx }) => topPx)) - 1)]
  const [right, bottom] = [Math.min(widthPx - 1, Math.max(...strokes.map(({ rightPx }) => rightPx)) + 1), Math.min(heightPx - 1, Math.max(...strokes.map(({ bottomPx }) => bottomPx)) + 1)]
  const width = right - left + 1
  const ink = new Uint8Array(width * (bottom - top + 1))
  for (const { pixels } of strokes) for (const at of pixels) ink[(Math.floor(at / widthPx) - top) * width + (at % widthPx) - left] = 1
  return { ink, widthPx: width, heightPx: bottom - top + 1 }
}

/** How far each pixel of ink is from the nearest without, in pixels (chamfer distance 3-4). */
function depthOf({ ink, widthPx, heightPx }: Mask): Float32Array {
  // A rim of no ink about the picture, so that no neighbour need be asked for: most of it is paper, which is passed over.
  const stride = widthPx + 2
  const rimmed = new Float32Array(stride * (heightPx + 2))
  const at = (index: number): number => rimmed[index] ?? 0
  for (let y = 0, place = 0; y < heightPx; y += 1) {
    for (let x = 0, to = (y + 1) * stride + 1; x < widthPx; x += 1, to += 1, place += 1) {
      if (ink[place] === 1) rimmed[to] = Math.min(at(to - 1) + 1, at(to - stride) + 1, at(to - stride - 1) + 4 / 3, at(to - stride + 1) + 4 / 3)
    }
  }
  const depth = new Float32Array(ink.length)
  for (let y = heightPx - 1, place = ink.length - 1; y >= 0; y -= 1) {
    for (let x = widthPx - 1, to = (y + 1) * stride + widthPx; x >= 0; x -= 1, to -= 1, place -= 1) {
      if (ink[place] === 1) depth[place] = rimmed[to] = Math.min(at(to), at(to + 1) + 1, at(to + stride) + 1, at(to + stride + 1) + 4 / 3, at(to + stride - 1) + 4 / 3)
    }
  }
  return depth
}
