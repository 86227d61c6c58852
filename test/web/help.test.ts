import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROLE_LABELS } from '../../contracts/rights.js'
import { FAILURE_CODES } from '../../templates/failure.js'
import { THIS_COMPUTER } from '../../src/http/visitor.js'
import { HELP_SECTIONS, helpFor } from '../../src/web/help-sections.js'
import { menuOf } from '../../src/web/menu.js'
import { PAGES } from '../../src/web/pages/registered.js'

const texts = new Map(readdirSync('src/web/views/help').map((name) => [name.replace('.hbs', ''), readFileSync(`src/web/views/help/${name}`, 'utf8')]))
const handbook = [...texts.values()].join('\n')
const inHandbook = (pattern: RegExp): string[] => [...new Set([...handbook.matchAll(pattern)].map(([, found = '']) => found))]

describe('the handbook', () => {
  it('has a text for every section and a section for every text', () => {
    expect([...texts.keys()].toSorted()).toEqual(HELP_SECTIONS.map(({ name }) => name).toSorted())
  })

  it('has a section for every page of the menu, called what the menu calls it', () => {
    const rows = menuOf(PAGES, THIS_COMPUTER, '/').filter(({ href }) => href !== '/hjalp')
    expect(rows.length).toBeGreaterThan(8)
    expect(rows.map(({ href }) => helpFor(href))).toEqual(rows.map(({ label }) => `/hjalp/${HELP_SECTIONS.find(({ title }) => title === label)?.name ?? ''}`))
  })

  it('helps on every page with one section, and with no more than one', () => {
    const paths = PAGES.map(({ path }) => path.replaceAll(/:\w+/g, 'x')).filter((path) => !path.startsWith('/hjalp'))
    expect(paths.map((path) => [path, HELP_SECTIONS.filter(({ about }) => about?.test(path) === true).length])).toEqual(paths.map((path) => [path, 1]))
  })

  it('quotes only what some page says', () => {
    const files = ['src/web', 'contracts'].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`)).filter((path) => /\.(hbs|ts)$/.test(path) && !path.includes('views/help/'))
    const screens = files.map((path) => readFileSync(path, 'utf8')).join('\n')
    const quoted = inHandbook(/”([^”]+)”/g)
    expect(quoted.length).toBeGreaterThan(60)
    expect(quoted.filter((text) => !screens.includes(text))).toEqual([])
  })

  it('leads only to pages and sections that there are', () => {
    const places = new Set([...PAGES.map(({ path }) => path), ...HELP_SECTIONS.map(({ name }) => `/hjalp/${name}`)])
    expect(inHandbook(/href="([^"]*)"/g).filter((href) => !places.has(href))).toEqual([])
  })

  it('explains only failure codes that there are, and every role', () => {
    const codes: readonly string[] = FAILURE_CODES
    expect(inHandbook(/<code>([^<]*)<\/code>/g).filter((code) => !codes.includes(code))).toEqual([])
    for (const role of Object.values(ROLE_LABELS)) expect(texts.get('anvandare')).toContain(`<dt>${role}</dt>`)
  })
})
