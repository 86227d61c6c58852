import { readdirSync, readFileSync } from 'node:fs'
import { KINDS } from '../../../contracts/kinds.js'
import { buildTemplate } from '../../../templates/build-template.js'
import { compileTemplate, type CompiledTemplate } from '../../../templates/compile-template.js'
import type { FilledDocument } from '../../../templates/document.js'
import { factsSchema, type Facts } from '../../../templates/facts.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { cardMakerSchema, providerSchema, supplierSchema } from '../../../templates/party.js'

const LIBRARY = new URL('../../../templates/library/', import.meta.url)
const FIXTURES = new URL('../../../fixtures/', import.meta.url)

function fixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8'))
}

/** The fixture customers' facts, by file name. */
export const CUSTOMERS: ReadonlyMap<string, Facts> = new Map(
  readdirSync(new URL('facts/', FIXTURES)).filter((name) => name.endsWith('.json')).map((name) => [name.replace('.json', ''), factsSchema.parse(fixture(`facts/${name}`))]),
)

/** Every document kind. */
export const KIND_IDS: readonly string[] = KINDS.map((kind) => kind.id)

const parties = {
  svr: providerSchema.parse(fixture('parties/svr.json')),
  driftleverantor: supplierSchema.parse(fixture('parties/driftleverantor.json')),
  korttillverkare: cardMakerSchema.parse(fixture('parties/korttillverkare.json')),
}

const compiled = new Map<string, CompiledTemplate>()

/** The compiled template of a kind, built from its text. */
export async function libraryTemplate(kind: string): Promise<CompiledTemplate> {
  const known = compiled.get(kind)
  if (known !== undefined) return known
  const template = compileTemplate(await buildTemplate({ kind, text: readFileSync(new URL(`${kind}/text.md`, LIBRARY), 'utf8') }))
  compiled.set(kind, template)
  return template
}

/** A document of the library for a fixture customer, with gaps shown as a draft shows them. */
export async function libraryDocument(kind: string, customer: string, draft: boolean): Promise<FilledDocument> {
  const facts = CUSTOMERS.get(customer)
  if (facts === undefined) throw new Error(`no fixture customer ${customer}`)
  const paket = { handlingar: [{ nummer: '1', titel: 'Grundavtal för IT-tjänster', kod: '7K3M-9QXT-2B', exemplar: 2, sidor: 6, undertecknas: 'Kunden och SVR', attGora: 'Underteckna.' }], antalHandlingar: 1, antalSidor: 12 }
  const [handlaggaren] = facts.kontakter?.handlaggare ?? []
  const dokument = { titel: KINDS.find(({ id }) => id === kind)?.title ?? kind, kod: '7K3M-9QXT-2B', utgava: '1', datum: '2026-11-22', stadium: draft ? 'utkast' : 'undertecknande', exempel: true, ogranskad: true, andring: false } as const
  return fillTemplate(await libraryTemplate(kind), { ...facts, ...parties, paket, dokument, ...(handlaggaren === undefined ? {} : { handlaggaren }) }, 'show')
}
