import { between, type Chance } from '../../demo/seeded.js'
import { pick } from './hand.js'
import { after, inverse, shift, stretch, turn } from './matrix.js'
import { blurred, slowNoise, tint, trembled, warped, type Canvas, type Sheet } from './picture.js'

/** How a copier is set, and what state it is in. */
export interface Copier {
  readonly dpi: number
  readonly tones: 'gray' | 'colour' | 'bilevel' | 'dithered'
  /** How far askew a sheet lies at most (degrees). */
  readonly skew: number
  readonly dirty: boolean
  /** Pixels down the page to one across: a fax sees half as many. */
  readonly aspect: number
}

export type Turned = 0 | 90 | 180 | 270

const A4_MM = { width: 210, height: 297 }

/** What the copier sees of a sheet that lies turned clockwise; its print's place on the scan goes along. */
export async function copied({ picture, place }: Sheet, copier: Copier, turned: Turned, chance: Chance): Promise<Sheet> {
  const { dpi, aspect } = copier
  const [across, down] = turned % 180 === 0 ? [A4_MM.width, A4_MM.height] : [A4_MM.height, A4_MM.width]
  const size = { widthPx: Math.round((across * dpi) / 25.4), heightPx: Math.round((down * dpi * aspect) / 25.4), dpi }
  const scale = dpi / picture.dpi
  const feed = { x: scale * between(chance, 0.997, 1.003), y: scale * aspect * between(chance, 0.995, 1.005) }
  const slip = 5 * (dpi / 25.4)
  const skew = chance() < 0.3 ? between(chance, -0.3, 0.3) : between(chance, -copier.skew, copier.skew)
  const laid = [shift(size.widthPx / 2 + between(chance, -slip, slip), size.heightPx / 2 + between(chance, -slip, slip) * aspect), stretch(feed.x, feed.y), turn(turned + skew), shift(-picture.widthPx / 2, -picture.heightPx / 2)].reduce(after)
  const lens = between(chance, 0.25, 0.55) / scale
  const lid = pick(chance, [255, 250, 240, 200, copier.tones === 'bilevel' ? 255 : 30])
  const seen = warped(await blurred(picture, lens), inverse(laid), size, lid)
  tones(seen, copier, chance)
  return { picture: seen, place: after(laid, place) }
}

function tones(seen: Canvas, copier: Copier, chance: Chance): void {
  const [paper, toner, gamma] = [between(chance, 222, 255), between(chance, 0, 55), between(chance, 0.8, 1.25)]
  shade(seen, between(chance, 0, copier.dirty ? 30 : 12), chance)
  streaks(seen, copier.dirty ? 2 + Math.floor(chance() * 6) : chance() < 0.1 ? 1 : 0, chance)
  trembled(seen, Float32Array.from({ length: 256 }, (_, tone) => toner + (paper - toner) * (tone / 255) ** gamma), copier.dirty ? between(chance, 3, 10) : between(chance, 0.8, 5), chance)
  if (copier.tones === 'bilevel') threshold(seen, between(chance, 0.45, 0.72) * paper)
  if (copier.tones === 'dithered') dither(seen, chance)
}

/** The lamp is not equally bright everywhere. */
function shade(seen: Canvas, most: number, chance: Chance): void {
  if (most < 2) return
  const patches = slowNoise(chance, 3)
  for (let y = 0; y < seen.heightPx; y += 1) {
    const row = y * seen.widthPx * seen.channels
    for (let x = 0; x < seen.widthPx; x += 16) {
      const darker = (most * (1 + patches(x / seen.widthPx, y / seen.heightPx))) / 2
      for (let at = row + x * seen.channels, end = row + Math.min(seen.widthPx, x + 16) * seen.channels; at < end; at += 1) seen.pixels[at] = Math.max(0, (seen.pixels[at] ?? 0) - darker)
    }
  }
}

/** Dirt on the glass of the feeder draws lines along the whole sheet. */
function streaks(seen: Canvas, count: number, chance: Chance): void {
  for (let one = 0; one < count; one += 1) {
    const [x, width, dark] = [Math.floor(chance() * seen.widthPx), 1 + Math.floor(chance() * 3), between(chance, 0.15, 0.9)]
    const tone = Math.round(255 * (1 - dark))
    for (let y = 0; y < seen.heightPx; y += 1) for (let k = 0; k < width; k += 1) tint(seen, x + k, y, [tone, tone, tone], 1)
  }
}

function threshold({ pixels }: Canvas, at: number): void {
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (pixels[index] ?? 0) < at ? 0 : 255
}

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

/** Gray as black dots: in a fixed pattern, or each pixel's error handed on to those after it (Floyd and Steinberg). */
function dither(seen: Canvas, chance: Chance): void {
  const { pixels, widthPx, heightPx } = seen
  if (chance() < 0.5) {
    for (let y = 0; y < heightPx; y += 1) for (let x = 0; x < widthPx; x += 1) pixels[y * widthPx + x] = (pixels[y * widthPx + x] ?? 0) < 24 + ((BAYER[(y % 4) * 4 + (x % 4)] ?? 0) + 0.5) * 13 ? 0 : 255
    return
  }
  const tones = Float32Array.from(pixels)
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const at = y * widthPx + x
      const tone = (tones[at] ?? 0) < 128 ? 0 : 255
      const error = (tones[at] ?? 0) - tone
      pixels[at] = tone
      for (const [dx, dy, share] of SPREAD) if (x + dx >= 0 && x + dx < widthPx && y + dy < heightPx) tones[at + dy * widthPx + dx] = (tones[at + dy * widthPx + dx] ?? 0) + error * share
    }
  }
}

const SPREAD = [[1, 0, 7 / 16], [-1, 1, 3 / 16], [0, 1, 5 / 16], [1, 1, 1 / 16]] as const
