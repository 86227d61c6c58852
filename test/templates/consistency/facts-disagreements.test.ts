import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { factsDisagreements } from '../../../templates/consistency/facts-disagreements.js'
import { readFacts } from '../../../templates/facts-faults.js'
import type { Facts } from '../../../templates/facts.js'

function customer(slug: string): Facts {
  return readFacts(JSON.parse(readFileSync(new URL(`../../../fixtures/facts/${slug}.json`, import.meta.url), 'utf8')))
}

const SIS = customer('tallmo-omsorg')
const KOMMUN = customer('lillfors-kommun')
type Prognos = NonNullable<Facts['prognos']>

function forecast(facts: Facts, changes: Partial<Prognos>): Facts {
  return { ...facts, prognos: { ...facts.prognos, ...changes } }
}

const YEARS = [{ period: '2027', antal: 300 }, { period: '2028', antal: 200 }]

describe('facts that cannot be true at once', () => {
  it.each<[string, Facts, string, 'certain' | 'doubtful']>([
    ['more SIS cards in a year than the permit holds', forecast(SIS, { volym: [{ period: '2027 kvartal 1', antal: 200 }, { period: '2027 kvartal 2', antal: 111 }] }), 'prognos.volym', 'certain'],
    ['more SIS cards in all than the permit holds at once', forecast(SIS, { volym: YEARS }), 'prognos.volym', 'doubtful'],
    ['more SIS cards in the roll-out than the permit holds', forecast(SIS, { breddinforande: { start: '2027-02-22', antal: 311 } }), 'prognos.breddinforande.antal', 'certain'],
    ['a pilot after the roll-out has begun', forecast(KOMMUN, { pilot: { start: '2027-04-01', enhet: 'Hemsjukvården', antal: 25 } }), 'prognos.pilot.start', 'certain'],
    ['a pilot larger than the roll-out', forecast(KOMMUN, { pilot: { start: '2027-02-01', enhet: 'Hemsjukvården', antal: 421 } }), 'prognos.pilot.antal', 'doubtful'],
    ['a pilot before the agreement begins', forecast(KOMMUN, { pilot: { start: '2026-12-01', enhet: 'Hemsjukvården', antal: 25 } }), 'prognos.pilot.start', 'doubtful'],
    ['a roll-out after the agreement has ended', { ...KOMMUN, avtal: { ...KOMMUN.avtal, slutdatum: '2027-02-28' } }, 'prognos.breddinforande.start', 'doubtful'],
    ['a municipality’s number on a region', { ...KOMMUN, kund: { ...KOMMUN.kund, kundtyp: 'region' } }, 'kund.kundtyp', 'certain'],
    ['a company’s number on a municipality', { ...KOMMUN, kund: { ...KOMMUN.kund, orgnr: '559990-7895', hsaId: 'SE5599907895-E0000000001' } }, 'kund.kundtyp', 'certain'],
    ['a company that is called a region', { ...SIS, kund: { ...SIS.kund, namn: 'Region Västmarken' } }, 'kund.kundtyp', 'doubtful'],
    ['an HSA-id of another organisation', { ...KOMMUN, kund: { ...KOMMUN.kund, hsaId: 'SE2321009876-E0000000001' } }, 'kund.hsaId', 'doubtful'],
    ['a Peppol-id with another GLN', { ...KOMMUN, kund: { ...KOMMUN.kund, peppolId: '0088:7350000990027' } }, 'kund.peppolId', 'doubtful'],
    ['a function’s mailbox that is one person’s', { ...KOMMUN, raFunktionsbrevlada: 'ASA.lindqvist@lillfors.example' }, 'raFunktionsbrevlada', 'doubtful'],
  ])('are told by path: %s', (_what, facts, path, weight) => {
    expect(factsDisagreements(facts).map((one) => [one.path, one.weight])).toEqual([[path, weight]])
  })
})

describe('a kind of customer that does not fit the number', () => {
  it('is told in words, not as the code that a file holds', () => {
    expect(factsDisagreements({ ...KOMMUN, kund: { ...KOMMUN.kund, kundtyp: 'kommunalforbund' } }).map(({ message }) => message)).toEqual(['är ett kommunalförbund, men organisationsnumret 212000-9879 tillhör en kommun; rätta det ena av dem'])
  })
})

describe('facts that only look odd', () => {
  it.each<[string, Facts]>([
    ['many cards without SIS approval', forecast(KOMMUN, { volym: [{ period: '2027', antal: 10_000 }] })],
    ['Gotland, a municipality with the tasks of a region', { ...KOMMUN, kund: { ...KOMMUN.kund, namn: 'Region Gotland', orgnr: '212000-0803', hsaId: 'SE2120000803-1', kundtyp: 'region' } }],
    ['a private company', SIS],
    ['no facts beyond name, kind and number', { kund: { namn: 'Lillfors kommun', kundtyp: 'kommun', orgnr: '212000-9879' } }],
  ])('are left alone: %s', (_what, facts) => {
    expect(factsDisagreements(facts)).toEqual([])
  })
})
