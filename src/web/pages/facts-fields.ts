import { factsSchema } from '../../../templates/facts.js'
import { fieldsOf } from '../../../templates/schema-shape.js'
import { schemaFields, schemaSaid, type SchemaField } from './schema-fields.js'

const GROUPS = fieldsOf(factsSchema)

/** What a customer's facts hold, as fields named by their paths; `emptyRows` says how many more each list has room for. */
export function factsFields(facts: unknown, emptyRows: (list: string) => number): SchemaField[] {
  return schemaFields(factsSchema, facts, emptyRows)
}

/** The facts that a form says, as a facts file would; what else the form says is none of them. */
export function factsSaid(typed: Readonly<Record<string, unknown>>): unknown {
  return schemaSaid(factsSchema, Object.fromEntries(Object.entries(typed).filter(([name]) => GROUPS.has(name.split('.')[0] ?? ''))))
}
