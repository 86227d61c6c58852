import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readFacts, readParty } from '../../templates/facts-faults.js'
import { factsSchema } from '../../templates/facts.js'
import { maskPersonnummer } from '../../templates/identifiers.js'
import { missingFacts } from '../../templates/missing-facts.js'
import { REQUIRING_KINDS } from '../../templates/required-facts.js'

const FACTS = new URL('../../fixtures/facts/', import.meta.url)
const PARTIES = new URL('../../fixtures/parties/', import.meta.url)

function json(directory: URL, name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, directory), 'utf8'))
}

const customers = readdirSync(FACTS).filter((name) => name.endsWith('.json'))

describe('the fictional customers', () => {
  test('there are at least five of them, of at least four kinds', () => {
    expect(customers.length).toBeGreaterThanOrEqual(5)
    expect(new Set(customers.map((name) => readFacts(json(FACTS, name)).kund.kundtyp)).size).toBeGreaterThanOrEqual(4)
  })

  test.each(customers)('%s is complete for signing every kind of document', (name) => {
    const facts = readFacts(json(FACTS, name))
    expect(missingFacts(facts, REQUIRING_KINDS.map((id) => ({ id, title: id })), 'signing')).toEqual([])
  })

  test.each(customers)('%s stands in its file in normal form', (name) => {
    expect(readFacts(json(FACTS, name))).toEqual(json(FACTS, name))
  })

  test.each(customers)('%s uses only addresses, telephone numbers and personnummer reserved for fiction and tests', (name) => {
    const source = readFileSync(new URL(name, FACTS), 'utf8')
    for (const [, domain] of source.matchAll(/@([^"]+)"/gu)) expect(domain).toMatch(/\.example$/u)
    const facts = readFacts(JSON.parse(source))
    for (const [number] of source.matchAll(/(?<="telefon": ")[^"]+/gu)) {
      expect(number).toMatch(/^(?:08-465 004 \d\d|031-390 06 \d\d|040-628 04 \d\d|0980-31 92 \d\d|070-174 06 (?:0[5-9]|[1-9]\d))$/u)
    }
    for (const { personnummer } of facts.kontakter?.handlaggare ?? []) expect(personnummer).toMatch(/-98\d\d$/u)
  })

  test('nobody shares an organisationsnummer with another customer or a party', () => {
    const numbers = [
      ...customers.map((name) => readFacts(json(FACTS, name)).kund.orgnr),
      ...readdirSync(PARTIES).map((name) => readParty(json(PARTIES, name)).orgnr),
    ]
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('one has SIS-approved cards and one two signatories', () => {
    const all = customers.map((name) => readFacts(json(FACTS, name)))
    expect(all.some(({ kort }) => kort?.sisKort === 'ja')).toBe(true)
    expect(all.some(({ kund, undertecknare }) => kund.kundtyp === 'privat' && undertecknare?.length === 2)).toBe(true)
  })
})

describe('readFacts', () => {
  test('gives the same facts when its own answer is read again', () => {
    for (const name of customers) {
      const facts = readFacts(json(FACTS, name))
      expect(readFacts(facts)).toEqual(facts)
    }
  })

  test('writes every way of typing a customer in one spelling', () => {
    const facts = readFacts({
      kund: { namn: '  Go\u0308ta\u00A0 vård ', kundtyp: 'privat', orgnr: 'SE559990123701', postadress: { gata: 'Gatan 1', postnr: 'SE-12345', ort: 'Orten' } },
    })
    expect(facts.kund.namn).toBe('Göta vård')
    expect(facts.kund.postadress?.postnr).toBe('123 45')
  })

  test('takes a customer of whom only name, kind and number are known', () => {
    expect(readFacts(json(FACTS, 'faulty/step-4-draft.json')).kund.orgnr).toBe('212000-9879')
  })
})

test('the schema can be told as JSON schema', async () => {
  const { z } = await import('zod')
  expect(JSON.stringify(z.toJSONSchema(factsSchema))).toContain('"orgnr"')
})

test('a masked personnummer keeps only the year of birth', () => {
  for (const name of customers) {
    for (const { personnummer } of readFacts(json(FACTS, name)).kontakter?.handlaggare ?? []) {
      expect(maskPersonnummer(personnummer ?? '')).toMatch(/^\d{4}\*{4}-\*{4}$/u)
    }
  }
})
