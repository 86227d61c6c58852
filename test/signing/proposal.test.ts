import { describe, expect, it } from 'vitest'
import type { ESignature } from '../../signing/e-signature/e-signature.js'
import type { ESignedBy } from '../../signing/e-signature/e-signed-by.js'
import { doubtsAbout, proposalsOf, type Judged } from '../../signing/proposal.js'

const SIGNATURE: ESignature = { kind: 'signature', field: 'Kund', signer: null, issuer: null, certificate: null, verdict: 'valid', reasons: [], time: null, timeSource: null, coversWholeDocument: true, algorithm: null }
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
    ['a page without boxes was never paper', { pages: { expected: 2, found: [1, 2], missing: [], duplicated: [], paperless: [1] } }, 'look'],
    ['a page with what looks like ink was never paper', { pages: { expected: 2, found: [1, 2], missing: [], duplicated: [], paperless: [2] }, signatureBoxes: [box({ ink: 'look' })] }, 'look'],
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

describe('pages that were never paper', () => {
  const paperless = judged({ pages: { expected: 2, found: [1, 2], missing: [], duplicated: [], paperless: [1, 2] }, signatureBoxes: [box({ ink: 'empty' })] })
  const eSigned = (verdict: 'valid' | null, pages: ESignedBy['pages']): ESignedBy => ({ boxes: new Map([['kund-1', { name: null, signature: verdict === null ? null : { ...SIGNATURE, verdict }, unsure: null }]]), doubts: [], pages })
  it.each<[string, 'kund' | null, ESignedBy | null, boolean]>([
    ['are doubted of a party that has not signed electronically', 'kund', null, true],
    ['are doubted where they alone are asked about', null, null, true],
    ['are doubted in a file rewritten with the signature of somebody else', 'kund', eSigned(null, 'unknown'), true],
    ['are as they should be in one that all the party\u2019s persons have signed', 'kund', eSigned('valid', 'unknown'), false],
    ['are as they should be in the issued file, signed', null, eSigned('valid', 'digital'), false],
    ['are doubted alone in the issued file that who signs it has not signed', null, eSigned(null, 'digital'), true],
  ])('%s', (_, party, signed, isDoubted) => {
    expect(doubtsAbout(paperless, party, signed).some(({ about, text }) => about === 'paperless' && text.includes('sida 1 och 2 är ingen bild av ett papper'))).toBe(isDoubted)
  })
})

describe('doubts about the pages alone', () => {
  it('say nothing of boxes', () => {
    expect(doubtsAbout(judged({ signatureBoxes: [box({ ink: 'empty' })], differences: [difference('changed', 1), difference('changed', 2)] }), null)).toEqual([{ about: 'content', text: 'Exemplar 1: sida 1 och 2 ser inte ut som den utfärdades. Jämför med den utfärdade sidan.' }])
  })
})
