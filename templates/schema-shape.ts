import { z } from 'zod'

/** A schema without the wrappers that only say "may be absent". */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrapped(schema.unwrap()) : schema
}

/** The fields of a record schema by key; those of every member for a union; empty for anything else. */
export function fieldsOf(schema: z.core.$ZodType): ReadonlyMap<string, z.core.$ZodType> {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject) return new Map(Object.entries(inner.shape))
  if (inner instanceof z.ZodDiscriminatedUnion) return new Map(inner.options.flatMap((option) => [...fieldsOf(option)]))
  return new Map()
}

/** The schema of a list's elements; null when the schema is no list. */
export function elementOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  const inner = unwrapped(schema)
  return inner instanceof z.ZodArray ? inner.element : null
}

/** What stands below a place in a schema: a numeric step goes into a list. Null when the path leaves the schema. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | null {
  let place: z.core.$ZodType | null = schema
  for (const step of path) {
    if (place === null) return null
    place = typeof step === 'number' ? elementOf(place) : (fieldsOf(place).get(String(step)) ?? null)
  }
  return place
}

export type PathShape = 'text' | 'number' | 'boolean' | 'list' | 'group'

function shapeOf(schema: z.core.$ZodType): PathShape {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodArray) return 'list'
  if (inner instanceof z.ZodObject || inner instanceof z.ZodDiscriminatedUnion) return 'group'
  if (inner instanceof z.ZodNumber) return 'number'
  return inner instanceof z.ZodBoolean ? 'boolean' : 'text'
}

/** Every path below a record schema with what stands there, in schema order; elements of a list under `list[]`. */
export function pathsIn(schema: z.core.$ZodType, prefix = ''): ReadonlyMap<string, PathShape> {
  const found = new Map<string, PathShape>()
  for (const [key, field] of fieldsOf(schema)) {
    const path = prefix === '' ? key : `${prefix}.${key}`
    found.set(path, shapeOf(field))
    const element = elementOf(field)
    if (element !== null) found.set(`${path}[]`, shapeOf(element))
    for (const [below, shape] of pathsIn(element ?? field, element === null ? path : `${path}[]`)) found.set(below, shape)
  }
  return found
}
