import type { Region } from '../../../signing/registration/flatten.js'
import { project } from '../../../signing/registration/projection.js'
import { between, type Chance } from '../../demo/seeded.js'
import type { Raster } from '../../imaging/page-source.js'
import { paint, slowNoise, tint, type Canvas, type Colour, type Sheet } from './picture.js'

const COFFEE: Colour = [150, 105, 60]
const DIRT: Colour = [60, 55, 50]
const SHADOW: Colour = [120, 120, 120]
const SPRING: Colour = [70, 70, 75]

/** Where a part of the page lies on its sheet, in pixels: the rectangle about its corners. */
export function onSheet({ place }: Sheet, { leftMm, topMm, widthMm, heightMm }: Region): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } {
  const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([right = 0, down = 0]) => project(place, leftMm + right * widthMm, topMm + down * heightMm))
  const [left, top] = [Math.min(...corners.map(({ xPx }) => xPx)), Math.min(...corners.map(({ yPx }) => yPx))]
  return { left, top, width: Math.max(...corners.map(({ xPx }) => xPx)) - left, height: Math.max(...corners.map(({ yPx }) => yPx)) - top }
}

const perMm = ({ dpi }: Canvas): number => dpi / 25.4

/** A fold across the sheet, down it when `way` says so: a broken line, darker on one side. */
export function fold(canvas: Canvas, way: 'across' | 'down', share: number, chance: Chance): void {
  const length = way === 'across' ? canvas.widthPx : canvas.heightPx
  const at = share * (way === 'across' ? canvas.heightPx : canvas.widthPx)
  const [tilt, width, dark] = [between(chance, -0.01, 0.01), between(chance, 0.2, 0.9) * perMm(canvas), between(chance, 0.08, 0.5)]
  const waver = slowNoise(chance, 30)
  for (let along = 0; along < length; along += 1) {
    const middle = at + tilt * along
    const strength = dark * (0.6 + 0.4 * waver(along / length, 0.5))
    for (let off = -Math.ceil(3 * width); off <= Math.ceil(width); off += 1) {
      const cover = off > 0 ? strength * (1 - off / (width + 1)) : strength * 0.5 * Math.exp(off / width)
      const [x, y] = way === 'across' ? [along, Math.round(middle + off)] : [Math.round(middle + off), along]
      tint(canvas, x, y, SHADOW, cover)
    }
  }
}

/** The ring of a cup, with its middle somewhere (pixels). */
export function coffee(canvas: Canvas, x: number, y: number, chance: Chance): void {
  const [radius, width] = [between(chance, 18, 42) * perMm(canvas), between(chance, 0.8, 4) * perMm(canvas)]
  const [dark, filled] = [between(chance, 0.12, 0.65), chance() < 0.4 ? between(chance, 0.03, 0.2) : 0]
  const patches = slowNoise(chance, 18)
  const reach = Math.ceil(radius + 2 * width)
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const far = Math.hypot(dx, dy)
      if (far > reach) continue
      const turn = Math.atan2(dy, dx) / (2 * Math.PI) + 0.5
      const ring = Math.max(0, 1 - Math.abs(far - radius) / width) * dark * (0.6 + 0.4 * patches(turn, 0.5))
      tint(canvas, Math.round(x + dx), Math.round(y + dy), COFFEE, Math.max(ring, far < radius ? filled : 0))
    }
  }
}

/** Grains of dust and toner, within a part of the canvas or all over it. */
export function specks(canvas: Canvas, count: number, chance: Chance, within = { left: 0, top: 0, width: canvas.widthPx, height: canvas.heightPx }): void {
  for (let one = 0; one < count; one += 1) {
    const radius = between(chance, 0.04, chance() < 0.1 ? 0.55 : 0.25) * perMm(canvas)
    disc(canvas, within.left + chance() * within.width, within.top + chance() * within.height, radius, DIRT, between(chance, 0.3, 1))
  }
}

/** Two or four punched holes in the margin (ISO 838), as the lid behind them looks. */
export function holes(canvas: Canvas, chance: Chance): void {
  const mm = perMm(canvas)
  const tone = chance() < 0.6 ? between(chance, 10, 90) : 255
  for (const off of chance() < 0.5 ? [-40, 40] : [-120, -40, 40, 120]) disc(canvas, (12 + between(chance, -1, 1)) * mm, canvas.heightPx / 2 + off * mm, 2.75 * mm, [tone, tone, tone], 1)
}

/** A corner folded over, or the staple that held it. */
export function staple(canvas: Canvas, chance: Chance): void {
  const mm = perMm(canvas)
  if (chance() < 0.5) {
    const [x, y] = [between(chance, 5, 12) * mm, between(chance, 5, 12) * mm]
    for (let step = 0; step < 11 * mm; step += 1) disc(canvas, x + step * 0.7, y + step * 0.7 * -1 + 6 * mm, 0.25 * mm, SPRING, 1)
    return
  }
  const side = between(chance, 6, 15) * mm
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side - y; x += 1) paint(canvas, x, y, x > side - y - 2 * mm ? [150, 150, 150] : [235, 235, 235])
}

/** What is printed on the other side, seen through the paper. */
export function shineThrough(canvas: Canvas, other: Raster, dark: number): void {
  for (let y = 0; y < Math.min(canvas.heightPx, other.heightPx); y += 1) {
    for (let x = 0; x < Math.min(canvas.widthPx, other.widthPx); x += 1) {
      const tone = other.pixels[(y * other.widthPx + other.widthPx - 1 - x) * other.channels] ?? 255
      if (tone < 250) tint(canvas, x, y, [0, 0, 0], dark * (1 - tone / 255))
    }
  }
}

/** A part of the sheet blacked out, or covered with paper. */
export function cover(canvas: Canvas, { left, top, width, height }: ReturnType<typeof onSheet>, tone: number): void {
  for (let y = Math.floor(top); y < top + height; y += 1) for (let x = Math.floor(left); x < left + width; x += 1) paint(canvas, x, y, [tone, tone, tone])
}

function disc(canvas: Canvas, x: number, y: number, radius: number, colour: Colour, dark: number): void {
  const reach = Math.ceil(radius + 1)
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const covered = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(dx, dy)))
      if (covered === 0) continue
      if (grayIsLight(colour)) paint(canvas, Math.round(x + dx), Math.round(y + dy), colour)
      else tint(canvas, Math.round(x + dx), Math.round(y + dy), colour, dark * covered)
    }
  }
}

const grayIsLight = ([red]: Colour): boolean => red > 250
