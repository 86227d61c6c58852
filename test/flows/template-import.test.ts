import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../contracts/event.js'
import { exportTemplate, releaseTemplate, templateHistory, templateList } from '../../src/flows/template.js'
import { checkTemplate } from '../../src/flows/template-check.js'
import { importTemplate, type ImportedTemplate } from '../../src/flows/template-import.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { furnish } from '../../src/flows/furnish.js'
import { allEvents } from '../../src/storage/events.js'
import { tampered } from '../templates/word/template-of.js'
import { CLERK, COLLEAGUE, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { wordText } from '../read-papers.js'

const AUTHOR = 'Maja Mallansvarig'
let house: House

beforeEach(async () => {
  house = await openHouse()
})

const exported = async (kind = 'utvardering'): Promise<Uint8Array> => (await exportTemplate(house.app, kind, null)).bytes
/** The file as an author would hand it back, with one word more. */
const edited = (docx: Uint8Array, words = 'TILLAGT'): Uint8Array => tampered(docx, { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ` ${words}</w:t></w:r></w:p>`) })
const hand = (docx: Uint8Array, by = AUTHOR, kind: string | null = null): Promise<ImportedTemplate> => importTemplate(house.app, { file: docx, by: house.app.actor(by), kind })
const release = (kind: string, by: string, number?: string): ReturnType<typeof releaseTemplate> => releaseTemplate(house.app, kind, house.app.actor(by), number)

async function events(): Promise<RecordedEvent[]> {
  const found: RecordedEvent[] = []
  for await (const event of allEvents(house.app.store.read)) found.push(event)
  return found
}

describe('a template with a character that no document can print', () => {
  it.each([['\u{1F600}', 'U+1F600'], ['\u05E9', 'U+05E9'], ['\u6F22', 'U+6F22']])('is refused with its place and the text it stands in, before any customer meets it: %s', async (character, codePoint) => {
    const docx = edited(await exported(), `Glad ${character} text`)
    const { faults } = await checkTemplate(docx, 'utvardering')
    expect(faults).toHaveLength(1)
    expect(faults[0]?.path).toBe('Stycke 1')
    expect(faults[0]?.message).toMatch(new RegExp(`Glad.*${codePoint.replace('+', '\\+')}`))
    expect(await failureOf(hand(docx))).toMatchObject({ code: 'template-invalid' })
  })

  it('is not refused for what the layout sets without a glyph, or makes one letter of', async () => {
    expect((await checkTemplate(edited(await exported(), 'A\u030Angstro\u0308m, mjukt\u00ADbindestreck, hårt\u2011bindestreck'), 'utvardering')).faults).toEqual([])
  })
})

