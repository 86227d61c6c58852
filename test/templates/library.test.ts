import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { POINTS } from '../../contracts/checklist-points.js'
import { KINDS } from '../../contracts/kinds.js'
import { buildTemplate } from '../../templates/build-template.js'
import { compileTemplate, type CompiledTemplate } from '../../templates/compile-template.js'
import type { DocumentFacts, FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { factsSchema, type Facts } from '../../templates/facts.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { parseLibraryText } from '../../templates/library-text.js'
import { lintTemplate } from '../../templates/lint-template.js'
import { missingFacts } from '../../templates/missing-facts.js'
import { cardMakerSchema, providerSchema, supplierSchema } from '../../templates/party.js'
import { wordsOf } from '../../templates/words-of.js'

const LIBRARY = new URL('../../templates/library/', import.meta.url)
const FIXTURES = new URL('../../fixtures/', import.meta.url)

function textOf(kind: string): string {
  return readFileSync(new URL(`${kind}/text.md`, LIBRARY), 'utf8')
}

function fixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8'))
}

const parties = {
  svr: providerSchema.parse(fixture('parties/svr.json')),
  driftleverantor: supplierSchema.parse(fixture('parties/driftleverantor.json')),
  korttillverkare: cardMakerSchema.parse(fixture('parties/korttillverkare.json')),
}

const CUSTOMERS = readdirSync(new URL('facts/', FIXTURES))
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ slug: name.replace('.json', ''), facts: factsSchema.parse(fixture(`facts/${name}`)) }))

/** As little as a facts file may hold. */
const MINIMAL: Facts = factsSchema.parse({ kund: { namn: 'Minsta kommun', kundtyp: 'kommun', orgnr: '212000-0142' } })

const DOCUMENT: DocumentFacts = {
  titel: 'Prov', kod: '7K3M-9QXT-2B', utgava: '1', datum: '2026-11-22', stadium: 'undertecknande', exempel: true, ogranskad: true, andring: false,
}

function contextOf(facts: Facts, document: Partial<DocumentFacts> = {}): FillContext {
  const [handlaggaren] = facts.kontakter?.handlaggare ?? []
  const paket = { handlingar: [{ nummer: '1', titel: 'Grundavtal för IT-tjänster', kod: '7K3M-9QXT-2B', exemplar: 2, sidor: 6, undertecknas: 'Kunden och SVR', attGora: 'Underteckna.' }], antalHandlingar: 1, antalSidor: 12 }
  return { ...facts, ...parties, paket, dokument: { ...DOCUMENT, ...document }, ...(handlaggaren === undefined ? {} : { handlaggaren }) }
}

const templates = new Map<string, CompiledTemplate>()

function templateOf(kind: string): CompiledTemplate {
  const template = templates.get(kind)
  if (template === undefined) throw new Error(`no template was built for ${kind}`)
  return template
}

function signersIn(filled: FilledDocument): string[] {
  return [...new Set(filled.blocks.flatMap((block) => (block.type === 'signature' ? [block.party] : [])))]
}

beforeAll(async () => {
  for (const { id } of KINDS) templates.set(id, compileTemplate(await buildTemplate({ kind: id, text: textOf(id) })))
})

