import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Disagreement } from '../../../templates/consistency/disagreement.js'
import { factsDisagreements } from '../../../templates/consistency/facts-disagreements.js'
import { wordsDisagreements, type NamedDocument } from '../../../templates/consistency/words-disagreements.js'
import type { Block, FilledDocument, Paragraph } from '../../../templates/document.js'
import { readFacts } from '../../../templates/facts-faults.js'
import type { Facts } from '../../../templates/facts.js'
import { cardMakerSchema, providerSchema, supplierSchema, type Parties } from '../../../templates/party.js'
import { CUSTOMERS, KIND_IDS, libraryDocument } from '../pdf/library-documents.js'

function fixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../fixtures/${path}.json`, import.meta.url), 'utf8'))
}

const parties: Parties = {
  svr: providerSchema.parse(fixture('parties/svr')), driftleverantor: supplierSchema.parse(fixture('parties/driftleverantor')), korttillverkare: cardMakerSchema.parse(fixture('parties/korttillverkare')),
}

async function packOf(customer: string): Promise<NamedDocument[]> {
  return Promise.all(KIND_IDS.map(async (kind) => ({ name: kind, filled: await libraryDocument(kind, customer, false) })))
}

/** The document with other words in its paragraphs and cells, as an author or a customer might have put them. */
function reworded(filled: FilledDocument, change: (text: string) => string): FilledDocument {
  const paragraph = (one: Paragraph): Paragraph => ({ ...one, runs: one.runs.map((run) => ({ ...run, text: change(run.text) })) })
  const block = (one: Block): Block => {
    if (one.type === 'paragraph') return paragraph(one)
    if (one.type !== 'table') return one
    return { ...one, rows: one.rows.map((row) => ({ ...row, cells: row.cells.map((cell) => ({ ...cell, paragraphs: cell.paragraphs.map(paragraph) })) })) }
  }
  return { ...filled, blocks: filled.blocks.map(block) }
}

describe.each([...CUSTOMERS])('the papers of %s', (customer, facts) => {
  it('agree with the facts and each other, without a notice', async () => {
    expect([...factsDisagreements(facts), ...wordsDisagreements(await packOf(customer), facts, parties)]).toEqual([])
  })
})

describe('a pack where one document says something else', () => {
  const customer = 'lillfors-kommun'
  const facts = readFacts(fixture(`facts/${customer}`))
  let pack: NamedDocument[]
  beforeAll(async () => {
    pack = await packOf(customer)
  })

  const saidWith = (kind: string, from: string, to: string, other: Facts = facts): Disagreement[] => {
    let found = false
    const changed = pack.map(({ name, filled }) => ({ name, filled: name !== kind ? filled : reworded(filled, (text) => {
      found ||= text.includes(from)
      return text.replaceAll(from, to)
    }) }))
    if (!found) throw new Error(`${kind} does not say ${from}`)
    return wordsDisagreements(changed, other, parties)
  }

  it.each([
    ['an organisationsnummer in a table', 'raps', '212000-9879', '212000-0142', /^raps, /, /anger 212000-0142; uppgifterna \(kund\.orgnr\) säger 212000-9879; så står det också i grundavtal/],
    ['an organisationsnummer in a sentence', 'leveransavtal-bilaga-5', '212000-9879', '212000-0142', /^leveransavtal-bilaga-5, /, /anger 212000-0142/],
    ['the HSA-id', 'tjansteavtal', 'SE2120009879-E0000000001', 'SE2120009879-E0000000002', /^tjansteavtal, avsnitt 1 /, /kund\.hsaId/],
    ['the number of the agreement', 'grundavtal', 'AV-2026-118', 'AV-2026-999', /^grundavtal, /, /anger AV-2026-999.*AV-2026-118; så står det också i tjansteavtal/],
    ['the case number', 'raps', 'SVR 2026/0417', 'SVR 2025/0001', /^raps, /, /SVR 2025\/0001/],
    ['the case number in a sentence', 'tjansteavtal', 'SVR 2026/0417', 'SVR 2025/0001', /^tjansteavtal, /, /SVR 2025\/0001/],
    ['the mailbox of RA', 'leveransavtal-bilaga-6', 'RAfunktionen@lillfors.example', 'ra@annan.example', /^leveransavtal-bilaga-6, avsnitt \d/, /raFunktionsbrevlada/],
    ['the day the agreement begins', 'tjansteavtal', '1 januari 2027', '1 mars 2027', /^tjansteavtal, /, /anger 1 mars 2027.*2027-01-01/],
    ['the name of RA', 'raps', 'Åsa Lindqvist', 'Bo Annansson', /^raps, avsnitt 1\.5/, /anger Bo Annansson som RA; uppgifterna säger Åsa Lindqvist/],
    ['the kontraktsansvarige', 'leveransavtal-bilaga-5', 'Per-Olof Granlund', 'Bo Annansson', /^leveransavtal-bilaga-5, /, /Bo Annansson som kontraktsansvarig/],
    ['a handläggare', 'leveransavtal-bilaga-3', 'Eva Holmgren', 'Bo Annansson', /^leveransavtal-bilaga-3, /, /Bo Annansson som handläggare/],
    ['a signatory', 'grundavtal', 'Nils-Erik Sundvall', 'Bo Annansson', /^grundavtal, /, /Bo Annansson som undertecknare/],
    ['a person’s telephone number', 'raps', '070-174 06 05', '070-174 06 99', /^raps, avsnitt 1\.5/, /anger 070-174 06 99 för Åsa Lindqvist/],
    ['another person’s address', 'leveransavtal-bilaga-5', 'per-olof.granlund@lillfors.example', 'eva.holmgren@lillfors.example', /^leveransavtal-bilaga-5, /, /för Per-Olof Granlund; uppgifterna säger per-olof/],
    ['a price', 'leveransavtal-bilaga-1', '189,00', '179,00', /^leveransavtal-bilaga-1, /, /anger 179,00 kr för SK-110; uppgifterna \(kort\.produkter\) säger 189,00 kr/],
    ['an article', 'rutiner', 'SK-310', 'SK-999', /^rutiner, /, /artikeln SK-999/],
    ['a period of the forecast', 'leveransavtal-bilaga-2', '180', '190', /^leveransavtal-bilaga-2, /, /anger 190 kort för 2027 kvartal 2; uppgifterna \(prognos\.volym\) säger 180/],
    ['when the pilot begins', 'leveransavtal-bilaga-2', '1 februari 2027', '8 februari 2027', /^leveransavtal-bilaga-2, /, /prognos\.pilot\.start/],
  ])('is told by place: %s', (_what, kind, from, to, path, message) => {
    const said = saidWith(kind, from, to).filter(({ weight }) => weight === 'certain')
    expect(said.map((one) => one.path)).toContainEqual(expect.stringMatching(path))
    expect(said.map((one) => one.message)).toContainEqual(expect.stringMatching(message))
    expect(said.every((one) => one.path.startsWith(`${kind}, `))).toBe(true)
  })

  it('is told when it leaves out somebody the facts and the others name', () => {
    const more = readFacts({ ...facts, kontakter: { ...facts.kontakter, ra: [...(facts.kontakter?.ra ?? []), { namn: 'Bo Annansson', epost: 'bo@lillfors.example', telefon: '0980-31 92 77' }] } })
    const said = saidWith('raps', 'Åsa', 'Åsa', more)
    expect(said).toContainEqual({ path: expect.stringMatching(/^raps, avsnitt 1\.5/), message: expect.stringMatching(/utelämnar Bo Annansson bland dem som är RA/), weight: 'certain' })
    expect(said).toContainEqual(expect.objectContaining({ path: expect.stringMatching(/^tjansteavtal, /) }))
  })

  it.each([
    ['an address', 'Frågor om RAPS', 'Frågor till okänd@nagon.example om RAPS', /okänd@|nagon\.example/],
    ['a telephone number', 'Frågor om RAPS', 'Frågor till 08-123 456 78 om RAPS', /08-123 456 78/],
    ['an organisationsnummer', 'Frågor om RAPS', 'Frågor till bolaget (559991-4000) om RAPS', /559991-4000/],
  ])('may mean %s of somebody else, and is only pointed at', (_what, from, to, message) => {
    const said = saidWith('raps', from, to)
    expect(said).toEqual([{ path: expect.stringMatching(/^raps, avsnitt 1\.7 /), message: expect.stringMatching(message), weight: 'doubtful' }])
  })

  it('may name public numbers, laws, standards, sums and rows to fill in by hand', () => {
    const said = saidWith('raps', 'Frågor om RAPS', 'Ring 112 eller 1177. Enligt lag (2009:400), ISO/IEC 7810 och beslut 2026-01-20 § 4 kostar det 250 kr, sida 12-14. Frågor om RAPS')
    expect(said).toEqual([])
  })
})
