import { describe, expect, it } from 'vitest'
import { computedFacts, computedFactsSchema } from '../../templates/computed-facts.js'
import { factsSchema, type Facts } from '../../templates/facts.js'

function facts(more: Partial<Facts>): Facts {
  return factsSchema.parse({ kund: { namn: 'Minsta kommun', kundtyp: 'kommun', orgnr: '212000-0142' }, ...more })
}

describe('computed facts', () => {
  it('sum products in öre, so that no rounding error is printed', () => {
    const produkter = [{ artikel: 'A', namn: 'Kort', antal: 3, pris: 0.1 }, { artikel: 'B', namn: 'Läsare', antal: 1, pris: 0.2 }, { artikel: 'C', namn: 'Hållare', antal: 7, pris: 8.15 }]
    const computed = computedFacts(facts({ kort: { produkter } }))
    expect(computed.produkter.map(({ summa }) => summa)).toEqual([0.3, 0.2, 57.05])
    expect(computed.produktsumma).toBe(57.55)
  })

  it('sum the forecast over its periods', () => {
    expect(computedFacts(facts({ prognos: { volym: [{ period: '2027', antal: 80 }, { period: '2028', antal: 0 }] } })).prognosantal).toBe(80)
  })

  it('are counts of nothing and no sums as long as nothing is known', () => {
    const computed = computedFacts(facts({}))
    expect(computed).toEqual({ antalUndertecknare: 0, antalRa: 0, antalSupport: 0, antalHandlaggare: 0, antalProdukter: 0, produkter: [] })
    expect(computedFactsSchema.parse(computed)).toEqual(computed)
  })
})
