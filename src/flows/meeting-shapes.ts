import { z } from 'zod'
import { meetingSchema } from './status-shape.js'

const text = z.string()

/** One edition of a handout in JSON. */
export const handoutEditionSchema = z.object({ handout: text, edition: text, sha256: text, fileName: text, mediaType: text, bytes: z.int(), needs: z.array(text), addedOn: text, addedBy: text })

/** One handout in JSON, its newest edition first. */
export const handoutSchema = z.object({ handout: text, editions: z.array(handoutEditionSchema).min(1), retired: z.object({ on: text, reason: text }).nullable() })

const line = z.object({ point: text.nullable(), text, settled: z.boolean(), handouts: z.array(handoutEditionSchema) })

/** One customer's meetings with their packing lists in JSON. */
export const customerMeetingsSchema = z.object({
  orgnr: text, name: text,
  meetings: z.array(meetingSchema.extend({ packing: z.object({ ordinal: z.int(), step: z.int(), bring: z.array(line), check: z.array(line) }) })),
})

/** The weeks of the steps in JSON. */
export const planSchema = z.object({
  orgnr: text.nullable(), startsOn: text.nullable(),
  steps: z.array(z.object({ step: z.int(), title: text, weeks: z.object({ from: z.int(), to: z.int().nullable() }), changed: z.boolean(), from: text.nullable(), to: text.nullable() })),
})

/** The calendar of all customers in JSON, by day. */
export const calendarSchema = z.array(z.object({
  on: text, kind: z.enum(['meeting', 'lead-time', 'renewal', 'customer-file', 'coordination']), what: text, orgnr: text, name: text, who: text.nullable(), late: z.boolean(), done: z.boolean(),
}))

/** The follow-up of all customers in JSON. */
export const followUpSchema = z.object({
  customers: z.int(), answered: z.int(),
  steps: z.array(z.object({ step: z.int(), title: text, done: z.int(), meanDays: z.int().nullable(), longestDays: z.int().nullable(), here: z.int(), stuckHere: z.int() })),
  questions: z.array(z.object({ question: text, text, steps: z.array(z.int()), grades: z.record(text, z.int()), mean: z.number().nullable() })),
  words: z.array(z.object({ orgnr: text, name: text, text, comment: text })),
})
