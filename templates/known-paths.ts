import { z } from 'zod'
import { computedFactsSchema } from './computed-facts.js'
import { documentFactsSchema, packFactsSchema } from './context.js'
import { factsSchema, handlaggareSchema } from './facts.js'
import { telefonnummer } from './contact-ways.js'
import { organisationsnummer, postnummer } from './identifiers.js'
import { cardMakerSchema, providerSchema, supplierSchema } from './party.js'
import { pathsIn, schemaAt, unwrapped, type PathShape } from './schema-shape.js'
import type { Format } from './swedish.js'

/** The schemas behind `FillContext` and what is computed from it, under the names that tags use. */
const contextSchema = z.strictObject({
  ...factsSchema.shape,
  svr: providerSchema,
  driftleverantor: supplierSchema,
  korttillverkare: cardMakerSchema,
  dokument: documentFactsSchema,
  handlaggaren: handlaggareSchema.optional(),
  beraknat: computedFactsSchema,
  paket: packFactsSchema.optional(),
})

const shapes = pathsIn(contextSchema)
const paths: ReadonlySet<string> = new Set(shapes.keys())

/** Every path a template tag may name, groups and lists included; what stands in a list is under `undertecknare[]`. */
export function knownPaths(): ReadonlySet<string> {
  return paths
}

/** What stands at a known path: a tag can print a text or number, ask about a boolean, go through a list. Null for an unknown path. */
export function pathShape(path: string): PathShape | null {
  return shapes.get(path) ?? null
}

/** Everything that a fact can say, as it is printed, where that is a closed list: "ja" and "nej", or the values of an enumeration. Null otherwise. */
export function sayingsOf(path: string): readonly string[] | null {
  const inner = schemaOf(path)
  if (inner instanceof z.ZodEnum) return inner.options.map(String)
  return inner instanceof z.ZodBoolean ? ['ja', 'nej'] : null
}

/** Whether what stands at a known path can be printed in that format. */
export function takesFormat(path: string, format: Format): boolean {
  const schema = schemaOf(path)
  switch (format) {
    case 'datum':
      return schema instanceof z.ZodISODate
    case 'belopp':
    case 'antal':
      return pathShape(path) === 'number'
    case 'orgnr':
      return schema === organisationsnummer
    case 'postnr':
      return schema === postnummer
    case 'telefon':
      return schema === telefonnummer
    default:
      return format satisfies never
  }
}

function schemaOf(path: string): z.core.$ZodType | null {
  const schema = schemaAt(contextSchema, path.split('.').flatMap((step) => (step.endsWith('[]') ? [step.slice(0, -2), 0] : [step])))
  return schema === null ? null : unwrapped(schema)
}

export { nearest } from './nearest.js'