describe('an exported template handed back with changes', () => {
  it('is a new edition of the kind it says it is for, with author and instant, kept byte for byte', async () => {
    const docx = edited(await exported())
    wait(house, 60)
    const { edition, replaces, notes } = await hand(docx)
    expect(edition).toEqual({ kind: 'utvardering', edition: '2', templateSha256: createHash('sha256').update(docx).digest('hex'), author: AUTHOR, addedAt: '2026-11-22T10:00:00.000Z' })
    expect(replaces).toMatchObject({ edition: '1', author: 'Anslut' })
    expect(notes).toEqual([])
    expect(createHash('sha256').update(await exported()).digest('hex')).toBe(edition.templateSha256)
    expect((await events()).at(-1)).toMatchObject({ actor: { name: AUTHOR }, event: { type: 'edition-added', kind: 'utvardering', edition: '2' } })
    expect((await verifyEverything(house.app)).faults).toEqual([])
  })

  it('is what the next document is made from, while those issued keep theirs', async () => {
    const facts = factsOf('lillfors-kommun')
    const before = documentOf(await packed(house, facts, { kinds: ['utvardering'] }), 'utvardering')
    await hand(edited(await exported()))
    const same = documentOf(await packed(house, facts, { kinds: ['utvardering'] }), 'utvardering')
    expect([same.code, same.edition]).toEqual([before.code, '1'])
    const other = documentOf(await packed(house, factsOf('vardgruppen-solbacka'), { kinds: ['utvardering'] }), 'utvardering')
    expect(other.edition).toBe('2')
    expect(wordText(await house.app.archive.read(other.files[0]?.sha256 ?? ''), 'body')).toContain('TILLAGT')
  })

  it('stays when a newer program brings its own edition', async () => {
    await hand(edited(await exported()))
    await furnish(house.app)
    await house.reopen()
    expect((await templateList(house.app)).find(({ kind }) => kind === 'utvardering')).toMatchObject({ edition: '2', author: AUTHOR })
  })

  it('stands in the history above the one it replaced, with who released which', async () => {
    await release('utvardering', CLERK)
    await hand(edited(await exported()))
    await release('utvardering', COLLEAGUE)
    const history = await templateHistory(house.app, 'utvardering')
    expect(history.map(({ edition, author, releases }) => [edition, author, releases.map(({ byName }) => byName)])).toEqual([['2', AUTHOR, [COLLEAGUE]], ['1', 'Anslut', [CLERK]]])
    expect((await exportTemplate(house.app, 'utvardering', '1')).edition.author).toBe('Anslut')
    expect((await failureOf(exportTemplate(house.app, 'utvardering', '7'))).code).toBe('call-invalid')
    expect((await failureOf(templateHistory(house.app, 'utvrdering'))).code).toBe('kind-unknown')
  })

  it('says which facts it no longer names though the kind asks for them', async () => {
    const docx = tampered(await exported('ra-kort-kvittens'), { 'word/document.xml': (xml) => xml.replaceAll('kontakter.ra}}', 'kontakter.kra}}') })
    const { notes } = await hand(docx)
    expect(notes.map(({ path }) => path)).toEqual(['kontakter.ra'])
  })

  it('advises tags that the check itself takes: a list is gone through, and what it holds is not named apart', async () => {
    const { notes } = await checkTemplate(await exported('leveransavtal'), 'raps')
    expect(notes.map(({ path }) => path).filter((path) => path.startsWith('kontakter.ra'))).toEqual(['kontakter.ra'])
    expect(notes.find(({ path }) => path === 'kontakter.ra')?.message).toContain('Lägg till {{#each kontakter.ra}} … {{/each}} där')
  })

  it('says nothing of the facts of an agreement that its appendices print', async () => {
    expect((await checkTemplate(await exported('leveransavtal'), 'leveransavtal')).notes).toEqual([])
  })
})

describe('a template is refused', () => {
  it('with every fault by its place, and nothing is recorded', async () => {
    const before = await events()
    const docx = tampered(await exported(), { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ' {{kund.nanm}}</w:t></w:r></w:p>').replace('<w:sectPr', '<w:p><w:hyperlink/></w:p><w:sectPr') })
    const failure = await failureOf(hand(docx))
    expect(failure.code).toBe('template-invalid')
    expect(failure.faults.map(({ message }) => message)).toEqual([expect.stringContaining('hyperlänk'), expect.stringContaining('menade du kund.namn')])
    expect(await events()).toEqual(before)
    expect((await verifyEverything(house.app)).litter).toEqual([])
  })

  it('when it is the current edition, byte for byte', async () => {
    const failure = await failureOf(hand(await exported()))
    expect([failure.code, failure.message]).toEqual(['already-recorded', expect.stringContaining('utgåva 1 (Anslut)')])
  })

  it('when it is the current edition saved again, with other names and dates in the file', async () => {
    const saved = tampered(await exported(), {
      'docProps/core.xml': (xml) => xml.replace('Anslut</dc:creator>', 'Någon</dc:creator><cp:lastModifiedBy>Någon</cp:lastModifiedBy>'),
      'word/settings.xml': (xml) => xml.replace('</w:settings>', '<w:rsids><w:rsid w:val="00AA11BB"/></w:rsids></w:settings>'),
      'word/document.xml': (xml) => xml.replaceAll('<w:p>', '<w:p w:rsidR="00AA11BB">'),
    })
    expect((await failureOf(hand(saved))).code).toBe('already-recorded')
  })

  it('but an earlier edition may come back as a new one', async () => {
    const first = await exported()
    await hand(edited(first))
    expect((await hand(first, COLLEAGUE)).edition).toMatchObject({ edition: '3', author: COLLEAGUE })
  })

  it.each([['nothing', '<dc:subject></dc:subject>'], ['a kind there is not', '<dc:subject>Avtal</dc:subject>']])('when the file says %s about its kind, until --kind says it', async (_, subject) => {
    const docx = tampered(edited(await exported()), { 'docProps/core.xml': (xml) => xml.replace(/<dc:subject>.*<\/dc:subject>/, subject) })
    const failure = await failureOf(hand(docx))
    expect([failure.code, failure.message]).toEqual(['kind-unknown', expect.stringContaining('--kind')])
    expect((await hand(docx, AUTHOR, 'utvardering')).edition.edition).toBe('2')
  })
})

