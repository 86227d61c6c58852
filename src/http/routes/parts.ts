import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { faultInTyped } from '../../../templates/plain-text.js'
import type { RecordOptions } from '../../../contracts/recordable.js'
import { pageWords } from '../../web/page-words.js'

const fitFor = (lines: Parameters<typeof faultInTyped>[1]) => (value: string, context: z.RefinementCtx<string>): void => {
  const message = faultInTyped(value, lines)
  if (message !== null) context.addIssue({ code: 'custom', message })
}

/** Text a person types. */
export const typed = z.string().trim().min(1).max(2000).superRefine(fitFor('several lines'))

/** Who says so. Until there are accounts the name is recorded as unverified, with the operating-system user. */
export const by = z.string().trim().min(1).max(200).superRefine(fitFor('one line'))

/** The day it happened; today when it is left out. */
export const on = z.iso.date().optional()

/** One part of a path. */
export const segment = z.string().min(1).max(200)

/** An exemplar's number. */
export const exemplar = z.int().min(1).max(31).optional()

/** An event as `record` takes it. */
export const recordBody = z.strictObject({
  event: z.string().min(1).max(100), by, on, exemplar,
  place: typed.optional(), note: typed.optional(), reason: typed.optional(),
  set: z.record(z.string().max(100), z.string().max(2000).superRefine(fitFor('several lines'))).optional(),
})

/** The options among what `recordBody` holds, without those left out. */
export function recordOptionsOf({ place, note, reason, set }: z.output<typeof recordBody>): RecordOptions {
  return { ...(place === undefined ? {} : { place }), ...(note === undefined ? {} : { note }), ...(reason === undefined ? {} : { reason }), set: set ?? {} }
}

/** Comes as text, whatever it says. */
const limit = z.string().refine((text) => /^\d+$/.test(text), 'ska vara ett tal, skrivet med siffror').pipe(z.coerce.number<string>().int().min(1).max(1000)).meta({ type: 'integer', minimum: 1, maximum: 1000 })
const cursor = z.string().min(1).max(200).optional().describe('where the part before ended, as its Link header says')

/** What a list that grows may be asked for; everything when `limit` is left out. */
export const wholeOrPart = z.strictObject({ limit: limit.optional(), cursor })

/** What a list may be asked for that is never given whole. */
export const partOnly = z.strictObject({ limit: limit.default(100), cursor })

/** The first `limit` of what was read one too many of, and the cursor after them. */
export function partOf<T>(found: readonly T[], limit: number | undefined, cursorOf: (last: T) => string): { readonly items: readonly T[]; readonly next: string | null } {
  const items = limit === undefined ? found : found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last === undefined || items.length === found.length ? null : cursorOf(last) }
}

/** The same of a list whose reader is told after which of its items to go on, and gives null where it knows none of that name. @throws Failure `call-invalid` */
export async function partAfter<T>({ limit, cursor: after }: z.output<typeof wholeOrPart>, listed: (after: string | null, most: number | null) => Promise<readonly T[] | null>, cursorOf: (last: T) => string): Promise<{ readonly items: readonly T[]; readonly next: string | null }> {
  const found = await listed(after ?? null, limit === undefined ? null : limit + 1)
  if (found === null) throw unknownCursor(after ?? '')
  return partOf(found, limit, cursorOf)
}

const TOLD: ReadonlySet<string> = new Set(['nextAction', 'why', 'message'])

/** The same with what to do in the words of the pages: whoever reads it in another program has no command line. */
export function inPageWords(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) => (typeof value === 'string' && TOLD.has(key) ? pageWords(value) : value))
}

/** A cursor that is a number; null where the list begins. @throws Failure `call-invalid` */
export function numberOf(typed: string | undefined): number | null {
  if (typed === undefined) return null
  if (!/^[1-9]\d{0,14}$/.test(typed)) throw unknownCursor(typed)
  return Number(typed)
}

/** What is refused when a cursor names nothing. */
export function unknownCursor(typed: string): Failure {
  return new Failure('call-invalid', `Ingen lista går vidare från ”${typed}”. Använd adressen i Link-huvudet på föregående svar.`, { faults: [{ path: 'cursor', message: 'Okänd markör.' }] })
}
