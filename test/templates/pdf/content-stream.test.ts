import { expect, test } from 'vitest'
import { number } from '../../../templates/pdf/content-stream.js'

test.each([[0, '0'], [-0.004, '0'], [0.05, '0.05'], [0.5, '0.5'], [12.345, '12.35'], [-1.05, '-1.05'], [-0.5, '-0.5'], [99.999, '100'], [841.89, '841.89'], [10_000, '10000']])('%d is written as %s', (value, written) => {
  expect(number(value)).toBe(written)
})
