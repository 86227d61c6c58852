import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Facts } from '../../templates/facts.js'
import { call } from '../cli/call.js'
import { documentOf, factsOf, openHouse, packed, type House } from '../open-house.js'
import { hasPdftotext, pdfText, squashed, wordText } from '../read-papers.js'

let house: House
beforeAll(async () => {
  house = await openHouse()
})

/** The customer with another name; what a hostile name does, it does in every document. */
const named = (namn: string): Facts => {
  const facts = factsOf('vardgruppen-solbacka')
  return { ...facts, kund: { ...facts.kund, namn } }
}

describe('a name that documents cannot say is refused by its place, and nothing is registered', () => {
  it.each([
    ['an emoji', 'Vårdgruppen 😀', 'text-unprintable', '(U+1F600) finns inte'],
    ['a flag of two signs', 'Vård 🇸🇪', 'text-unprintable', '(U+1F1F8) finns inte'],
    ['a family joined by invisible signs', 'Vård 👩‍👩‍👧', 'facts-invalid', '(U+200D)'],
    ['Arabic', 'عيادة الرعاية', 'text-unprintable', 'från höger till vänster (U+0639)'],
    ['Hebrew within Swedish', 'Vård מרפאה AB', 'text-unprintable', 'från höger till vänster (U+05DE)'],
    ['Chinese', '护理集团', 'text-unprintable', '(U+62A4) finns inte'],
    ['an accent on a letter that has none', 'Vårdgrupp\u0323 Q\u0301', 'text-unprintable', 'löst accenttecken'],
    ['a glyph the font lacks', 'Vård ☃ AB', 'text-unprintable', 'tecknet ☃ (U+2603) finns inte'],
    ['ten thousand characters', 'Å'.repeat(10_000), 'facts-invalid', 'högst 200 tecken'],
    ['a direction override', 'Vård\u202Egrupp', 'facts-invalid', '(U+202E)'],
  ])('%s', async (what, namn, code, says) => {
    const directory = join(house.directory, what.replaceAll(' ', '-'))
    mkdirSync(directory)
    const file = join(directory, 'kund.json')
    writeFileSync(file, JSON.stringify(named(namn)))
    const answer = await call(house, 'pack', file, '--kinds', 'kortprognos', '--draft', '--out', directory)
    expect([answer.exit, answer.text.startsWith('kund.namn: '), answer.text.split(/\n(?=[a-z-]+: )/)]).toEqual([3, true, [expect.stringContaining(says), expect.stringMatching(`^${code}: `)]])
    expect((await call(house, 'status', named('x').kund.orgnr)).text).toContain('customer-unknown')
  })

  it('and so is every other fact that holds one, all at once', async () => {
    const facts = factsOf('vardgruppen-solbacka', (known) => ({ ...known, undertecknare: known.undertecknare?.map((one) => ({ ...one, befattning: 'Chef 😀' })) }))
    await expect(packed(house, facts, { kinds: ['kortprognos'] })).rejects.toMatchObject({ faults: (facts.undertecknare ?? []).map((_, index) => ({ path: `undertecknare.${index}.befattning` })) })
  })
})

describe.runIf(hasPdftotext)('a name that looks like code is only a name, in the Word file and the PDF', () => {
  it.each([
    ['markup', 'Vård <b>&amp;</b> & "Söner" <w:p/> ]]> AB'], ['tags', '{{kund.orgnr}} {{#each undertecknare}} {{constructor}} {{/if}}'], ['a formula', '=1+1|cmd'],
    ['foreign letters that the fonts have', 'Zażółć Ђорђе Ελλάς İstanbul'], ['two hundred characters without a space', 'Vård'.repeat(50)], ['dashes and figures', '½ – — ‰ € §'],
  ])('%s', async (what, namn) => {
    const facts = named(namn)
    const manifest = await packed(house, facts, { kinds: ['kortprognos'], reissue: { by: house.app.actor('Prov'), reason: what } })
    const read = async (end: string): Promise<Uint8Array> => house.app.archive.read(documentOf(manifest, 'kortprognos').files.find(({ path }) => path.endsWith(end))?.sha256 ?? '')
    expect(squashed(wordText(await read('.docx'), 'body'))).toContain(squashed(namn))
    expect(squashed(pdfText(await read('.pdf')))).toContain(squashed(namn))
  })

  it('and combining accents are printed as the whole letters they stand for', async () => {
    const directory = join(house.directory, 'accenter')
    mkdirSync(directory)
    writeFileSync(join(directory, 'kund.json'), JSON.stringify({ ...named('Vårdgruppen Å, Ä och É'.normalize('NFD')) }))
    const answer = await call(house, 'pack', join(directory, 'kund.json'), '--kinds', 'kortprognos', '--out', directory, '--reissue', '--by', 'Prov', '--reason', 'accenter')
    expect(answer).toMatchObject({ exit: 0, json: { packs: [{ name: 'Vårdgruppen Å, Ä och É'.normalize('NFC') }] } })
  })
})
