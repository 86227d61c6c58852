import { describe, expect, it } from 'vitest'
import { doubtsAbout, proposalsOf, type Judged } from '../../signing/proposal.js'

const cutout = `${'c'.repeat(64)}.png`
type Box = Judged['signatureBoxes'][number]
type Difference = Judged['differences'][number]
const box = (changes: Partial<Box> = {}): Box => ({ id: 'kund-1', party: 'kund', page: 2, ink: 'signed', confidence: 0.9, bilevel: false, cutout, ...changes })
const difference = (reason: Difference['reason'], page = 1): Difference => ({ page, answer: reason === 'changed' || reason === 'other-content' ? 'look' : 'not-checkable', xPt: 0, yPt: 0, widthPt: 10, heightPt: 10, reason })
const judged = (changes: Partial<Judged> = {}): Judged => ({ exemplar: 1, pages: { expected: 2, found: [1, 2], missing: [], duplicated: [] }, signatureBoxes: [box()], differences: [], ...changes })
const answerTo = (changes: Partial<Judged>) => proposalsOf(judged(changes)).map(({ party, answer }) => [party, answer])

describe('a document is proposed as signed by a party', () => {
  it('when every page is there and as issued and every box of the party shows a signature, whatever the other party\u2019s do', () => {
    expect(answerTo({ signatureBoxes: [box(), box({ id: 'kund-2' }), box({ id: 'svr-1', party: 'svr', ink: 'empty' })] })).toEqual([['kund', 'proposed'], ['svr', 'not']])
  })

  it.each<[string, Partial<Judged>, string]>([
    ['a page is missing', { pages: { expected: 3, found: [1, 2], missing: [3], duplicated: [] } }, 'not'],
    ['a page came twice', { pages: { expected: 2, found: [1, 2], missing: [], duplicated: [1] } }, 'look'],
    ['a sheet of no document lies among its pages', { pages: { expected: 2, found: [1, 2], missing: [], duplicated: [], between: [{ sourcePage: 2, after: 1, before: 2 }] } }, 'look'],
    ['something is drawn over a page in the file', { pages: { expected: 2, found: [1, 2], missing: [], duplicated: [], drawnOver: [2] } }, 'look'],
    ['a page looks changed', { differences: [difference('changed')] }, 'look'],
    ['a page is another than its code says', { differences: [difference('other-content')] }, 'look'],
    ['a page cannot be compared', { differences: [difference('illegible')] }, 'look'],
    ['a page was not examined', { differences: [difference('not-examined')] }, 'look'],
    ['the installation only sorts', { differences: [difference('sorted')] }, 'look'],
    ['one of two boxes is empty', { signatureBoxes: [box(), box({ id: 'kund-2', ink: 'empty' })] }, 'not'],
    ['a box is empty on a bilevel scan', { signatureBoxes: [box({ ink: 'empty', bilevel: true })] }, 'look'],
    ['initials are missing on a page', { signatureBoxes: [box(), box({ id: 'kund-signum-1', page: 1, initials: true, ink: 'empty' })] }, 'not'],
    ['a box is unclear', { signatureBoxes: [box({ ink: 'look' })] }, 'look'],
    ['a box has no picture to show', { signatureBoxes: [{ id: 'kund-1', party: 'kund', page: 2, ink: 'signed', confidence: 0.9 }, box({ id: 'kund-2', ink: 'look', cutout: undefined })] }, 'look'],
  ])('but not when %s', (_, changes, answer) => {
    expect(answerTo(changes)).toEqual([['kund', answer]])
    expect(proposalsOf(judged(changes))[0]?.doubts).toHaveLength(1)
  })

  it('never when it has no box of the party', () => {
    expect(answerTo({ signatureBoxes: [] })).toEqual([])
  })
})

describe('doubts about the pages alone', () => {
  it('say nothing of boxes', () => {
    expect(doubtsAbout(judged({ signatureBoxes: [box({ ink: 'empty' })], differences: [difference('changed', 1), difference('changed', 2)] }), null)).toEqual([{ about: 'content', text: 'Exemplar 1: sida 1 och 2 ser inte ut som den utfärdades. Jämför med den utfärdade sidan.' }])
  })
})
