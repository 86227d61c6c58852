import { describe, expect, test } from 'vitest'
import { Failure, type Fault } from '../../templates/failure.js'
import { readFacts } from '../../templates/facts-faults.js'

function faultsIn(json: unknown): readonly Fault[] {
  try {
    readFacts(json)
  } catch (error) {
    if (error instanceof Failure) return error.faults
    throw error
  }
  return []
}

const kund = { namn: 'A', kundtyp: 'privat', orgnr: '212000-0142' }

describe('a facts file meant to exhaust the reader', () => {
  test.each([
    ['a name of ten million letters', { kund: { ...kund, namn: 'å'.repeat(10_000_000) } }, 'kund.namn'],
    ['an organisationsnummer of ten million digits', { kund: { ...kund, orgnr: '1'.repeat(10_000_000) } }, 'kund.orgnr'],
    ['a web address made for backtracking', { kund: { ...kund, webb: `${'a-'.repeat(90)}!` } }, 'kund.webb'],
    ['an HSA-id made for backtracking', { kund: { ...kund, hsaId: `SE2120000142-${'a-'.repeat(30)}!` } }, 'kund.hsaId'],
    ['an e-mail address made for backtracking', { kund: { ...kund, epost: `${'a.'.repeat(120)}@` } }, 'kund.epost'],
    ['a hundred thousand signatories', { kund, undertecknare: Array.from({ length: 100_000 }, (_, n) => ({ namn: `N${String(n)}`, befattning: 'B' })) }, 'undertecknare'],
  ])('by %s gets its fault', (_, json, path) => {
    expect(faultsIn(json).map((fault) => fault.path)).toContain(path)
  })

  test('by fifty thousand unknown keys is told each, with suggestions for the first hundred only', () => {
    const faults = faultsIn({ kund, ...Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`kund${String(n)}`, 1])) })
    expect(faults).toHaveLength(50_000)
    expect(faults.at(-1)?.message).toBe('okänd uppgift; ta bort den')
  })

  test('by nesting four thousand deep is refused at the outermost unknown key', () => {
    expect(faultsIn(JSON.parse(`{"kund":{"namn":"A","kundtyp":"privat","orgnr":"212000-0142"},"x":${'['.repeat(4000)}${']'.repeat(4000)}}`))).toEqual([
      { path: 'x', message: 'okänd uppgift; ta bort den' },
    ])
  })

  test.each([[1e308], [-0.0001], [Number.MAX_SAFE_INTEGER], [1e21]])('by the number %s where a count belongs is refused', (antal) => {
    expect(faultsIn({ kund, kort: { produkter: [{ artikel: 'A', namn: 'B', antal, pris: 1 }] } }).map(({ path }) => path)).toContain('kort.produkter.0.antal')
  })
})
