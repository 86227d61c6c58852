import { describe, expect, test } from 'vitest'
import { number } from '../../../templates/pdf/content-stream.js'
import { GrowingOperators } from '../../../templates/pdf/growing-operators.js'

describe('operators that grow', () => {
  test('write every number as it is written in text', () => {
    const values = [0, -0.004, 0.05, 0.5, 12.345, -1.05, -0.5, 99.999, 841.89, 10_000, -1234.5, ...Array.from({ length: 2000 }, (_, index) => (index - 700) * 0.173)]
    const operators = new GrowingOperators()
    for (const value of values) operators.number(value)
    expect(operators.done().toString('latin1')).toBe(values.map((value) => `${number(value)} `).join(''))
  })

  test('hold every byte of texts short and long, however many', () => {
    const texts = Array.from({ length: 300 }, (_, index) => '\u0000(åÿ'.repeat(1 + (index % 40)))
    const operators = new GrowingOperators()
    for (const text of texts) operators.text(text)
    expect(operators.done().toString('latin1')).toBe(texts.join(''))
  })
})
