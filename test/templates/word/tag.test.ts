import { expect, test } from 'vitest'
import { parseTag } from '../../../templates/word/tag.js'

const fact = (source: string): object => ({ type: 'fact', keys: source.split('.'), source })

test.each([
  ['{{kund.namn}}', { type: 'print', path: fact('kund.namn'), format: null }],
  ['{{ kund.namn }}', { type: 'print', path: fact('kund.namn'), format: null }],
  ['{{datum\u00A0avtal.startdatum}}', { type: 'print', path: fact('avtal.startdatum'), format: 'datum' }],
  ['{{telefon telefon}}', { type: 'print', path: fact('telefon'), format: 'telefon' }],
  ['{{@nummer}}', { type: 'print', path: { type: 'number', source: '@nummer' }, format: null }],
  ['{{#if kund.gln}}', { type: 'open', block: 'if', condition: { type: 'present', path: fact('kund.gln') } }],
  ['{{#unless kund.gln}}', { type: 'open', block: 'unless', condition: { type: 'present', path: fact('kund.gln') } }],
  ['{{#if (lika kort.sisKort "ja")}}', { type: 'open', block: 'if', condition: { type: 'equal', path: fact('kort.sisKort'), text: 'ja' } }],
  ['{{#if (lika kort.sisKort ”ja”)}}', { type: 'open', block: 'if', condition: { type: 'equal', path: fact('kort.sisKort'), text: 'ja' } }],
  ['{{#each kontakter.ra}}', { type: 'open', block: 'each', list: fact('kontakter.ra') }],
  ['{{else}}', { type: 'else' }],
  ['{{/each}}', { type: 'close', block: 'each' }],
])('%s is read as its author meant it', (written, tag) => {
  expect(parseTag(written)).toEqual(tag)
})

test.each([
  ['{{{kund.namn}}}', /ingen tagg/],
  ['{{&kund.namn}}', /ingen tagg/],
  ['{{> huvud}}', /ingen tagg/],
  ['{{#> huvud}}', /ingen tagg/],
  ['{{* dekor}}', /ingen tagg/],
  ['{{! kommentar}}', /ingen tagg/],
  ['{{~kund.namn}}', /ingen tagg/],
  ['{{^kund.namn}}', /ingen tagg/],
  ['{{#with kund}}', /ingen tagg/],
  ['{{else if kund.gln}}', /inget känt format|går inte att läsa/],
  ['{{}}', /går inte att läsa/],
  ['{{versaler kund.namn}}', /inget känt format/],
  ['{{datum avtal.startdatum avtal.slutdatum}}', /fler än en uppgift/],
  ['{{datum "2026-01-01"}}', /kan bara namnge en uppgift/],
  ['{{"kund"}}', /namnger ingen uppgift/],
  ['{{kund.namn storlek=2}}', /namnger ingen uppgift/],
  ['{{#each kontakter.ra as |person|}}', /en enda uppgift/],
  ['{{#if (eller kund.gln kund.peppolId)}}', /enda jämförelsen/],
  ['{{#if (lika kund.gln kund.peppolId)}}', /enda jämförelsen/],
  ['{{../kund.namn}}', /behövs inte/],
  ['{{this.namn}}', /utan this/],
  ['{{@index}}', /@nummer/],
  ['{{@root.kund}}', /finns inte/],
])('%s is refused with a reason', (written, reason) => {
  const tag = parseTag(written)
  expect(tag.type === 'faulty' ? tag.message : '').toMatch(reason)
})
