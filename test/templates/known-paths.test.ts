import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { knownPaths, pathShape } from '../../templates/known-paths.js'

const FIXTURES = new URL('../../fixtures/', import.meta.url)

function pathsOf(value: unknown, prefix: string): readonly string[] {
  if (Array.isArray(value)) return [prefix, ...value.flatMap((item) => pathsOf(item, `${prefix}[]`))]
  if (typeof value !== 'object' || value === null) return [prefix]
  return [prefix, ...Object.entries(value).flatMap(([key, below]) => pathsOf(below, prefix === '' ? key : `${prefix}.${key}`))].filter((path) => path !== '')
}

describe('the paths a tag may name', () => {
  test.each(readdirSync(new URL('facts/', FIXTURES)).filter((name) => name.endsWith('.json')))('hold every fact of %s', (name) => {
    const paths = pathsOf(JSON.parse(readFileSync(new URL(`facts/${name}`, FIXTURES), 'utf8')), '')
    expect(paths.filter((path) => !knownPaths().has(path))).toEqual([])
  })

  test.each(['svr', 'driftleverantor', 'korttillverkare'])('hold every fact of the party %s', (name) => {
    const paths = pathsOf(JSON.parse(readFileSync(new URL(`parties/${name}.json`, FIXTURES), 'utf8')), name)
    expect(paths.filter((path) => !knownPaths().has(path))).toEqual([])
  })

  test.each([
    ['kund', 'group'], ['kund.namn', 'text'], ['kund.kundtyp', 'text'], ['undertecknare', 'list'], ['undertecknare[]', 'group'], ['undertecknare[].namn', 'text'],
    ['kort.produkter[].pris', 'number'], ['kort.titelPaKort', 'boolean'], ['dokument.kod', 'text'], ['dokument.exempel', 'boolean'],
    ['handlaggaren.personnummer', 'text'], ['driftleverantor.contractManager.telefon', 'text'], ['avtal.startdatum', 'text'], ['avtal.uppsagningstidManader', 'number'],
  ] as const)('know that %s is a %s', (path, shape) => {
    expect(pathShape(path)).toBe(shape)
  })

  test.each(['kund.nanm', 'constructor', '__proto__', 'kund.constructor.name', 'toString', 'undertecknare.namn', ''])('do not hold %s', (path) => {
    expect(knownPaths().has(path)).toBe(false)
    expect(pathShape(path)).toBeNull()
  })
})
