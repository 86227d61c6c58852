import { z } from 'zod'
import { Failure, type Fault } from '../templates/failure.js'
import { eventHash } from './event-hash.js'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** One line of a written history: an event with its hash. */
const historyLineSchema = z.strictObject({
  sequence: z.int().positive(), recordedAt: z.string(), happenedOn: z.string(), actor: z.strictObject({ name: z.string(), osUser: z.string(), verified: z.boolean() }),
  orgnr: z.string().nullable(), code: z.string().nullable(), exemplar: z.int().nullable(), event: z.looseObject({ type: z.string() }), hash,
})
export type HistoryLine = z.infer<typeof historyLineSchema>

/** The last line: how many events there are, and the hash of the last, to compare with what somebody noted elsewhere. */
const historyEndSchema = z.strictObject({ events: z.int().min(0), head: z.string() })
export type HistoryEnd = z.infer<typeof historyEndSchema>

/** What checking a written history came to. */
export interface CheckedHistory extends HistoryEnd {
  /** Empty when every event is as it was recorded; otherwise the first that is not. */
  readonly faults: readonly Fault[]
}

/** Checks a written history, line by line, by nothing but itself. @throws Failure `file-unreadable` for what is no such file */
export async function checkHistory(lines: AsyncIterable<string>): Promise<CheckedHistory> {
  let [events, head] = [0, '']
  let end: HistoryEnd | null = null
  for await (const line of lines) {
    if (line.trim() === '') continue
    if (end !== null) return { events, head, faults: [faultAt(events + 1, 'är tillagd efter slutet')] }
    const read = jsonOf(line, events + 1)
    const last = historyEndSchema.safeParse(read)
    if (last.success) {
      end = last.data
      continue
    }
    const { hash: said, ...recorded } = lineOf(read, events + 1)
    if (recorded.sequence !== events + 1) return { events, head, faults: [faultAt(events + 1, 'saknas')] }
    if (eventHash(head, { ...recorded }) !== said) return { events, head, faults: [faultAt(events + 1, 'är ändrad, eller följer inte på händelsen före')] }
    ;[events, head] = [events + 1, said]
  }
  if (end === null) return { events, head, faults: [faultAt(events + 1, 'och de efter den saknas: filen är avkortad')] }
  return { events, head, faults: end.events === events && end.head === head ? [] : [faultAt(events + 1, `saknas: filen ska ha ${end.events} händelser`)] }
}

function jsonOf(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw unreadable(number, cause)
  }
}

function lineOf(read: unknown, number: number): HistoryLine {
  const parsed = historyLineSchema.safeParse(read)
  if (!parsed.success) throw unreadable(number, parsed.error)
  return parsed.data
}

function unreadable(number: number, cause: unknown): Failure {
  return new Failure('file-unreadable', `Rad ${number} är ingen händelse i en utskriven historik. Filen ska vara skriven av ”archive history”.`, { cause })
}

function faultAt(number: number, what: string): Fault {
  return { path: `händelse ${number}`, message: `Händelse ${number} ${what}.` }
}
