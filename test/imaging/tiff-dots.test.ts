import { describe, expect, it } from 'vitest'
import { failureOf } from '../open-house.js'
import { fileWriter, stopwatch, testImaging } from './test-imaging.js'

const write = fileWriter()
const imaging = testImaging({ maxPages: 2000 })
const [G4, UNCODED] = [4, 1]
const DIRECTORY_BYTES = 2 + 9 * 12 + 4

interface Page {
  readonly coding: number
  readonly side: number
  readonly dots: number
  readonly at?: number
  /** How many bytes of dots it says there are. */
  readonly says?: number
}

/** A TIFF of one-bit pages, each with so many bytes of dots of its own, or with those that lie at `at`. */
function tiff(pages: readonly Page[]): Buffer {
  const parts: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0])]
  let at = 8
  pages.forEach(({ coding, side, dots, at: shared, says }, index) => {
    const directory = Buffer.alloc(DIRECTORY_BYTES)
    const own = shared === undefined ? dots : 0
    const fields = [[256, side], [257, side], [258, 1], [259, coding], [262, 0], [273, shared ?? at + DIRECTORY_BYTES], [277, 1], [278, side], [279, says ?? dots]] as const
    directory.writeUInt16LE(fields.length, 0)
    fields.forEach(([tag, value], field) => {
      directory.writeUInt16LE(tag, 2 + field * 12)
      directory.writeUInt16LE(4, 4 + field * 12)
      directory.writeUInt32LE(1, 6 + field * 12)
      directory.writeUInt32LE(value, 10 + field * 12)
    })
    at += DIRECTORY_BYTES + own
    directory.writeUInt32LE(index === pages.length - 1 ? 0 : at, DIRECTORY_BYTES - 4)
    parts.push(directory, Buffer.alloc(own))
  })
  return Buffer.concat(parts)
}

const many = (count: number, page: Page): Page[] => Array.from({ length: count }, () => page)

describe('a TIFF whose pages say they are huge and hold next to nothing', () => {
  it.each([['uncoded', UNCODED], ['G4', G4]] as const)('is refused without being drawn, be it ever so many pages: %s', async (name, coding) => {
    const takenMs = stopwatch()
    const refusal = await failureOf(imaging.readPages({ path: write(`${name}.tif`, tiff(many(1990, { coding, side: 9000, dots: 8 }))) }))
    expect(refusal).toMatchObject({ code: 'scan-unreadable', message: expect.stringContaining('bildpunkterna finns inte') })
    expect(takenMs()).toBeLessThan(15_000)
  })

  it('is read where the one strip of a page does not say how long it is, as libtiff reads it, and refused where it cannot be there', async () => {
    const unsaid = { coding: G4, side: 400, dots: 60, says: 0 }
    const pages = await imaging.readPages({ path: write('utan längd.tif', tiff([unsaid, { ...unsaid, side: 9000 }])) })
    expect(pages.map(({ unreadable }) => unreadable)).toEqual([null, 'Sidans bildpunkter finns inte i filen: den är trasig eller avhuggen.'])
  })

  it('is read where a page is whole, and each of the others says why it is not: cut off, too few, or those of another page', async () => {
    const whole = { coding: UNCODED, side: 400, dots: 20_000 }
    const pages = await imaging.readPages({ path: write('blandad.tif', tiff([whole, { coding: G4, side: 9000, dots: 1000 }, { coding: G4, side: 400, dots: 90, at: 0xfffffff }, { ...whole, at: 200 }])) })
    expect(pages.map(({ blank, unreadable }) => [blank, unreadable])).toEqual([[true, null], ...many(3, whole).map(() => [false, 'Sidans bildpunkter finns inte i filen: den är trasig eller avhuggen.'])])
  })
})