describe('several imports at once', () => {
  it('of one file add it once', async () => {
    const docx = edited(await exported())
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => hand(docx)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))).toEqual(Array.from({ length: 3 }, () => expect.objectContaining({ code: 'already-recorded' })))
    expect(await templateHistory(house.app, 'utvardering')).toHaveLength(2)
  })

  it('of different files number them one after another', async () => {
    const docx = await exported()
    const outcomes = await Promise.all(['ETT', 'TVÅ', 'TRE'].map((words) => hand(edited(docx, words))))
    expect(outcomes.map(({ edition }) => edition.edition).sort()).toEqual(['2', '3', '4'])
    expect((await events()).filter(({ event }) => event.type === 'edition-added' && event.kind === 'utvardering')).toHaveLength(4)
  })
})

describe('a release', () => {
  it('by two others than its author lets signing copies be made for real parties', async () => {
    await hand(edited(await exported()))
    await release('utvardering', CLERK)
    expect((await release('utvardering', COLLEAGUE)).releases.map(({ byName }) => byName)).toEqual([CLERK, COLLEAGUE])
  })

  it('does not carry over to the next edition', async () => {
    await release('utvardering', CLERK)
    await release('utvardering', COLLEAGUE)
    await hand(edited(await exported()))
    expect((await templateList(house.app)).find(({ kind }) => kind === 'utvardering')?.releases).toEqual([])
  })

  it('of an edition that is no longer the current one is refused', async () => {
    await hand(edited(await exported()))
    const failure = await failureOf(release('utvardering', CLERK, '1'))
    expect([failure.code, failure.message]).toEqual(['transition-refused', expect.stringContaining('utgåva 2')])
    expect((await release('utvardering', CLERK, '2')).releases).toHaveLength(1)
  })
})

it('what the program ships and exports is clean when checked', async () => {
  for (const { kind } of await templateList(house.app)) expect({ kind, faults: (await checkTemplate(await exported(kind), kind)).faults }).toEqual({ kind, faults: [] })
})

it('a filled Word file that comes back is no template, since its tags are gone', async () => {
  const word = documentOf(await packed(house, factsOf('lillfors-kommun'), { kinds: ['utvardering'] }), 'utvardering').files.find(({ path }) => path.endsWith('.docx'))
  const failure = await failureOf(hand(await house.app.archive.read(word?.sha256 ?? '')))
  expect(failure.faults).toEqual([{ path: 'fil', message: expect.stringMatching(/^filen är handlingen med versionskod [0-9A-Z-]{12}, ifylld för en kund.*template export/) }])
})

it('a file made of one customer\'s text is refused by name, since nothing in it is a tag', async () => {
  const docx = tampered(edited(await exported()), { 'docProps/core.xml': (xml) => xml.replace('<dc:creator>', '<cp:category>Kundens text</cp:category><dc:creator>') })
  const failure = await failureOf(hand(docx))
  expect([failure.code, failure.faults.map(({ message }) => message)]).toEqual(['template-invalid', [expect.stringMatching(/gjord av en kunds text.*draft register/)]])
})
