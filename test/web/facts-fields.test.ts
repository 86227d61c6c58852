import { describe, expect, it } from 'vitest'
import { factsFields, factsSaid } from '../../src/web/pages/facts-fields.js'
import { rowsInOrder, sentPlaces, withoutRow } from '../../src/web/pages/facts-rows.js'
import { labelOf, schemaFields } from '../../src/web/pages/schema-fields.js'
import { factsSchema } from '../../templates/facts.js'
import { cardMakerSchema, providerSchema, supplierSchema } from '../../templates/party.js'
import { factsOf } from '../open-house.js'

const SLUGS = ['lillfors-kommun', 'vardgruppen-solbacka', 'region-vastmarken']

/** Keys of the schemas that are the Swedish word itself; every other key has a word of its own, since a key has neither å, ä nor ö. */
const PLAIN_WORDS = [
  'antal', 'antalKort', 'artikel', 'avtal', 'avtalsnummer', 'befattning', 'befintligtGrundavtal', 'beslut', 'chip', 'contractManager', 'datum', 'diarienummer', 'enhet', 'etableradSedan', 'fakturaadress', 'fakturareferens', 'gata', 'giltigTill', 'gln', 'kontakter', 'kontaktperson', 'kontor',
  'kontraktsansvarig', 'kort', 'kortnamn', 'kra', 'kund', 'kundtyp', 'ledtider', 'leveransadress', 'logotyp', 'lra', 'meddelad', 'mottagen', 'namn', 'nummer', 'ora', 'ort', 'period', 'personnummer', 'pilot', 'postadress', 'press', 'pris', 'produkter', 'prognos', 'punkt', 'ra', 'registeransvarig', 'registrator',
  'reservkort', 'slut', 'slutdatum', 'start', 'startdatum', 'support', 'telefon', 'undertecknare', 'utformning', 'utlovad', 'volym',
]

describe('the fields of the facts', () => {
  it('have Swedish labels, never a key without its å, ä or ö', () => {
    const schemas = [factsSchema, providerSchema, supplierSchema, cardMakerSchema]
    const keys = new Set(schemas.flatMap((schema) => schemaFields(schema, null).flatMap(({ name }) => name.split('.').filter((step) => !/^\d+$/.test(step)))))
    const untold = [...keys].filter((key) => labelOf(key).toLowerCase() === key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase())
    expect(untold.filter((key) => !PLAIN_WORDS.includes(key))).toEqual([])
    expect(['uppsagningstidManader', 'vaktare', 'agare', 'begard'].map(labelOf)).toEqual(['Uppsägningstid i månader', 'Väktare', 'Ägare', 'Begärd'])
  })

  it.each(SLUGS)('say of %s what its facts file says, when nothing is changed', (slug) => {
    const facts = factsOf(slug)
    const typed = Object.fromEntries(factsFields(facts, () => 0).map(({ name, ...field }) => [name, 'value' in field ? field.value : '']))
    expect(factsSaid(typed)).toEqual(JSON.parse(JSON.stringify(facts)))
  })

  it('leave room for more in a list when asked to, and none of the new rows is said when it is left empty', () => {
    const names = factsFields(factsOf('lillfors-kommun'), () => 1).map(({ name }) => name)
    expect(names).toContain('undertecknare.2.namn')
    expect(factsSaid({ 'undertecknare.0.namn': 'Eva', 'undertecknare.4.namn': 'Kim', 'undertecknare.3.namn': ' ' })).toEqual({ undertecknare: [{ namn: 'Eva' }, { namn: 'Kim' }] })
  })

  it('give numbers as numbers where they are, and what is none as it was typed', () => {
    expect(factsSaid({ 'prognos.pilot.antal': '25', 'kund.namn': '25' })).toEqual({ prognos: { pilot: { antal: 25 } }, kund: { namn: '25' } })
    expect(factsSaid({ 'prognos.pilot.antal': 'många' })).toEqual({ prognos: { pilot: { antal: 'många' } } })
  })

  it('name no property that is not their own, whatever a form calls its fields', () => {
    const said = factsSaid({ '__proto__.smitta': 'ja', 'constructor.prototype.smitta': 'ja', 'kund.__proto__.smitta': 'ja' })
    expect({}).not.toHaveProperty('smitta')
    expect(Object.getPrototypeOf(said)).toBe(Object.prototype)
  })

  it('show every row there is, so that none is dropped when the form is sent', () => {
    const people = Array.from({ length: 60 }, (_, index) => ({ namn: `Handläggare ${index}` }))
    expect(factsFields({ kontakter: { handlaggare: people } }, () => 0).filter(({ name }) => name.endsWith('.namn') && name.includes('handlaggare'))).toHaveLength(60)
  })

  it('number rows as the facts do, whatever rows were emptied or taken away', () => {
    const typed = { 'undertecknare.0.namn': ['Eva'], 'undertecknare.4.namn': ['Kim'], 'kontakter.ra.2.epost': ['x'], 'kund.namn': ['A'] }
    expect(rowsInOrder(typed)).toEqual({ 'undertecknare.0.namn': ['Eva'], 'undertecknare.1.namn': ['Kim'], 'kontakter.ra.0.epost': ['x'], 'kund.namn': ['A'] })
    expect(withoutRow(typed, 'undertecknare.0')).toEqual({ 'undertecknare.0.namn': ['Kim'], 'kontakter.ra.0.epost': ['x'], 'kund.namn': ['A'] })
    expect(['undertecknare.1.beslut', 'kontakter.ra.0', 'kund.namn', 'undertecknare.7.namn'].map(sentPlaces(typed))).toEqual(['undertecknare.4.beslut', 'kontakter.ra.2', 'kund.namn', 'undertecknare.7.namn'])
  })
})
