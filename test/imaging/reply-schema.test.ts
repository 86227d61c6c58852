import { describe, expect, it } from 'vitest'
import { SHAPE_BYTES } from '../../signing/ink/ink-shape.js'
import { replySchema } from '../../src/imaging/job.js'

const box = (id: string, bytes: number) => ({ id, ink: 'signed', confidence: 1, bilevel: false, cutout: new Uint8Array(1), shape: new Uint8Array(bytes) })

const isTaken = (boxes: readonly ReturnType<typeof box>[]): boolean => replySchema.safeParse({
  type: 'examined',
  page: { sourcePage: 1, beside: { path: 'issued.pdf', page: 1 }, unreadable: null, sameContent: true, patches: { looked: 1, found: 1 }, projection: null, drawn: null, boxes, differences: [], provenByLetters: false, drawnOver: false, paperless: false },
}).success

describe('what a reader says of the signature boxes of a page', () => {
  it('is taken when it is as the reader writes it', () => {
    expect(isTaken([box('kund-1', SHAPE_BYTES), box('svr-1', SHAPE_BYTES)])).toBe(true)
  })

  it.each<[string, readonly ReturnType<typeof box>[]]>([
    ['too long a shape', [box('kund-1', SHAPE_BYTES + 1)]],
    ['too short a shape', [box('kund-1', 0)]],
    ['one box twice', [box('kund-1', SHAPE_BYTES), box('kund-1', SHAPE_BYTES)]],
    ['more boxes than a page has', Array.from({ length: 101 }, (_, index) => box(`kund-${index}`, SHAPE_BYTES))],
  ])('is not taken with %s, which a reader that a file has taken over may send to hold up the house', (_, boxes) => {
    expect(isTaken(boxes)).toBe(false)
  })
})
