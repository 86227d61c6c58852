import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Failure, type Fault } from '../../templates/failure.js'
import { faultsOf, readFacts, readParty } from '../../templates/facts-faults.js'
import { factsSchema } from '../../templates/facts.js'
import { nearest } from '../../templates/nearest.js'

function fixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${path}.json`, import.meta.url), 'utf8'))
}

function faultsIn(read: () => unknown): readonly Fault[] {
  try {
    read()
  } catch (error) {
    if (error instanceof Failure) return error.faults
    throw error
  }
  return []
}

function told(json: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(faultsIn(() => readFacts(json)).map(({ path, message }) => [path, message]))
}

describe('a facts file', () => {
  test('with misspelt keys is told what was meant, together with what is then missing', () => {
    expect(told(fixture('facts/faulty/misspelt-keys'))).toEqual({
      'kund.nanm': 'okänd uppgift, menade du kund.namn?',
      'kund.namn': 'saknas; lägg till uppgiften',
      'kund.orgnr': 'saknas; lägg till uppgiften',
      orgnr: 'okänd uppgift, menade du kund.orgnr?',
      'undertecknare.0.befattning': 'saknas; lägg till uppgiften',
      'undertecknare.0.titel': 'okänd uppgift; ta bort den',
      'kort.siskort': 'okänd uppgift, menade du kort.sisKort?',
    })
  })

  test('with bad values is told each of them', () => {
    expect(told(fixture('facts/faulty/bad-values'))).toEqual({
      'kund.orgnr': expect.stringMatching(/^”212000-9870” har fel kontrollsiffra/u),
      'kund.postadress.postnr': expect.stringMatching(/är inget postnummer/u),
      'kund.gln': expect.stringMatching(/fel kontrollsiffra/u),
      'kund.epost': expect.stringMatching(/är ingen e-postadress/u),
      'avtal.startdatum': 'är ”2027-02-30” men ska vara en dag som finns, skriven ÅÅÅÅ-MM-DD',
      'kort.sisKort': 'är ”kanske” men ska vara ett av ja, nej, ej-beslutat',
    })
  })

  test('with values of the wrong type is told in words a clerk understands', () => {
    expect(told(fixture('facts/faulty/wrong-types'))).toEqual({
      'kund.orgnr': 'ska vara text inom citattecken, inte ett tal',
      'kort.titelPaKort': 'ska vara true (ja) eller false (nej) utan citattecken, inte text',
      undertecknare: 'ska vara en lista inom [ ], inte en grupp uppgifter',
      'prognos.pilot.antal': 'ska vara ett tal utan citattecken, inte text',
      avtal: 'ska vara en grupp uppgifter inom { }, inte tomt (null)',
    })
  })

  test('that contradicts itself is told where', () => {
    expect(told(fixture('facts/faulty/contradictions'))).toEqual({
      'prognos.pilot.slut': expect.stringMatching(/^2027-01-15 ligger före startdagen 2027-02-01/u),
      'undertecknare.1.namn': expect.stringMatching(/står redan bland undertecknarna/u),
      'sisDnv.antalAnstallda': expect.stringMatching(/^är 4; ett utfärdartillstånd kräver minst 5/u),
      'sisDnv.antalKort': expect.stringMatching(/^är 9, fler än antalet anställda \(4\)/u),
    })
  })

  test('is told its contradictions beside its misspelt keys and broken texts, all at once', () => {
    expect(Object.keys(told({
      kund: { namn: '', kundtyp: 'Kommun', orgnr: '1', extra: 1 },
      sisDnv: { antalKort: 9, antalAnstallda: 4, antalKrot: 3 },
    })).sort()).toEqual(['kund.extra', 'kund.kundtyp', 'kund.namn', 'kund.orgnr', 'sisDnv.antalAnstallda', 'sisDnv.antalKort', 'sisDnv.antalKrot'])
  })

  test.each([[null], [7], ['text'], [[]], [undefined]])('that is %j and no group at all is refused as a whole', (json) => {
    expect(Object.keys(told(json))).toEqual(['hela filen'])
  })

  test.each([
    [{ kund: { organisationsnummer: '1' } }, 'kund.organisationsnummer', 'menade du kund.orgnr?'],
    [{ kund: { Namn: 'x' } }, 'kund.Namn', 'menade du kund.namn?'],
    [{ kund: { besöksadress: {} } }, 'kund.besöksadress', 'menade du kund.besoksadress?'],
    [{ kund: { postadress: { postnummer: '1' } } }, 'kund.postadress.postnummer', 'menade du kund.postadress.postnr?'],
    [{ handlaggare: [] }, 'handlaggare', 'menade du kontakter.handlaggare?'],
    [{ kontakter: { ra: [{ namn: 'x', tel: '1' }] } }, 'kontakter.ra.0.tel', 'menade du kontakter.ra.0.telefon?'],
    [{ svrArende: '1' }, 'svrArende', 'menade du avtal.svrArende?'],
    [{ kund: { kundtyp: 'komun' } }, 'kund.kundtyp', 'menade du kommun?'],
    [{ kund: { zzzzzzzz: 1 } }, 'kund.zzzzzzzz', 'okänd uppgift; ta bort den'],
    [{ kort: { produkter: [{ pris: 1.234 }] } }, 'kort.produkter.0.pris', 'två decimaler'],
    [{ kort: { produkter: [{ pris: -1 }] } }, 'kort.produkter.0.pris', 'är -1 men ska vara minst 0'],
    [{ kort: { produkter: [{ antal: 1.5 }] } }, 'kort.produkter.0.antal', 'ska vara ett heltal utan citattecken, inte ett decimaltal'],
    [{ avtal: { startdatum: '0026-11-22' } }, 'avtal.startdatum', 'utanför åren'],
    [{ avtal: { startdatum: '22/11 2026' } }, 'avtal.startdatum', 'ÅÅÅÅ-MM-DD'],
  ])('like %j is told at %s: %s', (json, path, message) => {
    expect(told(json)[path]).toContain(message)
  })

  test('does not suggest a key that is already there', () => {
    expect(told({ kund: { namn: 'x', nanm: 'y' } })['kund.nanm']).not.toContain('menade du kund.namn?')
  })
})

describe('a party record', () => {
  test.each(['svr', 'driftleverantor', 'korttillverkare'])('%s as shipped is right and says that it is an example', (name) => {
    expect(readParty(fixture(`parties/${name}`))).toMatchObject({ part: name, exempel: true })
  })

  test('of an unknown part is told which parts there are', () => {
    expect(faultsIn(() => readParty({ part: 'leverantor' }))).toEqual([
      { path: 'part', message: expect.stringContaining('ska vara ett av svr, driftleverantor, korttillverkare') },
    ])
  })

  test('is told every fault, with the code party-invalid', () => {
    const record = fixture('parties/driftleverantor')
    const read = (): unknown => readParty(Object.assign({}, record, { granskningsadress: 'x', kontraktManager: 1, undertecknare: [] }))
    expect(faultsIn(read).map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'undertecknare: ska ha minst 1 post; ändra listan',
      'granskningsadress: ”x” är ingen e-postadress; skriv namn@organisation.se utan å, ä och ö',
      'kontraktManager: okänd uppgift; ta bort den',
    ])
    expect(read).toThrow(expect.objectContaining({ code: 'party-invalid' }))
  })
})

test('faultsOf tells missing from wrong also when zod kept no input', () => {
  const result = factsSchema.safeParse({ kund: { namn: 5, kundtyp: 'kommun' } })
  const faults = faultsOf(result.error ?? new z.ZodError([]), factsSchema)
  expect(faults).toEqual([
    { path: 'kund.namn', message: 'ska vara text inom citattecken' },
    { path: 'kund.orgnr', message: 'saknas; lägg till uppgiften' },
  ])
})

test.each([
  ['nanm', ['namn', 'gln'], 'namn'],
  ['epsot', ['epost', 'webb'], 'epost'],
  ['orgnummer', ['orgnr'], 'orgnr'],
  ['kund.nanm', ['avtal.namn', 'kund.namn', 'kund'], 'kund.namn'],
  ['kund.postadress.stad', ['kund.postadress.ort', 'kund.postadress'], null],
  ['x', ['kund', 'avtal'], null],
  ['', ['kund'], null],
  ['n'.repeat(10_000), ['namn'], null],
])('the word nearest to %s among %j is %s', (word, candidates, near) => {
  expect(nearest(word, candidates)).toBe(near)
})
