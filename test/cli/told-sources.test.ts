import { describe, expect, it } from 'vitest'
import { toldEvidence, toldSources } from '../../src/cli/told-sources.js'

const first = 'a'.repeat(64)
const second = 'b'.repeat(64)
const source = { code: 'ABCD', exemplar: 1, fileName: 'retur.pdf', straight: true, others: null }

describe('where an attached document comes from', () => {
  it('is told scan by scan, with why one of several was used', () => {
    expect(toldSources([{ ...source, page: 1, scan: first, sourcePage: 3 }, { ...source, page: 2, scan: second, fileName: 'sida 2.pdf', sourcePage: 1, straight: false, others: { count: 1, why: 'most-signatures' } }])).toEqual([
      '    Ur skanning aaaaaaaaaaaa (retur.pdf): sida 1 = filens sida 3',
      '    Ur skanning bbbbbbbbbbbb (sida 2.pdf): sida 2 = filens sida 1',
      '    Sida 2 har inte rätats: den har inte undersökts, och koderna räcker inte för att räta den',
      '    Sida 2 finns 2 gånger; den i bbbbbbbbbbbb är använd (flest underskrifter)',
    ])
  })

  it('is told in ranges of pages for what a confirmation rests on', () => {
    expect(toldEvidence([3, 1, 2, 5].map((sourcePage) => ({ scan: first, sourcePage })).concat({ scan: second, sourcePage: 9 }))).toBe('aaaaaaaaaaaa sida 1-3, 5; bbbbbbbbbbbb sida 9')
  })
})
