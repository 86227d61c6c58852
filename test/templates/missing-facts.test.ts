import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readFacts } from '../../templates/facts-faults.js'
import type { Facts } from '../../templates/facts.js'
import { missingFacts } from '../../templates/missing-facts.js'
import { REQUIRING_KINDS } from '../../templates/required-facts.js'

function customer(slug: string): Facts {
  return readFacts(JSON.parse(readFileSync(new URL(`../../fixtures/facts/${slug}.json`, import.meta.url), 'utf8')))
}

const bare = readFacts({ kund: { namn: 'Lillfors kommun', kundtyp: 'kommun', orgnr: '212000-9879' } })
const lillfors = customer('lillfors-kommun')
const tallmo = customer('tallmo-omsorg')

function missing(facts: Facts, id: string): readonly string[] {
  return missingFacts(facts, [{ id, title: id }], 'signing').map(({ path }) => path)
}

test.each(REQUIRING_KINDS)('a draft of %s needs name, kind and number of the customer, no more', (id) => {
  expect(missingFacts(bare, [{ id, title: id }], 'draft')).toEqual([])
})

test.each([
  ['grundavtal', ['kund.postadress', 'undertecknare', 'kontakter.kontraktsansvarig', 'avtal.avtalsnummer', 'avtal.svrArende', 'avtal.startdatum', 'avtal.uppsagningstidManader']],
  ['raps', ['kund.hsaId', 'undertecknare', 'kontakter.ra', 'kontakter.kra', 'raFunktionsbrevlada', 'kort.produkter', 'kort.reservkort']],
  ['rutiner', ['undertecknare', 'kontakter.ra', 'kort.sisKort', 'kort.produkter', 'kort.utformning', 'kort.titelPaKort', 'kort.reservkort']],
  ['leveransavtal-bilaga-1', ['undertecknare', 'kort.produkter']],
  ['leveransavtal-bilaga-2', ['undertecknare', 'prognos.volym', 'prognos.breddinforande']],
  ['leveransavtal-bilaga-3', ['undertecknare', 'kontakter.handlaggare']],
  ['leveransavtal-bilaga-4', ['kund.logotyp', 'undertecknare', 'kort.utformning', 'kort.titelPaKort']],
  ['leveransavtal-bilaga-5', ['undertecknare', 'kontakter.kontraktsansvarig']],
  ['leveransavtal-bilaga-6', ['undertecknare', 'kontakter.ra', 'kontakter.support']],
  ['kortprognos', ['prognos.volym', 'prognos.breddinforande']],
  ['ra-kort-kvittens', ['kontakter.ra']],
  ['nyckel-kvittens', []],
  ['utvardering', ['kontakter.ra']],
  ['checklista', []],
])('a signing copy of %s asks a customer of whom little is known for %j', (id, paths) => {
  expect(missing(bare, id)).toEqual(paths)
})

test('the SIS/DNV application asks for everything about the permit', () => {
  expect(missing({ ...bare, kort: { sisKort: 'ja' } }, 'sis-dnv-ansokan')).toEqual([
    'kund.postadress', 'kund.leveransadress', 'undertecknare', 'kontakter.handlaggare', 'sisDnv.antalKort', 'sisDnv.antalAnstallda', 'sisDnv.etableradSedan',
    'sisDnv.chip', 'sisDnv.vaktare', 'sisDnv.press', 'sisDnv.sakerhetsansvarig', 'sisDnv.registeransvarig',
  ])
})

describe('cards without SIS approval', () => {
  test('need no facts about the permit', () => {
    const { sisDnv: _, ...rest } = tallmo
    expect(missing({ ...rest, kort: { ...rest.kort, sisKort: 'nej' } }, 'sis-dnv-ansokan')).toEqual([])
  })

  test('that are yet to be decided hold up only the documents that say which it is', () => {
    const undecided: Facts = { ...tallmo, kort: { ...tallmo.kort, sisKort: 'ej-beslutat' } }
    expect(REQUIRING_KINDS.filter((id) => missing(undecided, id).length > 0)).toEqual(['rutiner', 'leveransavtal', 'sis-dnv-ansokan'])
    expect(missing(undecided, 'leveransavtal')).toEqual(['kort.sisKort'])
  })
})

test('a person lacking what one document prints is named by place in the list', () => {
  const [first] = lillfors.kontakter?.handlaggare ?? []
  const facts: Facts = { ...lillfors, kontakter: { ...lillfors.kontakter, handlaggare: [...(first === undefined ? [] : [first]), { namn: 'Nya Nilsson' }] } }
  expect(missing(facts, 'handlaggare-ansokan')).toEqual(['kontakter.handlaggare.1.epost', 'kontakter.handlaggare.1.telefon', 'kontakter.handlaggare.1.personnummer'])
  expect(missing(facts, 'leveransavtal')).toEqual([])
})

test('a signatory without a decision holds up the agreements and nothing else', () => {
  const facts: Facts = { ...lillfors, undertecknare: [{ namn: 'A', befattning: 'B' }] }
  expect(REQUIRING_KINDS.filter((id) => missing(facts, id).includes('undertecknare.0.beslut'))).toEqual(['grundavtal', 'tjansteavtal', 'leveransavtal'])
})

test('an empty list is as good as none', () => {
  expect(missing({ ...lillfors, undertecknare: [] }, 'raps')).toEqual(['undertecknare'])
})

test('one line a fact names every document that waits for it, by title and once', () => {
  const kinds = [
    { id: 'utvardering', title: 'Utvärdering' }, { id: 'ra-kort-kvittens', title: 'Kvittens för RA-kort' }, { id: 'utvardering', title: 'Utvärdering' },
    { id: 'leveransavtal-bilaga-3', title: 'Bilaga 3' }, { id: 'rutiner', title: 'Rutiner' },
  ]
  expect(missingFacts({ ...bare, undertecknare: [{ namn: 'A', befattning: 'B' }], kort: { sisKort: 'ej-beslutat', produkter: [], utformning: 'standard', titelPaKort: true, reservkort: true } }, kinds, 'signing')).toEqual([
    { path: 'kontakter.ra', message: 'saknas men behövs i ”Utvärdering”, ”Kvittens för RA-kort” och ”Rutiner”; lägg till uppgiften' },
    { path: 'kontakter.handlaggare', message: 'saknas men behövs i ”Bilaga 3”; lägg till uppgiften' },
    { path: 'kort.sisKort', message: 'är ej-beslutat; ändra uppgiften när det är beslutat, först då kan man skriva under ”Rutiner”' },
    { path: 'kort.produkter', message: 'saknas men behövs i ”Rutiner”; lägg till uppgiften' },
  ])
})

test('a kind nobody has asked anything for needs nothing', () => {
  expect(missing(bare, 'egen-handling')).toEqual([])
})
