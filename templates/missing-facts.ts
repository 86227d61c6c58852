import type { z } from 'zod'
import type { Fault } from './failure.js'
import { factsSchema, type Facts } from './facts.js'
import { requirements, type Requirement } from './required-facts.js'
import { elementOf, fieldsOf, unwrapped } from './schema-shape.js'

/** A kind of document that asks for facts: its id, and its title for the message. */
interface AskingKind {
  readonly id: string
  readonly title: string
}

function isAbsent(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0)
}

/** "”A”", "”A” och ”B”", "”A”, ”B” och ”C”". */
function listed(kinds: readonly AskingKind[]): string {
  const titles = kinds.map(({ title }) => `”${title}”`)
  return titles.length < 2 ? titles.join('') : `${titles.slice(0, -1).join(', ')} och ${titles.slice(-1).join('')}`
}

function faultAt(path: string, value: unknown, { signing, undecided }: Requirement, kinds: readonly AskingKind[]): Fault | null {
  const asking = kinds.filter(({ id }) => signing.some((kind) => kind === id))
  if (asking.length === 0) return null
  if (isAbsent(value)) return { path, message: `saknas men behövs i ${listed(asking)}; lägg till uppgiften` }
  if (undecided !== undefined && value === undecided) {
    return { path, message: `är ${undecided}; ändra uppgiften när det är beslutat, först då kan man skriva under ${listed(asking)}` }
  }
  return null
}

/** Whether an absent group may still be asked about: one whose every field is optional is only a heading. */
function isHeading(schema: z.core.$ZodType): boolean {
  const fields = [...fieldsOf(schema).values()]
  return fields.length > 0 && fields.every((field) => unwrapped(field) !== field)
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
}

function faultsBelow(schema: z.core.$ZodType, value: unknown, path: string, kinds: readonly AskingKind[]): readonly Fault[] {
  const element = elementOf(schema)
  if (element !== null) {
    return Array.isArray(value) ? value.flatMap((item, index) => faultsBelow(element, item, `${path}.${String(index)}`, kinds)) : []
  }
  if (value === undefined && !isHeading(schema)) return []
  return [...fieldsOf(schema)].flatMap(([key, field]) => {
    const below = valueAt(value, key)
    const place = path === '' ? key : `${path}.${key}`
    const requirement = requirements.get(field)
    const fault = requirement === undefined ? null : faultAt(place, below, requirement, kinds)
    return fault === null ? faultsBelow(field, below, place, kinds) : [fault]
  })
}

/**
 * The facts that documents of these kinds still lack, one fault a fact, in schema order; empty when they can be made. A draft needs nothing beyond what
 * every facts file must hold: it shows its gaps. `sisDnv` is not asked for once the customer has chosen cards without SIS approval.
 */
export function missingFacts(facts: Facts, kinds: readonly AskingKind[], stage: 'draft' | 'signing'): readonly Fault[] {
  if (stage === 'draft') return []
  const distinct = [...new Map(kinds.map((kind) => [kind.id, kind])).values()]
  const faults = faultsBelow(factsSchema, facts, '', distinct)
  return facts.kort?.sisKort === 'nej' ? faults.filter(({ path }) => !path.startsWith('sisDnv.')) : faults
}
