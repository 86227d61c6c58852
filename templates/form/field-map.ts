import { z } from 'zod'
import { faultsOf } from '../facts-faults.js'
import type { Fault } from '../failure.js'
import { printedAreaSchema } from '../own/written-page.js'
import { PARTIES } from '../parties.js'

const text = z.string().min(1).max(2000)
const places = { xPt: z.number(), yPt: z.number(), widthPt: z.number().positive(), heightPt: z.number().positive() }

/** Which element of a list an entry is about: its tags then name what stands in that element, and a list without it leaves the place empty. */
const element = { of: text.optional(), number: z.int().min(1).max(200).optional() }

const entry = z.strictObject({
  /** Text with tags, for a text field. */
  text: text.optional(),
  /** A tag, for a tick box: ticked when the fact is there and not no, or says what stands in `when`. */
  tick: text.optional(),
  when: text.optional(),
  /** A tag, for radio buttons and lists: the option of that name, or the one `options` gives for it; null chooses nothing. */
  choose: text.optional(),
  options: z.record(z.string(), z.string().nullable()).optional(),
  ...element,
})

const signature = z.strictObject({
  /** The form's field that is the box; else a page and its rectangle in points from the page's lower left corner. */
  field: text.optional(),
  page: z.int().min(1).optional(),
  xPt: places.xPt.optional(), yPt: places.yPt.optional(), widthPt: places.widthPt.optional(), heightPt: places.heightPt.optional(),
  party: z.enum(PARTIES),
  /** Text with tags: whose signature it is, as the manifest says it. */
  role: text.optional(),
  ...element,
})

/** What fills each field of a third party's PDF form, and where it is signed. A field that is null is left for the pen. */
export const fieldMapSchema = z.strictObject({
  kind: z.string().optional(),
  fields: z.record(z.string(), z.union([text, z.null(), entry])),
  signatures: z.array(signature).max(50),
  /** What is printed on each page, as it was measured when the form was taken in; nobody writes it. */
  printed: z.array(printedAreaSchema).max(200).optional(),
})

export type FieldMap = z.infer<typeof fieldMapSchema>
export type FieldEntry = z.infer<typeof entry>
export type SignatureEntry = z.infer<typeof signature>

/** The name under which a form carries its map. */
export const MAP_FILE = 'anslut-falt.json'

/** A map as somebody wrote it; every fault by its place, in Swedish. */
export function readFieldMap(json: unknown): { readonly map: FieldMap | null; readonly faults: readonly Fault[] } {
  const result = fieldMapSchema.safeParse(json, { reportInput: true })
  if (result.success) return { map: result.data, faults: [] }
  const isOfEntry = ({ path: [root, name] }: z.core.$ZodIssue): boolean => root === 'fields' && name !== undefined
  const others = result.error.issues.filter((issue) => !isOfEntry(issue))
  const names = new Set(result.error.issues.filter(isOfEntry).map(({ path: [, name] }) => String(name)))
  return { map: null, faults: [...faultsOf(new z.ZodError(others), fieldMapSchema), ...[...names].flatMap((name) => entryFaults(name, entryAt(json, name)))] }
}

function entryAt(json: unknown, name: string): unknown {
  const fields = typeof json === 'object' && json !== null && 'fields' in json ? json.fields : null
  return typeof fields === 'object' && fields !== null ? Object.entries(fields).find(([key]) => key === name)?.[1] : undefined
}

/** A union says only that no member fits; a group is judged as the entry it was meant to be. */
function entryFaults(name: string, given: unknown): readonly Fault[] {
  const path = `fields.${name}`
  if (given === '') return [{ path, message: 'är tom; skriv null för ett fält som fylls i för hand' }]
  const meant = typeof given === 'object' && !Array.isArray(given) ? entry.safeParse(given, { reportInput: true }) : null
  if (meant === null || meant.success) return [{ path, message: 'ska vara text med taggar, en grupp med text, tick eller choose, eller null för ett fält som fylls i för hand' }]
  return faultsOf(meant.error, entry).map((fault) => ({ path: `${path}.${fault.path}`, message: fault.message }))
}
