import { z } from 'zod'

/** A part of a JSON schema, as zod writes it. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly maxLength?: number
  readonly minimum?: number
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

/** The JSON schema of what is sent. */
export function schemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Schema
}

/** Values that are no free text, for patterns that take no other. */
const FORMS = ['212000-9879', '2026-12-01T09:00', '2026-12-01', '1', 'raps', 'a'.repeat(64), 'A'.repeat(40), 'https://hook.example/', '#102030', '08-123 456 78', '123 45']

/** What a schema takes, with `text` wherever it takes free text. */
export function filled(schema: Schema, text: string): unknown {
  const [choice] = (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).filter(({ type }) => type !== 'null')
  if (choice !== undefined) return filled(choice, text)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.properties !== undefined) return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, filled(part, text)]))
  if (typeof schema.additionalProperties === 'object') return { [text.slice(0, 50)]: filled(schema.additionalProperties, text) }
  switch (schema.type) {
    case 'array': return [filled(schema.items ?? {}, text)]
    case 'integer':
    case 'number': return Math.max(schema.minimum ?? 1, 1)
    case 'boolean': return true
    case 'object': return {}
    default: return textOf(schema, text)
  }
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
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? []), ...(schema.items === undefined ? [] : [schema.items])].flatMap((part) => looseParts(part, path))
  const isLoose = schema.properties !== undefined && schema.additionalProperties !== false
  return [...(isLoose ? [path === '' ? 'body' : path] : []), ...parts, ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => looseParts(part, `${path}.${name}`))]
}
