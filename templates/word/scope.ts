import { computedFacts } from '../computed-facts.js'
import type { FillContext } from '../context.js'
import { factsSchema } from '../facts.js'
import type { Condition, Path } from './tag.js'

/** Where a tag looks for its fact: the element of the nearest loop, then those around it, then the document's whole context. */
export interface Scope {
  readonly element: unknown
  readonly outer: Scope | null
  /** The element's place in its list, counted from 1; 0 outside loops. */
  readonly number: number
  /** The list element's own path, counted from 0 as in the facts file ("kontakter.ra.1"); empty outside loops. */
  readonly path: string
}

/** What only the whole context can hold, so that a missing one is not taken for a missing key of a list element. */
const CONTEXT_KEYS: ReadonlySet<string> = new Set([...Object.keys(factsSchema.shape), 'svr', 'driftleverantor', 'korttillverkare', 'dokument', 'handlaggaren', 'beraknat', 'paket'])

/** The scope outside every loop: the context, and under `beraknat` what follows from it. */
export function rootScope(context: FillContext): Scope {
  return { element: { ...context, beraknat: computedFacts(context) }, outer: null, number: 0, path: '' }
}

/** The scope of the list's element at that index (from 0). */
export function elementScope(outer: Scope, list: Path, element: unknown, index: number): Scope {
  return { element, outer, number: index + 1, path: `${describePath(list, outer)}.${index}` }
}

/** The value the path names, through own properties only; undefined when there is none. */
export function resolvePath(path: Path, scope: Scope): unknown {
  switch (path.type) {
    case 'number':
      return scope.number === 0 ? undefined : scope.number
    case 'element':
      return scope.outer === null ? undefined : scope.element
    case 'fact':
      return resolveKeys(path.keys, scope)
    default:
      return path satisfies never
  }
}

function resolveKeys(keys: readonly string[], scope: Scope): unknown {
  const [first = ''] = keys
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    if (ownValue(at.element, first) !== undefined) return keys.reduce<unknown>(ownValue, at.element)
  }
  return undefined
}

/** Arrays and their methods are out of reach too: a list is something to walk, not a thing with keys. */
function ownValue(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return undefined
  return Object.getOwnPropertyDescriptor(holder, key)?.value ?? undefined
}

/** The path in full, as faults and gaps name it: `kund.gln`, `undertecknare.0.befattning`. */
export function describePath(path: Path, scope: Scope): string {
  if (path.type === 'element') return scope.path
  const isElementKey = path.type === 'fact' && scope.outer !== null && !CONTEXT_KEYS.has(path.keys[0] ?? '')
  return isElementKey ? `${scope.path}.${path.source}` : path.source
}

/** Whether the condition holds; an absent fact, an empty list, zero and the empty text do not. A yes/no may be asked about as it is printed. */
export function holds(condition: Condition, scope: Scope): boolean {
  const value = resolvePath(condition.path, scope)
  switch (condition.type) {
    case 'equal':
      if (typeof value === 'boolean' && condition.text === (value ? 'ja' : 'nej')) return true
      return ['string', 'number', 'boolean'].includes(typeof value) && String(value) === condition.text
    case 'present':
      return Array.isArray(value) ? value.length > 0 : Boolean(value)
    default:
      return condition satisfies never
  }
}
