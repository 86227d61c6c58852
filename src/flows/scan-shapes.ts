import { z } from 'zod'
import { scanReportSchema } from '../../signing/scan-report.js'
import { FAILURE_CODES } from '../../templates/failure.js'
import { WAYS_IN, arrivals, scansUnderWay } from '../storage/arrivals.js'
import { scansAfter } from '../storage/scans.js'
import type { App } from '../app.js'

/** One time that a file came in, in JSON. */
const arrivalSchema = z.strictObject({ fileName: z.string(), via: z.enum(WAYS_IN), at: z.string() })

/** What became of the files in `incoming/` that had lain long enough, in JSON; `before` is when the same bytes had come in already. */
export const takenFilesSchema = z.array(z.union([
  z.strictObject({ file: z.string(), became: z.literal('read'), report: scanReportSchema, before: arrivalSchema.extend({ scan: z.string() }).nullable() }),
  z.strictObject({ file: z.string(), became: z.enum(['faulty', 'left']), code: z.enum(FAILURE_CODES), why: z.string() }),
]))

/** What waits in `incoming/`, and what has been put aside in `felaktiga/` there, in JSON. */
export const incomingSchema = z.strictObject({
  waiting: z.array(z.strictObject({ file: z.string(), bytes: z.int(), changedAt: z.string(), why: z.string() })),
  faulty: z.array(z.strictObject({ file: z.string(), why: z.string() })),
  /** The latest that have been taken in, newest first, and the scans they became. */
  arrived: z.array(z.strictObject({ file: z.string(), at: z.string(), scan: z.string() })),
})

export type IncomingState = z.output<typeof incomingSchema>

/** Every scan in the order received, in JSON, with each time that its bytes came in. */
export const scanListSchema = z.array(z.strictObject({ scan: z.string(), fileName: z.string(), bytes: z.int(), mediaType: z.string(), receivedAt: z.string(), pages: z.int(), underWay: z.boolean(), arrivals: z.array(arrivalSchema) }))

/** Scans in the order received from the one after `after`, at most so many, null for all; null when there is no scan `after`. */
export async function scanList(app: App, after: string | null, most: number | null): Promise<z.output<typeof scanListSchema> | null> {
  const asked = await scansAfter(app.store.read, after, most)
  if (asked === null) return null
  const came = await arrivals(app.store.read, most === null ? {} : { scans: asked.map(({ sha256 }) => sha256) })
  const underWay = new Set((await scansUnderWay(app.store.read)).map(({ scan }) => scan))
  const cameOf = new Map<string, z.output<typeof arrivalSchema>[]>()
  for (const { scan, fileName, via, at } of came) cameOf.set(scan, [...(cameOf.get(scan) ?? []), { fileName, via, at }])
  return asked.map(({ sha256, ...about }) => ({ scan: sha256, ...about, underWay: underWay.has(sha256), arrivals: cameOf.get(sha256) ?? [] }))
}
