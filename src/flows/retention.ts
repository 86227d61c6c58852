import { z } from 'zod'
import { didYouMean } from '../../contracts/did-you-mean.js'
import type { Actor } from '../../contracts/event.js'
import { MOST_YEARS, RETENTION_STARTS, RETENTION_TITLES, retentions, type Retention } from '../../contracts/retention.js'
import { Failure } from '../../templates/failure.js'
import { plainText } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents, eventsOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { houseEvent, swedishDay } from './new-event.js'

/** What a rule about one kind is told with. */
export const saidRetentionSchema = z.strictObject({
  years: z.int().min(0).max(MOST_YEARS).nullable().describe('whole calendar years after the one in which it began; null keeps them for ever'),
  from: z.enum(RETENTION_STARTS).default('ceased').describe('what the years are counted from: the document has ceased to apply, or was issued'),
  decision: plainText().describe('where the decision is found'), decidedBy: plainText(), decidedOn: z.iso.date(),
})
export type SaidRetention = z.output<typeof saidRetentionSchema>

/** A rule in JSON. */
export const retentionRuleSchema = z.strictObject({ years: z.int().nullable(), from: z.enum(RETENTION_STARTS), decision: z.string(), decidedBy: z.string(), decidedOn: z.string(), recordedOn: z.string(), recordedBy: z.string() })

/** How long one kind is kept, in JSON. */
export const retentionSchema = z.strictObject({ subject: z.string().describe('a document kind, or utkast for the drafts of every kind'), title: z.string(), rule: retentionRuleSchema.nullable(), earlier: z.array(retentionRuleSchema) })

/** The years that somebody typed, null for "bevaras"; undefined when it is neither. */
export function yearsIn(typed: string): number | null | undefined {
  const plain = typed.trim().toLocaleLowerCase('sv').replace(/ ?år$/u, '')
  if (plain === 'bevaras') return null
  return /^\d{1,3}$/.test(plain) && Number(plain) <= MOST_YEARS ? Number(plain) : undefined
}

/** How long every kind of document is kept. */
export async function houseRetentions(db: Db): Promise<Retention[]> {
  return retentions(await eventsOfTypes(db, ['retention-set']))
}

/** Records a decision on how long one kind of document is kept; the same once more changes nothing, and what was decided before stays in the history. @throws Failure `kind-unknown`, `call-invalid` for a decision of a day to come */
export async function setRetention(app: App, subject: string, said: SaidRetention, by: Actor): Promise<Retention> {
  const now = app.now().toISOString()
  if (!RETENTION_TITLES.has(subject)) throw unknownSubject(subject)
  if (said.decidedOn > swedishDay(now)) throw new Failure('call-invalid', `Beslutsdagen ${said.decidedOn} ligger i framtiden. Ange dagen då beslutet fattades.`, { faults: [{ path: 'decidedOn', message: 'ligger i framtiden' }] })
  return app.store.write(async (tx) => {
    const before = ofSubject(await houseRetentions(tx), subject).rule
    const same = before !== null && before.years === said.years && before.from === said.from && before.decision === said.decision && before.decidedBy === said.decidedBy && before.decidedOn === said.decidedOn
    if (!same) await appendEvents(tx, [houseEvent(by, now, { type: 'retention-set', subject, ...said })], now)
    return ofSubject(await houseRetentions(tx), subject)
  })
}

/** What is decided about one subject of the table. */
export function ofSubject(list: readonly Retention[], subject: string): Retention {
  const found = list.find((one) => one.subject === subject)
  if (found === undefined) throw unknownSubject(subject)
  return found
}

function unknownSubject(subject: string): Failure {
  const known = [...RETENTION_TITLES.keys()]
  return new Failure('kind-unknown', `”${subject}” är inget slag som har en bevarandetid.${didYouMean(subject, known)} Slagen är: ${known.join(', ')}.`)
}
