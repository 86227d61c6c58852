import { expect, it } from 'vitest'
import { cutShort } from '../../src/web/pages/customer-content.js'

it('a note in a narrow cell is cut between words, within a word that is longer than the cell holds, and never loses the next step', () => {
  expect(cutShort('Kort.')).toBe('Kort.')
  expect(cutShort(`${'ett ord, '.repeat(30)}slut`)).toMatch(/^(ett ord, )+ett( ord)? …$/)
  expect(cutShort('x'.repeat(400))).toBe(`${'x'.repeat(160)} …`)
  expect(cutShort(`${'ett ord '.repeat(30)}slut. Se skillnaderna under Kundens texter.`)).toMatch(/^.{90,130} … Se skillnaderna under Kundens texter\.$/)
})
