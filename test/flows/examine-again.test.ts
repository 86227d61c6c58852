import { expect, it } from 'vitest'
import { lackingIn } from '../../src/flows/examine-again.js'

const SCAN = 'a'.repeat(64)
const hand = { event: 7, by: 'Eva Ek', on: '2026-11-22', reason: 'Ett kvitto.', override: null }

it('a page that could not be read is read again until a person has put it away', () => {
  const lacking = (discarded?: typeof hand): string[] => lackingIn({ scan: SCAN, pagesRead: 1, documents: [], unmatched: [{ sourcePage: 1, reason: 'unreadable', ...(discarded === undefined ? {} : { discarded }) }] })
  expect([lacking(), lacking(hand)]).toEqual([[SCAN], []])
})
