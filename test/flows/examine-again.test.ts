import { expect, it } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { lackingIn, readEach } from '../../src/flows/examine-again.js'

const SCAN = 'a'.repeat(64)
const hand = { event: 7, by: 'Eva Ek', on: '2026-11-22', reason: 'Ett kvitto.', override: null }

it('a page that could not be read is read again until a person has put it away', () => {
  const lacking = (discarded?: typeof hand): string[] => lackingIn({ scan: SCAN, pagesRead: 1, documents: [], unmatched: [{ sourcePage: 1, reason: 'unreadable', why: 'sidan går inte att läsa', ...(discarded === undefined ? {} : { discarded }) }] })
  expect([lacking(), lacking(hand)]).toEqual([[SCAN], []])
})

it('a scan of which nothing can be read is named, and does not keep the others from being read', async () => {
  const read: string[] = []
  const reading = readEach(['a', 'b', 'c'], async (scan) => {
    read.push(scan)
    if (scan === 'a') throw new Failure('scan-unreadable', 'Filen är trasig.')
  }, async (scan) => `${scan}.pdf`)
  await expect(reading).rejects.toMatchObject({ code: 'scan-unreadable', message: expect.stringContaining('Av 3 skanningar gick 1 inte att läsa'), faults: [{ path: 'a.pdf', message: 'scan-unreadable: Filen är trasig.' }] })
  expect(read).toEqual(['a', 'b', 'c'])
})