describe('the library', () => {
  it('has a folder for every kind and no other', () => {
    const folders = readdirSync(LIBRARY, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    expect(folders.toSorted()).toEqual(KINDS.map((kind) => kind.id).toSorted())
  })

  it.each(KINDS)('calls $id what the table of kinds calls it', ({ id, title }) => {
    expect(parseLibraryText(textOf(id)).title).toBe(title)
  })

  it.each(KINDS)('names only known facts in $id', ({ id }) => {
    expect(lintTemplate(templateOf(id), id)).toEqual([])
  })

  it.each(KINDS)('names provider and supplier in $id by tags alone', ({ id }) => {
    expect(textOf(id)).not.toMatch(/Inera|Telia|Sjukvårdsrådgivningen|\bskall\b/u)
  })

  it('has every point of the checklist, in order', () => {
    const numbers = [...textOf('checklista').matchAll(/^\| □ \| (\d+(?:\.\d+)+) \|/gmu)].map(([, number]) => number)
    expect(numbers).toEqual(POINTS.map((point) => point.id))
  })
})

describe.each(KINDS)('a $id', ({ id, title, signs, life }) => {
  const ordered = CUSTOMERS.filter(({ facts }) => id !== 'sis-dnv-ansokan' || facts.kort?.sisKort === 'ja')

  it('is wanted by some example customer', () => {
    expect(ordered).not.toEqual([])
  })

  it.each(ordered)('has no gap when $slug shall sign it', ({ facts }) => {
    expect(missingFacts(facts, [{ id, title }], 'signing')).toEqual([])
    expect(wordsOf(fillTemplate(templateOf(id), contextOf(facts), 'refuse')).length).toBeGreaterThan(100)
  })

  it('can be drafted for a customer of whom next to nothing is known', () => {
    expect(wordsOf(fillTemplate(templateOf(id), contextOf(MINIMAL, { stadium: 'utkast' }), 'show')).length).toBeGreaterThan(100)
  })

  it.each(ordered)('is signed by the right parties in the right order for $slug', ({ facts }) => {
    const amended = life === 'delivery-appendix'
    expect(signersIn(fillTemplate(templateOf(id), contextOf(facts, { andring: amended }), 'refuse'))).toEqual(signs)
  })
})

describe.each(KINDS.filter((kind) => kind.life === 'delivery-appendix'))('a $id that is not amended', ({ id }) => {
  it.each(CUSTOMERS)('is covered by the signatures of the Leveransavtal for $slug', ({ facts }) => {
    expect(signersIn(fillTemplate(templateOf(id), contextOf(facts), 'refuse'))).toEqual([])
  })
})

/** Facts in which one choice is made otherwise, so that every condition of the texts is met both ways. */
const CHOICES: readonly { readonly called: string; readonly facts: Facts }[] = CUSTOMERS.flatMap(({ slug, facts }) => {
  const [first] = facts.kontakter?.handlaggare ?? []
  const { pilot: _pilot, ...withoutPilot } = facts.prognos ?? {}
  return [
    { called: `${slug} as it is`, facts },
    { called: `${slug} without pilot, reservkort, title, ORA and LRA`, facts: { ...facts, prognos: withoutPilot, kort: { ...facts.kort, reservkort: false, titelPaKort: false }, kontakter: { ...facts.kontakter, ora: undefined, lra: undefined } } },
    { called: `${slug} with SIS-approved cards of its own design`, facts: { ...facts, kort: { ...facts.kort, sisKort: 'ja', utformning: 'kundunik' } } },
    { called: `${slug} undecided, with one handläggare and one month's notice`, facts: { ...facts, avtal: { ...facts.avtal, uppsagningstidManader: 1 }, kort: { ...facts.kort, sisKort: 'ej-beslutat' }, kontakter: { ...facts.kontakter, ...(first === undefined ? {} : { handlaggare: [first] }) } } },
    ...(['kommun', 'region', 'privat', 'statlig', 'kommunalforbund'] as const).map((kundtyp) => ({ called: `${slug} as ${kundtyp}`, facts: { ...facts, kund: { ...facts.kund, kundtyp } } })),
  ]
})

const HEADING = /^Heading(\d)$/u

/** What a false condition or an empty list would leave behind, as "where: what". */
function leftovers({ blocks }: FilledDocument): string[] {
  return blocks.flatMap((block, index) => {
    const next = blocks[index + 1]
    if (block.type === 'table') return block.rows.every((row) => row.head) ? [`table ${index}: only a head`] : []
    if (block.type !== 'paragraph') return []
    const text = block.runs.map((run) => run.text).join('')
    const level = HEADING.exec(block.style)?.[1]
    const nextLevel = next?.type === 'paragraph' ? HEADING.exec(next.style)?.[1] : undefined
    const bare = level !== undefined && (next === undefined || (nextLevel !== undefined && nextLevel <= level))
    return [
      ...(bare ? [`${text}: a heading with nothing below it`] : []),
      ...(text.trim() === '' && block.runs.every(({ field }) => field === undefined) ? [`paragraph ${index}: empty`] : []),
      ...(/ {2}| [.,]|\(\)|\b1 månader\b/u.test(text) ? [`${text}: a hole`] : []),
    ]
  })
}

describe.each(KINDS)('a $id in which something is not chosen', ({ id }) => {
  it('shows no trace of it', () => {
    const found = CHOICES.flatMap(({ called, facts }) => leftovers(fillTemplate(templateOf(id), contextOf(facts), 'show')).map((trace) => `${called}: ${trace}`))
    expect(found).toEqual([])
  })
})
