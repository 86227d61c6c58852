import { between, type Chance } from '../../demo/seeded.js'
import type { Canvas, Colour } from './picture.js'
import { tint } from './picture.js'

/** A pen: what it leaves on paper. */
export interface Pen {
  readonly name: 'dark' | 'blue' | 'pale'
  readonly colour: Colour
  readonly widthMm: number
  /** How much of the paper its line covers, 0 to 1, and how much of it skips. */
  readonly cover: number
  readonly skips: number
}

type Point = readonly [number, number]
/** Lines of a pen that is lifted between them; points from 0,0 (top left) to about 1,1. */
export type Writing = readonly (readonly Point[])[]

const DARK: readonly Colour[] = [[18, 18, 22], [40, 38, 46], [10, 20, 60]]
const BLUE: readonly Colour[] = [[24, 42, 140], [45, 70, 175], [30, 60, 120], [60, 40, 150]]
const PALE: readonly Colour[] = [[120, 140, 205], [140, 140, 140], [110, 150, 190], [150, 130, 170]]

/** Some pen out of a drawer. */
export function somePen(chance: Chance, name: Pen['name'] = pick(chance, ['dark', 'dark', 'blue', 'blue', 'blue', 'pale'] as const)): Pen {
  const colours = name === 'dark' ? DARK : name === 'blue' ? BLUE : PALE
  const widthMm = chance() < 0.2 ? between(chance, 0.7, 1.1) : between(chance, 0.28, 0.65)
  return { name, colour: pick(chance, colours), widthMm, cover: name === 'pale' ? between(chance, 0.7, 0.95) : between(chance, 0.85, 1), skips: chance() < 0.3 ? between(chance, 0, 0.25) : 0 }
}

/** A name as some hand writes it. */
export function someName(chance: Chance): Writing {
  return slanted(pick(chance, [running, angular, printedLetters, scribble, loops])(chance), between(chance, -0.5, 0.6))
}

/** Two or three letters. */
export function someInitials(chance: Chance): Writing {
  const letters = 2 + Math.floor(chance() * 2)
  const written = Array.from({ length: letters }, (_, index) => letter(chance).map((line) => line.map(([x, y]): Point => [(index + x * 0.85) / letters, y])))
  return slanted(written.flat(), between(chance, -0.3, 0.5))
}

/** A straight but unsteady line, as through a word. */
export function someStroke(chance: Chance): Writing {
  const tilt = between(chance, -0.25, 0.25)
  const waver = slow(chance, 0.12)
  return [range(24).map((step): Point => [step, 0.5 + tilt * (step - 0.5) + waver(step)])]
}

/** A digit or two, as somebody writes figures by hand. */
export function someFigures(chance: Chance, count: number): Writing {
  const figures: readonly Writing[] = [[[[0.2, 0.25], [0.6, 0], [0.6, 1]]], [[[0.1, 0.2], [0.5, 0], [0.85, 0.25], [0.1, 1], [0.9, 0.95]]], [[[0.15, 0.05], [0.85, 0.05], [0.4, 0.45], [0.85, 0.75], [0.4, 1], [0.1, 0.9]]], [[[0.15, 0], [0.9, 0.02], [0.35, 1]], [[0.25, 0.5], [0.8, 0.5]]]]
  return range(Math.max(1, count - 1)).slice(0, count).flatMap((_, index) => pick(chance, figures).map((line) => smooth(line).map(([x, y]): Point => [(index + x * 0.8) / count, y])))
}

/** Writes within a rectangle of the canvas (pixels). The length of what was written, in millimetres. */
export function write(canvas: Canvas, { left, top, width, height }: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }, writing: Writing, pen: Pen, chance: Chance): number {
  const perMm = canvas.dpi / 25.4
  const radius = (pen.widthMm * perMm) / 2
  let length = 0
  for (const line of writing) {
    const points = line.map(([x, y]): Point => [left + x * width, top + y * height])
    const pressure = slow(chance, 0.25)
    for (let index = 1; index < points.length; index += 1) {
      const [[fromX, fromY], [toX, toY]] = [points[index - 1] ?? [0, 0], points[index] ?? [0, 0]]
      const far = Math.hypot(toX - fromX, toY - fromY)
      length += far
      const steps = Math.max(1, Math.ceil(far / Math.max(0.5, radius / 2)))
      const presses = 1 + pressure(index / points.length)
      for (let step = 0; step < steps; step += 1) {
        if (chance() < pen.skips) continue
        dot(canvas, fromX + ((toX - fromX) * step) / steps, fromY + ((toY - fromY) * step) / steps, radius * presses, pen)
      }
    }
  }
  return length / perMm
}

