import { describe, expect, it } from 'vitest'
import type { DraftLine } from '../../templates/draft-lines.js'
import { outdatedLines, outdatedWords } from '../../templates/outdated-words.js'

const lines = (...texts: readonly string[]): DraftLine[] => texts.map((text, index) => ({ section: '1 Roller', style: null, text, place: `rad ${index + 1}`, number: null, source: '' }))
const facts = {
  before: lines('RA är Ingrid Sjölin hos kunden.', 'RA | Ingrid Sjölin | 070-1', 'Kortet lämnas ut av RA.', 'ORA | Ola Ek', 'Kunden har 12 kort.', 'Slutord om kortet.'),
  after: lines('RA är Berit Ek hos kunden.', 'RA | Berit Ek | 070-1', 'KRA | Kim Ask', 'Kortet lämnas ut av RA.', 'Kunden har 15 kort.', 'Slutord om kortet.'),
}

describe('a text made of other facts than those recorded', () => {
  it('is told by its own places: old names, rows that went and rows that came', () => {
    expect(outdatedLines(facts, [...lines('Ny inledning från kunden själv.'), ...facts.before.map((line) => ({ ...line, place: `kundens ${line.place}` }))])).toEqual([
      { path: 'kundens rad 1', message: 'säger ”Ingrid Sjölin”; de registrerade uppgifterna säger ”Berit Ek”' },
      { path: 'kundens rad 2', message: 'säger ”Ingrid Sjölin”; de registrerade uppgifterna säger ”Berit Ek”' },
      { path: 'kundens rad 4', message: 'säger ”ORA | Ola Ek”, som inte följer av de registrerade uppgifterna' },
      { path: 'kundens rad 5', message: 'säger ”12”; de registrerade uppgifterna säger ”15”' },
      { path: 'kundens rad 2', message: 'saknar ”KRA | Kim Ask”, som står i de registrerade uppgifterna' },
    ])
  })

  it.each([
    ['what the customer has mended', facts.after],
    ['what the customer has taken away', lines('Slutord om kortet.')],
    ['an old number within another', [...facts.after.slice(0, 4), ...lines('Kunden har 120 kort.')]],
    ['a text of the customer\'s own', lines('Vi arbetar på vårt eget sätt.', 'Det står i en annan handling.')],
  ])('does not complain of %s', (_, returned) => {
    expect(outdatedLines(facts, returned)).toEqual([])
  })

  it('is not told by rows that only stand in another order, nor by a name that is still said beside', () => {
    const [ek, ask, both, one] = ['RA | Ingrid Sjölin', 'KRA | Kim Ask', 'Ek är RA och Ek är KRA.', 'Ask är RA och Ek är KRA.']
    expect(outdatedLines({ before: lines(ek, ask, 'Slut'), after: lines(ask, ek, 'Slut') }, lines(ek, ask, 'Slut'))).toEqual([])
    expect(outdatedLines({ before: lines(both), after: lines(one) }, lines(`${one} Alltid.`))).toEqual([])
    expect(outdatedLines({ before: lines(both), after: lines(one) }, lines(`${both} Alltid.`))).toMatchObject([{ path: 'rad 1' }])
  })

  it('is not told in a PDF by what the recorded facts say elsewhere, nor by plain words', () => {
    expect(outdatedWords({ before: lines('RA är Ingrid Sjölin.', 'KRA är Kim Ask.', 'Kort räknas per månad.'), after: lines('RA är Kim Ask.', 'KRA är Ingrid Sjölin.', 'Kort räknas per vecka.') }, 'Hos oss leder Ingrid Sjölin arbetet varje månad.')).toEqual([])
  })

  it('is known in a PDF by the words that tell by themselves', () => {
    expect(outdatedWords(facts, 'Hos oss är Ingrid Sjölin RA. Vi har 12 kort.')).toEqual([1, 2].map((row) => ({ path: `rad ${row}`, message: 'säger ”Ingrid Sjölin”; de registrerade uppgifterna säger ”Berit Ek”' })))
    expect(outdatedWords(facts, 'Hos oss är Berit Ek RA. Vi har 12 kort.')).toEqual([])
    const [first] = facts.before
    const inCapitals = { ...facts, before: facts.before.map((line) => (line === first ? { ...line, inCapitals: line.text.toUpperCase() } : line)) }
    expect(outdatedWords(inCapitals, 'RA ÄR INGRID SJÖLIN HOS KUNDEN.').map(({ path }) => path)).toEqual(['rad 1'])
  })
})
