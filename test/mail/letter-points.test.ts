import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The numbered points that a letter of review documents must meet: format, keys, failing closed, delivery, speed. */
const POINTS = Array.from({ length: 24 }, (_, index) => index + 1)

it('a test is named after each of the twenty-four points of a letter', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.test.ts')).map((path) => readFileSync(join('test', path), 'utf8'))
  const named = new Set(files.flatMap((text) => [...text.matchAll(/['`]point (\d+): /g)].map((match) => Number(match[1]))))
  expect(POINTS.filter((point) => !named.has(point))).toEqual([])
})
