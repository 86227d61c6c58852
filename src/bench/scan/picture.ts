import sharp, { type Sharp } from 'sharp'
import type { Projection } from '../../../signing/registration/projection.js'
import type { Raster } from '../../imaging/page-source.js'
import type { Chance } from '../../demo/seeded.js'

/** A sheet of paper, or the scan of one, as pixels, and where the issued page's print lies on it: from millimetres on the page to pixels. */
export interface Sheet {
  readonly picture: Raster
  readonly place: Projection
}

/** A picture to draw on: the same pixels. */
export type Canvas = Raster

/** An empty sheet of one tone. */
export function plain(widthPx: number, heightPx: number, channels: 1 | 3, dpi: number, tone: number): Canvas {
  return { pixels: new Uint8Array(widthPx * heightPx * channels).fill(tone), channels, widthPx, heightPx, dpi }
}

/** The picture with softened edges. */
export async function blurred(picture: Raster, sigma: number): Promise<Raster> {
  if (sigma < 0.3) return picture
  const pixels = await opened(picture).blur({ sigma, precision: 'float' }).raw().toBuffer()
  return { ...picture, pixels: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length) }
}

/** A picture for sharp to work on, its tones as they are. */
export function opened({ pixels, widthPx, heightPx, channels }: Raster): Sharp {
  const input = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels }, limitInputPixels: false })
  return channels === 1 ? input.toColourspace('b-w') : input
}

/** What a new picture shows when every pixel of it is looked up in the old one; `toOld` says where. Outside the old one it is `background`. */
export function warped(from: Raster, toOld: Projection, size: { readonly widthPx: number; readonly heightPx: number; readonly dpi: number }, background: number): Canvas {
  const { channels, widthPx: oldWidth, heightPx: oldHeight, pixels: old } = from
  const canvas = plain(size.widthPx, size.heightPx, channels, size.dpi, background)
  const [a, b, c, d, e, f, g, h, i] = toOld
  const row = oldWidth * channels
  for (let y = 0, at = 0; y < size.heightPx; y += 1) {
    for (let x = 0; x < size.widthPx; x += 1, at += channels) {
      const depth = g * (x + 0.5) + h * (y + 0.5) + i
      const u = (a * (x + 0.5) + b * (y + 0.5) + c) / depth - 0.5
      const v = (d * (x + 0.5) + e * (y + 0.5) + f) / depth - 0.5
      const [column, line] = [Math.floor(u), Math.floor(v)]
      if (column < 0 || line < 0 || column + 1 >= oldWidth || line + 1 >= oldHeight) continue
      const [right, below] = [u - column, v - line]
      const first = line * row + column * channels
      for (let channel = 0; channel < channels; channel += 1) {
        const here = first + channel
        const above = (old[here] ?? 0) * (1 - right) + (old[here + channels] ?? 0) * right
        const under = (old[here + row] ?? 0) * (1 - right) + (old[here + row + channels] ?? 0) * right
        canvas.pixels[at + channel] = above * (1 - below) + under * below + 0.5
      }
    }
  }
  return canvas
}

/** Darkens a pixel of the sheet towards a colour; `cover` from 0 (not at all) to 1. */
export function tint({ pixels, channels, widthPx, heightPx }: Canvas, x: number, y: number, colour: Colour, cover: number): void {
  if (x < 0 || y < 0 || x >= widthPx || y >= heightPx || cover <= 0) return
  const at = (y * widthPx + x) * channels
  for (let channel = 0; channel < channels; channel += 1) {
    const tone = channels === 1 ? grayOf(colour) : (colour[channel] ?? 0)
    pixels[at + channel] = Math.min(pixels[at + channel] ?? 255, Math.round(255 + (tone - 255) * Math.min(1, cover)))
  }
}

/** Paints over whatever is there. */
export function paint({ pixels, channels, widthPx, heightPx }: Canvas, x: number, y: number, colour: Colour): void {
  if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return
  const at = (y * widthPx + x) * channels
  for (let channel = 0; channel < channels; channel += 1) pixels[at + channel] = channels === 1 ? grayOf(colour) : (colour[channel] ?? 0)
}

export type Colour = readonly [number, number, number]

export const grayOf = ([red, green, blue]: Colour): number => Math.round(0.299 * red + 0.587 * green + 0.114 * blue)

/** Tones that wander slowly over a sheet: numbers from -1 to 1, `cells` to the longer side. */
export function slowNoise(chance: Chance, cells: number): (share: number, down: number) => number {
  const side = cells + 2
  const grid = Float32Array.from({ length: side * side }, () => chance() * 2 - 1)
  return (share, down) => {
    const [u, v] = [Math.min(cells, Math.max(0, share * cells)), Math.min(cells, Math.max(0, down * cells))]
    const [x, y] = [Math.floor(u), Math.floor(v)]
    const at = y * side + x
    const above = (grid[at] ?? 0) * (1 - u + x) + (grid[at + 1] ?? 0) * (u - x)
    const under = (grid[at + side] ?? 0) * (1 - u + x) + (grid[at + side + 1] ?? 0) * (u - x)
    return above * (1 - v + y) + under * (v - y)
  }
}

const NOISE_TABLE = 65_536

/** Makes every pixel tremble by about `sigma` tones, after each tone has been turned into another. */
export function trembled(picture: Canvas, tones: Float32Array, sigma: number, chance: Chance): void {
  const noise = Float32Array.from({ length: NOISE_TABLE }, () => (chance() + chance() + chance() + chance() - 2) * 1.73 * sigma)
  const rounded = new Uint8ClampedArray(picture.pixels.buffer, picture.pixels.byteOffset, picture.pixels.length)
  let at = Math.floor(chance() * NOISE_TABLE)
  for (let index = 0; index < rounded.length; index += 1) {
    at = (at * 5 + 12_345) & (NOISE_TABLE - 1)
    rounded[index] = (tones[rounded[index] ?? 0] ?? 0) + (noise[at] ?? 0)
  }
}
