import { z } from 'zod'

const DELIVERY_APPENDICES = [
  'leveransavtal-bilaga-1', 'leveransavtal-bilaga-2', 'leveransavtal-bilaga-3',
  'leveransavtal-bilaga-4', 'leveransavtal-bilaga-5', 'leveransavtal-bilaga-6',
] as const

/** Kinds of document that the facts schema asks something for; what each is stands in `contracts/kinds.ts`. */
export const REQUIRING_KINDS = [
  'grundavtal', 'tjansteavtal', 'raps', 'rutiner', 'leveransavtal', ...DELIVERY_APPENDICES, 'sis-dnv-ansokan', 'handlaggare-ansokan',
  'kortprognos', 'ra-kort-kvittens', 'nyckel-kvittens', 'korrekturblankett', 'utvardering', 'checklista',
] as const

export type RequiringKind = (typeof REQUIRING_KINDS)[number]

/** The three agreements. */
export const AGREEMENTS = ['grundavtal', 'tjansteavtal', 'leveransavtal'] as const satisfies readonly RequiringKind[]

/** Everything a signatory of the customer signs. */
export const SIGNED_BY_CUSTOMER = [
  ...AGREEMENTS, 'raps', 'rutiner', ...DELIVERY_APPENDICES, 'sis-dnv-ansokan', 'handlaggare-ansokan', 'korrekturblankett',
] as const satisfies readonly RequiringKind[]

/** For which signing copies a fact must be there, and the value that says "not yet known" and is therefore not enough for them. */
export interface Requirement {
  readonly signing: readonly RequiringKind[]
  readonly undecided?: string
}

/** Where the facts schema keeps its requirements: one entry a field, on the very schema of that field. */
export const requirements = z.registry<Requirement>()

/** An optional fact that signing copies of these kinds cannot do without (the required fields of domain/documents.json). */
export function neededBy<T extends z.ZodType>(schema: T, ...signing: readonly RequiringKind[]): z.ZodOptional<T> {
  const field = schema.optional()
  requirements.add(field, { signing })
  return field
}

/** The same for a fact that may say "not decided" by the value `undecided`: enough for every document but signing copies of these kinds. */
export function decidedFor<T extends z.ZodType>(schema: T, undecided: string, ...signing: readonly RequiringKind[]): z.ZodOptional<T> {
  const field = schema.optional()
  requirements.add(field, { signing, undecided })
  return field
}
