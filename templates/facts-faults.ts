import type { z } from 'zod'
import { Failure, type FailureCode, type Fault } from './failure.js'
import { factsSchema, type Facts } from './facts.js'
import { nearest } from './nearest.js'
import { partyRecordSchema, type PartyRecord } from './party.js'
import { printable, shown } from './plain-text.js'
import { fieldsOf, pathsIn, schemaAt } from './schema-shape.js'

type Issue = z.core.$ZodIssue

/** Suggestions cost a search each; a file with more unknown keys than this is not misspelt, it is another file. */
const SUGGESTIONS_MAX = 100

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text inom citattecken',
  number: 'ett tal utan citattecken',
  int: 'ett heltal utan citattecken',
  boolean: 'true (ja) eller false (nej) utan citattecken',
  object: 'en grupp uppgifter inom { }',
  array: 'en lista inom [ ]',
}

function kindOfValue(value: unknown): string {
  if (value === null) return 'tomt (null)'
  if (Array.isArray(value)) return 'en lista'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return Number.isInteger(value) ? 'ett tal' : 'ett decimaltal'
  return typeof value === 'boolean' ? 'true eller false' : 'en grupp uppgifter'
}

function dotted(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'hela filen' : path.map((step) => printable(String(step))).join('.')
}

/** Whether the value was not there at all; without `reportInput` only zod's own English words tell. */
function isMissing(issue: Issue): boolean {
  return 'input' in issue ? issue.input === undefined : issue.message.endsWith('received undefined')
}

function wrongType(issue: z.core.$ZodIssueInvalidType): string {
  if (isMissing(issue)) return 'saknas; lägg till uppgiften'
  if (Number.isNaN('input' in issue ? issue.input : null)) return 'ska vara ett tal, skrivet med siffror'
  const received = 'input' in issue ? `, inte ${kindOfValue(issue.input)}` : ''
  return `ska vara ${EXPECTED[issue.expected] ?? issue.expected}${received}`
}

function wrongChoice(input: unknown, choices: readonly string[]): string {
  if (input === undefined) return `saknas; skriv ett av ${choices.join(', ')}`
  const near = typeof input === 'string' ? nearest(input, choices) : null
  const value = typeof input === 'string' ? shown(input) : kindOfValue(input)
  return `är ${value} men ska vara ett av ${choices.join(', ')}${near === null ? '' : `; menade du ${near}?`}`
}

function wrongSize(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const limit = issue.code === 'too_big' ? `högst ${String(issue.maximum)}` : `minst ${String(issue.minimum)}`
  if (issue.origin === 'string') return `får ha ${limit} tecken; korta eller fyll ut uppgiften`
  if (issue.origin === 'array') return `ska ha ${limit} ${limit.endsWith(' 1') ? 'post' : 'poster'}; ändra listan`
  return `är ${String(issue.input)} men ska vara ${limit}; rätta talet`
}

/** What the discriminator of a union said; zod reports the whole record as input. */
function memberName(issue: z.core.$ZodIssueInvalidUnion): unknown {
  const [name] = issue.path.slice(-1)
  const { input } = issue
  return typeof input === 'object' && input !== null ? Object.entries(input).find(([key]) => key === name)?.[1] : undefined
}

function wrongMember(issue: z.core.$ZodIssueInvalidUnion): string {
  const members = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
  return members.length === 0 ? 'har fel innehåll; rätta uppgiften' : wrongChoice(memberName(issue), members)
}

function messageOf(issue: Exclude<Issue, z.core.$ZodIssueUnrecognizedKeys>): string {
  switch (issue.code) {
    case 'custom': return issue.message
    case 'invalid_type': return wrongType(issue)
    case 'invalid_value': return wrongChoice(issue.input, issue.values.map(String))
    case 'invalid_union': return wrongMember(issue)
    case 'too_big':
    case 'too_small': return wrongSize(issue)
    case 'not_multiple_of': return issue.divisor === 0.01 ? 'har fler än två decimaler; skriv kronor och hela ören' : `ska vara delbart med ${String(issue.divisor)}`
    case 'invalid_format':
      return issue.format === 'date'
        ? `är ${shown(String(issue.input))} men ska vara en dag som finns, skriven ÅÅÅÅ-MM-DD`
        : 'har fel form; rätta uppgiften'
    case 'invalid_key':
    case 'invalid_element': return 'har fel innehåll; rätta uppgiften'
    default: return issue satisfies never
  }
}

/** Where unknown keys most likely belong: a near name at the same place that is not taken, else the same name elsewhere. */
function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, schema: z.core.$ZodType): readonly Fault[] {
  const given = new Set(Object.keys(issue.input ?? {}))
  const free = [...fieldsOf(schemaAt(schema, issue.path) ?? schema).keys()].filter((name) => !given.has(name))
  const everywhere = [...pathsIn(schema).keys()]
  const meantBy = (key: string): string | null => {
    const here = nearest(key, free)
    return here === null ? (everywhere.find((path) => path.endsWith(`.${key}`)) ?? null) : [...issue.path.map(String), here].join('.')
  }
  return issue.keys.map((key, index) => {
    const meant = index < SUGGESTIONS_MAX ? meantBy(key) : null
    return { path: dotted([...issue.path, key]), message: meant === null ? 'okänd uppgift; ta bort den' : `okänd uppgift, menade du ${meant}?` }
  })
}

/** Every fault zod found, with path (`kund.orgnr`, `undertecknare.0.namn`) and a Swedish message; parse with `reportInput: true` for the fullest messages. */
export function faultsOf(error: z.ZodError, schema: z.core.$ZodType): readonly Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownKeys(issue, schema) : [{ path: dotted(issue.path), message: messageOf(issue) }])
}

function read<T extends z.ZodType>(schema: T, json: unknown, code: FailureCode, subject: string): z.output<T> {
  const result = schema.safeParse(json, { reportInput: true })
  if (result.success) return result.data
  const faults = faultsOf(result.error, schema)
  throw new Failure(code, `${subject} har ${String(faults.length)} fel. Rätta dem och försök igen.`, { faults })
}

/** A customer's facts in normal form. @throws Failure `facts-invalid` with every fault. */
export function readFacts(json: unknown): Facts {
  return read(factsSchema, json, 'facts-invalid', 'Kunduppgifterna')
}

/** A party record in normal form. @throws Failure `party-invalid` with every fault. */
export function readParty(json: unknown): PartyRecord {
  return read(partyRecordSchema, json, 'party-invalid', 'Partsuppgifterna')
}
