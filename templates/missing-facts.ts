import type { z } from 'zod'
import type { Fault } from './failure.js'
import { factsSchema, type Facts } from './facts.js'
import { requirements, type Requirement } from './required-facts.js'
import { elementOf, fieldsOf, unwrapped } from './schema-shape.js'

/** The kind of document asked about: its id, and its title for the message. */
interface AskingKind {
  readonly id: string
  readonly title: string
}

function isAbsent(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0)
}

function names(kinds: readonly string[], id: string): boolean {
  return kinds.includes(id)
}

function faultAt(path: string, value: unknown, requirement: Requirement, kind: AskingKind): Fault | null {
  if (names(requirement.signing, kind.id) && isAbsent(value)) {
    return { path, message: `saknas men behövs i ”${kind.title}”; lägg till uppgiften` }
  }
  const { undecided } = requirement
  if (undecided !== undefined && value === undecided.value && names(undecided.signing, kind.id)) {
    return { path, message: `är ${undecided.value}; ”${kind.title}” kan skrivas under först när det är beslutat, ändra uppgiften då` }
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

function faultsBelow(schema: z.core.$ZodType, value: unknown, path: string, kind: AskingKind): readonly Fault[] {
  const element = elementOf(schema)
  if (element !== null) {
    return Array.isArray(value) ? value.flatMap((item, index) => faultsBelow(element, item, `${path}.${String(index)}`, kind)) : []
  }
  if (value === undefined && !isHeading(schema)) return []
  return [...fieldsOf(schema)].flatMap(([key, field]) => {
    const below = valueAt(value, key)
    const place = path === '' ? key : `${path}.${key}`
    const requirement = requirements.get(field)
    const fault = requirement === undefined ? null : faultAt(place, below, requirement, kind)
    return fault === null ? faultsBelow(field, below, place, kind) : [fault]
  })
}

/**
 * The facts a document of this kind still lacks, in schema order; empty when it can be made. A draft needs nothing beyond what every facts file
 * must hold: it shows its gaps. `sisDnv` is not asked for once the customer has chosen cards without SIS approval.
 */
export function missingFacts(facts: Facts, kind: AskingKind, stage: 'draft' | 'signing'): readonly Fault[] {
  if (stage === 'draft') return []
  const faults = faultsBelow(factsSchema, facts, '', kind)
  return facts.kort?.sisKort === 'nej' ? faults.filter(({ path }) => !path.startsWith('sisDnv.')) : faults
}