function dot(canvas: Canvas, x: number, y: number, radius: number, { colour, cover }: Pen): void {
  for (let row = Math.floor(y - radius); row <= Math.ceil(y + radius); row += 1) {
    for (let column = Math.floor(x - radius); column <= Math.ceil(x + radius); column += 1) {
      tint(canvas, column, row, colour, cover * Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(column - x, row - y))))
    }
  }
}

function running(chance: Chance): Writing {
  const [waves, tall, flat] = [between(chance, 5, 12), between(chance, 0.25, 0.45), between(chance, 0.08, 0.2)]
  const phase = chance() * 6
  const body = range(160).map((t): Point => [0.08 + 0.8 * t + 0.035 * Math.cos(t * waves * 6.28 + phase), 0.62 + (t < 0.12 || Math.sin(t * 9 + phase) > 0.85 ? tall : flat) * Math.sin(t * waves * 6.28) + between(chance, -0.01, 0.01)])
  return chance() < 0.5 ? [body] : [body, smooth([[0.1, 0.9], [0.5, 0.95], [0.95, between(chance, 0.6, 0.85)]])]
}

function loops(chance: Chance): Writing {
  const [turns, big] = [between(chance, 3, 7), between(chance, 0.2, 0.4)]
  return [range(180).map((t): Point => [0.1 + 0.75 * t + 0.1 * Math.sin(t * turns * 6.28), 0.55 - big * Math.cos(t * turns * 6.28) * (1 - 0.6 * t)])]
}

function angular(chance: Chance): Writing {
  const peaks = 6 + Math.floor(chance() * 8)
  return [Array.from({ length: peaks * 2 }, (_, index): Point => [0.05 + (0.9 * index) / (peaks * 2) + between(chance, -0.02, 0.02), (index % 2 === 0 ? 0.75 : between(chance, 0.15, 0.5)) + between(chance, -0.05, 0.05)])]
}

function printedLetters(chance: Chance): Writing {
  const letters = 4 + Math.floor(chance() * 6)
  return Array.from({ length: letters }, (_, index) => letter(chance).map((line) => line.map(([x, y]): Point => [(index + x * 0.8) / letters, (index === 0 ? 0 : 0.3) + y * (index === 0 ? 0.9 : 0.6)]))).flat()
}

/** The least that some people call a signature: a hook and a line. */
function scribble(chance: Chance): Writing {
  return [smooth([[0.05, between(chance, 0.5, 0.8)], [0.2, 0.05], [0.3, 0.9], [between(chance, 0.35, 0.5), 0.3], [0.55, 0.7], [1, between(chance, 0.35, 0.6)]])]
}

function letter(chance: Chance): Writing {
  const shapes: readonly Writing[] = [[[[0, 1], [0.45, 0], [0.9, 1]], [[0.2, 0.6], [0.7, 0.6]]], [[[0.1, 1], [0.1, 0], [0.7, 0.2], [0.1, 0.5], [0.8, 1]]], [[[0.8, 0.1], [0.2, 0.1], [0.1, 0.5], [0.7, 0.6], [0.6, 1], [0, 0.95]]], [[[0.1, 0], [0.1, 1], [0.8, 0.95]]], [[[0.1, 1], [0.1, 0], [0.5, 0.6], [0.85, 0], [0.9, 1]]]]
  return pick(chance, shapes).map((line) => smooth(line.map(([x, y]): Point => [x + between(chance, -0.08, 0.08), y + between(chance, -0.08, 0.08)])))
}

/** A curve through the points (Catmull and Rom). */
function smooth(points: readonly Point[]): Point[] {
  const at = (index: number): Point => points[Math.max(0, Math.min(points.length - 1, index))] ?? [0, 0]
  return Array.from({ length: points.length - 1 }, (_, index) => range(10).map((t): Point => {
    const [p, q, r, s] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    const along = (axis: 0 | 1): number => 0.5 * (2 * q[axis] + (r[axis] - p[axis]) * t + (2 * p[axis] - 5 * q[axis] + 4 * r[axis] - s[axis]) * t * t + (3 * q[axis] - p[axis] - 3 * r[axis] + s[axis]) * t ** 3)
    return [along(0), along(1)]
  })).flat()
}

const slanted = (writing: Writing, slant: number): Writing => writing.map((line) => line.map(([x, y]): Point => [x + slant * 0.25 * (0.5 - y), y]))

function slow(chance: Chance, most: number): (t: number) => number {
  const [size, speed, phase] = [between(chance, 0, most), between(chance, 3, 9), chance() * 6]
  return (t) => size * Math.sin(t * speed + phase)
}

const range = (steps: number): number[] => Array.from({ length: steps + 1 }, (_, step) => step / steps)

/** One of them. */
export function pick<T>(chance: Chance, from: readonly T[]): T {
  const one = from[Math.floor(chance() * from.length)]
  if (one === undefined) throw new Error('there is nothing to pick from')
  return one
}
