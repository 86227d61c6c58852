import { describe, expect, it } from 'vitest'
import { isSamePerson, personName } from '../../src/flows/persons.js'

describe('a person’s name', () => {
  it.each([['Eva Ek', 'Eva Ek'], ['  Eva   Ek ', 'Eva Ek'], ['Eva\nEk', 'Eva Ek'], ['E\u00ADva\u202e Ek', 'Eva Ek'], ['E\u0301va', 'Éva']])('%j is recorded as %j', (typed, recorded) => {
    expect(personName(typed)).toBe(recorded)
  })

  it.each(['', '   ', '\u200b', '\n', 'x'.repeat(121)])('%j names nobody', (typed) => {
    expect(() => personName(typed)).toThrow('--by NAMN')
  })

  it.each([['Eva Ek', 'eva ek ', true], ['Eva Ek', 'EVA  EK', true], ['Eva Ek', 'Ek, Eva', true], ['Eva Ek', 'EK Eva', true], ['Ek,Eva', 'Eva Ek', true], ['Eva Ek', 'Eva Ekman', false], ['Eva Ek', 'Eva', false]])('%j and %j are one person: %s', (left, right, same) => {
    expect(isSamePerson(left, right)).toBe(same)
  })
})
