import { describe, expect, it } from 'vitest'
import { hyphenate } from '../../../templates/layout/hyphenate.js'

function written(word: string): string {
  const cuts = hyphenate(word)
  return Array.from(word, (letter, index) => (cuts.includes(index) ? `-${letter}` : letter)).join('')
}

describe('hyphenation of the domain’s words', () => {
  it.each([
    ['kortadministratör', 'kort-ad-mi-nist-ra-tör'],
    ['Kortadministratören', 'Kort-ad-mi-nist-ra-tö-ren'],
    ['certifikatutgivning', 'cer-ti-fi-kat-ut-giv-ning'],
    ['certifikatutfärdare', 'cer-ti-fi-kat-ut-fär-dare'],
    ['driftleverantörens', 'drift-le-ve-ran-tö-rens'],
    ['utfärdartillstånd', 'utfär-dar-till-stånd'],
    ['organisationsnummer', 'orga-ni-sa-tions-num-mer'],
  ])('cuts %s as %s', (word, expected) => {
    expect(written(word)).toBe(expected)
  })

  it('leaves short words whole, and never leaves fewer than three letters on a line', () => {
    expect(hyphenate('avtal')).toEqual([])
    for (const word of ['identitetskontroll', 'återlämningar', 'sjukvårdsrådgivningen', 'överlämningen']) {
      for (const cut of hyphenate(word)) {
        expect(cut).toBeGreaterThanOrEqual(3)
        expect(word.length - cut).toBeGreaterThanOrEqual(3)
      }
    }
  })

  it('keeps its cuts within the word when lower case has another length', () => {
    expect(hyphenate('İİİİİİİİİİ').every((cut) => cut < 10)).toBe(true)
  })
})
