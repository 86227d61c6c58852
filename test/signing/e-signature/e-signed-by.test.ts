import { describe, expect, it } from 'vitest'
import { eSignedBy, signaturesIn, type KnownSigner } from '../../../signing/e-signature/e-signed-by.js'
import type { ESignature, ESignedFile } from '../../../signing/e-signature/e-signature.js'
import { proposalsOf, type Judged } from '../../../signing/proposal.js'

const KNOWN: KnownSigner = { orgnr: '556036-0793', persons: [{ name: 'Åsa Öberg Ek', role: 'Ordförande' }], boxes: [{ id: 'kund-1', role: 'Ordförande' }] }
const by = (file: ESignedFile, known: KnownSigner | null = KNOWN): string[] => signaturesIn(eSignedBy(file, known)?.boxes ?? new Map()).map(({ signer }) => signer?.name ?? '')
const signature = (name: string, orgnr: string | null, verdict: ESignature['verdict'] = 'valid'): ESignature => ({
  field: 'Kund', kind: 'signature', signer: { name, organisation: null, orgnr, serialNumber: null }, issuer: 'Rot', certificate: null, time: null, timeSource: null, coversWholeDocument: true, verdict, reasons: ['Därför.'], algorithm: null,
})

describe('an e-signature belongs to a party', () => {
  it.each([
    ['Åsa Öberg Ek', null, true], ['ÖBERG EK, ÅSA', 'NTRSE-5560360793', true], ['Åsa Öberg Ek', '165560360793', true], ['Åsa Öberg-Ek', null, true],
    ['Åsa Öberg Ek', 'NTRSE-2120000142', false], ['Åsa Ek', null, false], ['Solbacka AB', 'NTRSE-5560360793', false],
  ])('by name and organisation (%s, %s: %s)', (name, orgnr, isTheirs) => {
    expect(by({ signatures: [signature(name, orgnr)], sinceIssued: null })).toEqual(isTheirs ? [name] : [])
  })

  it('by organisation alone where nobody is known by name, and never where nothing is known', () => {
    const file = { signatures: [signature('Vem Som Helst', 'NTRSE-5560360793')], sinceIssued: null }
    expect([by(file, { ...KNOWN, persons: [] }), by(file, null)]).toEqual([['Vem Som Helst'], []])
    expect(by(file, { ...KNOWN, persons: [], boxes: [{ id: 'kund-1', role: '' }, { id: 'kund-2', role: '' }] })).toEqual([])
  })

  it('as one person’s, however often and in whatever order the certificates write the name', () => {
    const names = (...signers: string[]) => by({ signatures: signers.map((name) => signature(name, 'NTRSE-5560360793')), sinceIssued: null }, { ...KNOWN, persons: [], boxes: [{ id: 'kund-1', role: '' }, { id: 'kund-2', role: '' }] })
    expect([names('Anna Ek', 'EK ANNA'), names('Anna Ek', 'Ek, Anna'), names('Anna Ek', 'Nils Sund')]).toEqual([[], [], ['Anna Ek', 'Nils Sund']])
  })

  it.each<[string, string | undefined, readonly string[], string]>([
    ['Anna Maria Svensson', 'Svensson', ['Anna Svensson'], 'Anna Svensson'], ['SVENSSON, ANNA MARIA', 'Svensson', ['Maria Svensson'], 'Maria Svensson'], ['Åsa Eva Öberg Ek', 'Öberg Ek', ['Åsa Öberg Ek'], 'Åsa Öberg Ek'],
    ['Anna Maria Svensson', undefined, ['Anna Svensson'], ''], ['Anna Svensson Berg', 'Berg', ['Anna Svensson'], ''], ['Anna-Maria Svensson', 'Svensson', ['Anna Svensson'], ''], ['Karin Maria Svensson', 'Svensson', ['Anna Svensson'], ''],
    ['Anna Svensson', 'Svensson', ['Anna Maria Svensson'], ''], ['Anna Maria Svensson', 'Svensson', ['Svensson'], ''],
    ['Anna Maria Svensson', 'Svensson', ['Anna Svensson', 'Maria Svensson'], ''], ['Anna Maria Svensson', 'Svensson', ['Anna Svensson', 'Anna Maria Svensson'], 'Anna Maria Svensson'],
  ])('with all given names in the certificate, as the only one of that family who has some of them (%s, family %s, among %j)', (name, familyName, among, owner) => {
    const signed = { ...signature(name, null), signer: { name, ...(familyName === undefined ? {} : { familyName }), organisation: null, orgnr: null, serialNumber: null } }
    const found = eSignedBy({ signatures: [signed], sinceIssued: null }, { ...KNOWN, persons: among.map((one) => ({ name: one, role: one })), boxes: among.map((one) => ({ id: one, role: one })) })
    expect([...(found?.boxes ?? [])].filter(([, own]) => own.signature !== null).map(([id]) => id)).toEqual(owner === '' ? [] : [owner])
  })

  it('only when it is valid', () => {
    for (const verdict of ['invalid', 'not-trusted', 'not-checkable'] as const) {
      const file = { signatures: [signature('Åsa Öberg Ek', null, verdict)], sinceIssued: [] }
      expect([by(file), eSignedBy(file, KNOWN)?.doubts]).toEqual([[], [expect.stringContaining('Därför.')]])
    }
  })

  it('in the box with its own person’s office, or whose turn it is where none is printed, and never in a box for somebody else', () => {
    const persons = [{ name: 'Åsa Öberg Ek', role: 'Ordförande' }, { name: 'Nils Sund', role: 'Direktör' }]
    const signedIn = (...roles: string[]) => [...(eSignedBy({ signatures: [signature('Nils Sund', null)], sinceIssued: null }, { ...KNOWN, persons, boxes: roles.map((role, at) => ({ id: `kund-${at + 1}`, role })) })?.boxes ?? [])].flatMap(([id, own]) => (own.signature === null ? [] : [id]))
    expect([signedIn('Ordförande', 'Direktör'), signedIn('Direktör', 'Ordförande'), signedIn('', ''), signedIn(''), signedIn('RA'), signedIn('RA', 'RA')]).toEqual([['kund-2'], ['kund-1'], ['kund-2'], [], [], []])
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

  it('takes a signature for its own person’s box alone, and names who is missing', () => {
    const box = (id: string, ink: 'signed' | 'empty') => ({ id, party: 'kund', page: 1, ink, confidence: 1, cutout: 'a.png' }) as const
    const two = { ...KNOWN, persons: [...KNOWN.persons, { name: 'Nils Sund', role: 'Direktör' }], boxes: [...KNOWN.boxes, { id: 'kund-2', role: 'Direktör' }] }
    const proposed = (inks: readonly ['signed' | 'empty', 'signed' | 'empty'], sinceIssued: string[] | null, ...signatures: ESignature[]) => proposalsOf({ ...judged('empty'), signatureBoxes: [box('kund-1', inks[0]), box('kund-2', inks[1]), { ...box('kund-signum-1', 'empty'), initials: true }] }, () => eSignedBy({ signatures, sinceIssued }, two)).map(({ answer, doubts }) => [answer, doubts.join(' ')])
    expect(proposed(['empty', 'empty'], null, theirs)).toEqual([['not', expect.stringMatching(/rutan kund-2 visar inget bläck.*e-underskrift av Nils Sund.*signum/u)]])
    expect(proposed(['empty', 'empty'], [], theirs)).toEqual([['look', expect.stringContaining('rutan kund-2 saknar giltig e-underskrift av Nils Sund.')]])
    expect(proposed(['signed', 'signed'], [], theirs)).toEqual([['look', expect.stringContaining('Nils Sund')]])
    for (const sinceIssued of [null, []]) expect(proposed(['empty', 'empty'], sinceIssued, theirs, signature('Nils Sund', null))).toEqual([['proposed', '']])
  })

  it('leaves it to a person whether all given names are the known one’s, unless the certificate names the party, or ink stands there too', () => {
    const named = (name: string, orgnr: string | null): ESignature => ({ ...signature(name, orgnr), signer: { name, familyName: 'Öberg Ek', organisation: null, orgnr, serialNumber: null } })
    const proposed = (ink: 'signed' | 'empty', sinceIssued: string[] | null, ...signatures: ESignature[]) => proposalsOf(judged(ink), () => eSignedBy({ signatures, sinceIssued }, KNOWN)).map(({ answer, doubts }) => [answer, doubts.join(' ')])
    const personal = named('Åsa Maria Öberg Ek', null)
    const told = expect.stringMatching(/E-underskriften av Åsa Maria Öberg Ek .* för en underskrift av Åsa Öberg Ek, .*samma person/u)
    for (const sinceIssued of [null, []]) {
      expect(proposed('empty', sinceIssued, personal)).toEqual([['look', told]])
      for (const signatures of [[named('Åsa Maria Öberg Ek', 'NTRSE-5560360793')], [personal, theirs]]) expect(proposed('empty', sinceIssued, ...signatures)).toEqual([['proposed', '']])
    }
    expect(by({ signatures: [personal], sinceIssued: [] })).toEqual(['Åsa Maria Öberg Ek'])
    expect(proposed('signed', null, personal)).toEqual([['proposed', '']])
  })

  it('does not take a signature over a file that was changed after it was issued', () => {
    expect(answers('empty', [theirs], ['en sida är ändrad'])).toEqual(['look'])
  })
})
