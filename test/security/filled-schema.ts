import { z } from 'zod'

/** A JSON schema, or a part of one. */
export type Schema = z.core.JSONSchema.BaseSchema

/** The JSON schema of what is sent. */
export function schemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
}

type Part = z.core.JSONSchema._JSONSchema | undefined
const partOf = (part: Part | z.core.JSONSchema._JSONSchema[]): Schema => (Array.isArray(part) ? partOf(part[0]) : typeof part === 'object' ? part : {})
const choicesOf = ({ anyOf, oneOf, allOf }: Schema): Schema[] => [...(anyOf ?? []), ...(oneOf ?? []), ...(allOf ?? [])].map(partOf)
const partsOf = ({ properties }: Schema): [string, Schema][] => Object.entries(properties ?? {}).map(([name, part]) => [name, partOf(part)])

/** Values that are no free text, for patterns that take no other. */
const FORMS = ['212000-9879', '2026-12-01T09:00', '2026-12-01', '1', 'raps', 'a'.repeat(64), 'A'.repeat(40), 'https://hook.example/', '#102030', '08-123 456 78', '123 45']

/** What a schema takes, with `text` wherever it takes free text. */
export function filled(schema: Schema, text: string): unknown {
  const choice = choicesOf(schema).find(({ type }) => type !== 'null')
  if (choice !== undefined) return filled(choice, text)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.properties !== undefined) return filledFields(schema, text)
  if (typeof schema.additionalProperties === 'object') return { [text.slice(0, 50)]: filled(schema.additionalProperties, text) }
  if (schema.type === 'array') return [filled(partOf(schema.items), text)]
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, 1)
  if (schema.type === 'boolean') return true
  return schema.type === 'object' ? {} : textOf(schema, text)
}

/** The same for the fields of an object, by name. */
export function filledFields(schema: Schema, text: string): Record<string, unknown> {
  return Object.fromEntries(partsOf(schema).map(([name, part]) => [name, filled(part, text)]))
}

function textOf({ format, pattern, maxLength }: Schema, text: string): string {
  if (format === 'date') return '2026-12-01'
  if (format === 'email') return 'a@b.example'
  const given = text.slice(0, maxLength ?? text.length)
  const isTaken = (one: string): boolean => pattern === undefined || new RegExp(pattern, 'u').test(one)
  return isTaken(given) ? given : (FORMS.find(isTaken) ?? given)
}

/** The places in a schema that take fields it does not name. */
export function looseParts(schema: Schema, path = ''): string[] {
  const parts = [...choicesOf(schema), ...(schema.items === undefined ? [] : [partOf(schema.items)])].flatMap((part) => looseParts(part, path))
  const isLoose = schema.properties !== undefined && schema.additionalProperties !== false
  return [...(isLoose ? [path === '' ? 'body' : path] : []), ...parts, ...partsOf(schema).flatMap(([name, part]) => looseParts(part, `${path}.${name}`))]
}
