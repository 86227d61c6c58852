import { describe, expect, it } from 'vitest'
import { eSignedBy } from '../../../signing/e-signature/e-signed-by.js'
import type { ESignature } from '../../../signing/e-signature/e-signature.js'
import { proposalsOf, type Judged } from '../../../signing/proposal.js'

const KNOWN = { orgnr: '556036-0793', names: ['Åsa Öberg Ek'] }
const signature = (name: string, orgnr: string | null, verdict: ESignature['verdict'] = 'valid'): ESignature => ({
  field: 'Kund', kind: 'signature', signer: { name, organisation: null, orgnr, serialNumber: null }, issuer: 'Rot', certificate: null, time: null, timeSource: null, coversWholeDocument: true, verdict, reasons: ['Därför.'], algorithm: null,
})

describe('an e-signature belongs to a party', () => {
  it.each([
    ['Åsa Öberg Ek', null, true], ['ÖBERG EK, ÅSA', 'NTRSE-5560360793', true], ['Åsa Öberg Ek', '165560360793', true],
    ['Åsa Öberg Ek', 'NTRSE-2120000142', false], ['Åsa Ek', null, false], ['Solbacka AB', 'NTRSE-5560360793', false],
  ])('by name and organisation (%s, %s: %s)', (name, orgnr, isTheirs) => {
    expect(eSignedBy({ signatures: [signature(name, orgnr)], sinceIssued: null }, KNOWN)?.signature !== null).toBe(isTheirs)
  })

  it('by organisation alone where nobody is known by name, and never where nothing is known', () => {
    const file = { signatures: [signature('Vem Som Helst', 'NTRSE-5560360793')], sinceIssued: null }
    expect([eSignedBy(file, { ...KNOWN, names: [] })?.signature !== null, eSignedBy(file, null)?.signature]).toEqual([true, null])
  })

  it('only when it is valid', () => {
    for (const verdict of ['invalid', 'not-trusted', 'not-checkable'] as const) expect(eSignedBy({ signatures: [signature('Åsa Öberg Ek', null, verdict)], sinceIssued: [] }, KNOWN)).toMatchObject({ signature: null, doubts: [expect.stringContaining('Därför.')] })
  })
})

describe('what is proposed of an e-signed file', () => {
  const judged = (ink: 'signed' | 'empty'): Judged => ({ exemplar: 1, pages: { expected: 1, found: [1], missing: [], duplicated: [] }, differences: [], signatureBoxes: [{ id: 'kund-1', party: 'kund', page: 1, ink, confidence: 1, cutout: 'a.png' }] })
  const answers = (ink: 'signed' | 'empty', signatures: readonly ESignature[], sinceIssued: string[] | null) => proposalsOf(judged(ink), () => eSignedBy({ signatures: [...signatures], sinceIssued }, KNOWN)).map(({ answer }) => answer)
  const theirs = signature('Åsa Öberg Ek', null)

  it('takes the party’s valid signature in place of ink', () => {
    expect([answers('empty', [theirs], []), answers('empty', [theirs], null), answers('empty', [], null)]).toEqual([['proposed'], ['proposed'], ['not']])
  })

  it('takes nothing drawn on the issued file for ink, but leaves the ink of a sealed scan as it is', () => {
    const seal = signature('Kopiatorn', null, 'not-trusted')
    expect([answers('signed', [seal], []), answers('signed', [seal], null), answers('empty', [seal], null)]).toEqual([['look'], ['proposed'], ['not']])
  })

  it('does not take a signature over a file that was changed after it was issued', () => {
    expect(answers('empty', [theirs], ['en sida är ändrad'])).toEqual(['look'])
  })
})
