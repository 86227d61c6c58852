import { describe, expect, it } from 'vitest'
import { factsFields, factsSaid } from '../../src/web/pages/facts-fields.js'
import { factsOf } from '../open-house.js'

const SLUGS = ['lillfors-kommun', 'vardgruppen-solbacka', 'region-vastmarken']

describe('the fields of the facts', () => {
  it.each(SLUGS)('say of %s what its facts file says, when nothing is changed', (slug) => {
    const facts = factsOf(slug)
    const typed = Object.fromEntries(factsFields(facts).map(({ name, ...field }) => [name, 'value' in field ? field.value : '']))
    expect(factsSaid(typed)).toEqual(JSON.parse(JSON.stringify(facts)))
  })

  it('leave room for one more in every list, and none of the new rows is said when it is left empty', () => {
    const names = factsFields(factsOf('lillfors-kommun')).map(({ name }) => name)
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
})
