import { between, type Chance } from '../../demo/seeded.js'
import { pick } from './hand.js'
import { after, inverse, ontoQuad, shift, stretch, turn, type Corner } from './matrix.js'
import { blurred, slowNoise, trembled, warped, type Canvas, type Sheet } from './picture.js'

const ASPECT = 4 / 3
/** Pictures smaller than this are not promised to be read. */
const LEAST_MEGAPIXELS = 2

/** A photograph of a sheet on a table: aslant, unevenly lit, a little blurred; the sheet is all in it. */
export async function photographed({ picture, place }: Sheet, chance: Chance): Promise<Sheet> {
  const megapixels = pick(chance, [LEAST_MEGAPIXELS, 3, 5, 8])
  const widthPx = Math.round(Math.sqrt((megapixels * 1e6) / ASPECT))
  const heightPx = Math.round(widthPx * ASPECT)
  const laid = after(ontoQuad(cornersIn(widthPx, heightPx, picture.widthPx / picture.heightPx, chance)), stretch(1 / picture.widthPx, 1 / picture.heightPx))
  const perPixel = picture.heightPx / heightPx
  const sharp = await blurred(picture, Math.max(0, perPixel * 0.45))
  const seen = warped(sharp, inverse(laid), { widthPx, heightPx, dpi: (heightPx / 297) * 25.4 }, between(chance, 20, 190))
  light(seen, chance)
  const [black, gain] = [between(chance, 4, 25), between(chance, 0.86, 0.95)]
  trembled(seen, Float32Array.from({ length: 256 }, (_, tone) => black + tone * gain), between(chance, 1, 6), chance)
  return { picture: await blurred(seen, between(chance, 0, megapixels < 3 ? 0.6 : 1.1)), place: after(laid, place) }
}

/** Where the sheet's corners come in the photograph: first top left, then clockwise. */
function cornersIn(widthPx: number, heightPx: number, aspect: number, chance: Chance): readonly [Corner, Corner, Corner, Corner] {
  const high = heightPx * between(chance, 0.84, 0.95)
  const wide = Math.min(high * aspect, widthPx * 0.95)
  const tall = wide / aspect
  const slant = 0.045
  const about = after(shift(widthPx / 2, heightPx / 2), turn(between(chance, -2.5, 2.5)))
  const corner = (right: number, down: number): Corner => {
    const [x, y] = [(right - 0.5) * wide * (1 - chance() * slant), (down - 0.5) * tall * (1 - chance() * slant)]
    return { x: about[0] * x + about[1] * y + about[2], y: about[3] * x + about[4] * y + about[5] }
  }
  return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)]
}

/** A window on one side, the shadow of a hand, warm or cold lamps. */
function light(seen: Canvas, chance: Chance): void {
  const { pixels, widthPx, heightPx, channels } = seen
  const [across, down, base] = [between(chance, -0.28, 0.28), between(chance, -0.28, 0.28), between(chance, 0.72, 0.98)]
  const [patches, patchy] = [slowNoise(chance, 4), between(chance, 0, 0.16)]
  const warm = channels === 3 ? [1, between(chance, 0.95, 1), between(chance, 0.82, 1.02)] : [1]
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const lit = base + across * (x / widthPx - 0.5) + down * (y / heightPx - 0.5) + patchy * patches(x / widthPx, y / heightPx)
      const at = (y * widthPx + x) * channels
      for (let channel = 0; channel < channels; channel += 1) pixels[at + channel] = Math.min(255, (pixels[at + channel] ?? 0) * Math.min(1.05, lit) * (warm[channel] ?? 1))
    }
  }
}
