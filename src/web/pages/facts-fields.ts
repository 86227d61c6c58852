import { factsSchema } from '../../../templates/facts.js'
import { schemaFields, schemaSaid, type SchemaField } from './schema-fields.js'

/** What a customer's facts hold, as fields named by their paths. */
export function factsFields(facts: unknown): SchemaField[] {
  return schemaFields(factsSchema, facts)
}

/** The facts that a form says, as a facts file would. */
export function factsSaid(typed: Readonly<Record<string, unknown>>): unknown {
  return schemaSaid(factsSchema, typed)
}
