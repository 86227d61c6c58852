import { between, type Chance } from './seeded.js'

/** A sheet of paper as pixels; one byte (gray) or three (RGB) a pixel, from the top left. */
export interface Paper {
  readonly pixels: Uint8Array
  readonly channels: 1 | 3
  readonly widthPx: number
  readonly heightPx: number
  readonly dpi: number
}

interface Point {
  readonly x: number
  readonly y: number
}

type Curve = readonly [Point, Point, Point, Point]

const INKS = [
  [24, 42, 140],
  [30, 55, 165],
  [26, 26, 30],
] as const
const PEN_MM = 0.5
const MM_PER_INCH = 25.4

/** A signature within the box (pixels from the top left), as one hand writes a name: a tall initial, then a running line of loops, then a flourish. */
export function signWithPen(paper: Paper, box: { left: number; top: number; width: number; height: number }, chance: Chance): void {
  const ink = INKS[Math.floor(chance() * INKS.length)] ?? INKS[0]
  const radius = ((PEN_MM / MM_PER_INCH) * paper.dpi * between(chance, 0.8, 1.2)) / 2
  const write = (curve: Curve) => drawCurve(paper, curve, radius, ink)
  const baseline = box.top + box.height * between(chance, 0.6, 0.75)
  const letters = 5 + Math.floor(chance() * 5)
  const step = (box.width * between(chance, 0.6, 0.85)) / (letters + 2)
  let pen: Point = { x: box.left + box.width * between(chance, 0.04, 0.1), y: baseline }
  for (let letter = 0; letter < letters; letter += 1) {
    const tall = letter === 0 || chance() < 0.25
    const rise = box.height * (tall ? between(chance, 0.4, 0.5) : between(chance, 0.12, 0.25))
    const top: Point = { x: pen.x + step * between(chance, 0.4, 0.9), y: baseline - rise }
    const end: Point = { x: pen.x + step * between(chance, 0.85, 1.2), y: baseline + box.height * between(chance, -0.06, 0.06) }
    write([pen, { x: pen.x + step * 0.5, y: pen.y - rise * 0.2 }, { x: top.x + step * 0.5, y: top.y + rise * 0.2 }, top])
    write([top, { x: top.x - step * between(chance, 0.3, 0.7), y: top.y }, { x: end.x - step * 0.6, y: end.y + box.height * 0.08 }, end])
    pen = end
  }
  const flourish: Point = { x: Math.min(pen.x + step * 2, box.left + box.width * 0.97), y: baseline - box.height * 0.1 }
  write([pen, { x: pen.x + step, y: baseline + box.height * 0.2 }, { x: pen.x, y: baseline + box.height * 0.15 }, flourish])
}

function drawCurve(paper: Paper, [a, b, c, d]: Curve, radius: number, ink: readonly [number, number, number]): void {
  const length = Math.hypot(b.x - a.x, b.y - a.y) + Math.hypot(c.x - b.x, c.y - b.y) + Math.hypot(d.x - c.x, d.y - c.y)
  const steps = Math.max(2, Math.ceil(length / Math.max(0.5, radius / 2)))
  for (let i = 0; i <= steps; i += 1) {
    const t = i / steps
    const u = 1 - t
    const along = (p: keyof Point) => u * u * u * a[p] + 3 * u * u * t * b[p] + 3 * u * t * t * c[p] + t * t * t * d[p]
    // A pen presses hardest in the middle of a stroke.
    dot(paper, along('x'), along('y'), radius * (0.75 + Math.sin(Math.PI * t) * 0.35), ink)
  }
}

function dot(paper: Paper, x: number, y: number, radius: number, ink: readonly [number, number, number]): void {
  const { pixels, channels, widthPx, heightPx } = paper
  for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(heightPx - 1, Math.ceil(y + radius)); row += 1) {
    for (let column = Math.max(0, Math.floor(x - radius)); column <= Math.min(widthPx - 1, Math.ceil(x + radius)); column += 1) {
      const covered = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(column - x, row - y)))
      for (let channel = 0; channel < channels; channel += 1) {
        const at = (row * widthPx + column) * channels + channel
        const tone = channels === 1 ? 0.299 * ink[0] + 0.587 * ink[1] + 0.114 * ink[2] : (ink[channel] ?? 0)
        pixels[at] = Math.min(pixels[at] ?? 255, Math.round(255 + (tone - 255) * covered))
      }
    }
  }
}
