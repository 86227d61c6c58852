import { z } from 'zod'
import type { RecordOptions } from '../../../contracts/recordable.js'

/** Text a person types. */
export const typed = z.string().trim().min(1).max(2000)

/** Who says so. Until there are accounts the name is recorded as unverified, with the operating-system user. */
export const by = z.string().trim().min(1).max(200)

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
  set: z.record(z.string().max(100), z.string().max(2000)).optional(),
})

/** The options among what `recordBody` holds, without those left out. */
export function recordOptionsOf({ place, note, reason, set }: z.output<typeof recordBody>): RecordOptions {
  return { ...(place === undefined ? {} : { place }), ...(note === undefined ? {} : { note }), ...(reason === undefined ? {} : { reason }), set: set ?? {} }
}
