import { describe, expect, test } from 'vitest'
import { Failure, type Fault } from '../../templates/failure.js'
import { readFacts } from '../../templates/facts-faults.js'

function faultsIn(source: string): readonly Fault[] {
  try {
    readFacts(JSON.parse(source))
  } catch (error) {
    if (error instanceof Failure) return error.faults
    throw error
  }
  return []
}

const KUND = '"namn":"A","kundtyp":"privat","orgnr":"212000-0142"'

describe('a facts file that names the prototype', () => {
  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'])('by %s is refused at both levels', (key) => {
    const faults = faultsIn(`{"kund":{${KUND},"${key}":{"isAdmin":true}},"${key}":{"isAdmin":true}}`)
    expect(faults.map(({ path }) => path)).toEqual(expect.arrayContaining([`kund.${key}`, key]))
  })

  test('cannot lend a required fact to the customer', () => {
    const faults = faultsIn(`{"kund":{"__proto__":{${KUND}}}}`)
    expect(faults.map(({ path }) => path)).toEqual(expect.arrayContaining(['kund.namn', 'kund.kundtyp', 'kund.orgnr', 'kund.__proto__']))
  })

  test('leaves every other value alone', () => {
    faultsIn(`{"kund":{${KUND}},"__proto__":{"isAdmin":true}}`)
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
  })
})

test('an unknown key is repeated without its invisible characters, and cut', () => {
  const [fault] = faultsIn(`{"kund":{${KUND},"na\\u202Emn\\u0000${'x'.repeat(500)}":1}}`)
  expect(fault?.path).toMatch(/^kund\.na\[U\+202E\]mn\[U\+0000\]x+…$/u)
  expect(fault?.path.length).toBeLessThan(100)
})
