import { z } from 'zod'

const revision = z.strictObject({ type: z.enum(['inserted', 'deleted', 'set']), by: z.string(), at: z.string().nullable() })

/** What comparing a returned document answers. */
export const comparedDraftShape = z.strictObject({
  code: z.string(), kind: z.string(), title: z.string(), orgnr: z.string(), customer: z.string(), stage: z.enum(['draft', 'signing']), issuedAt: z.string(),
  supersededBy: z.string().nullable(), saysCode: z.string().nullable(), against: z.enum(['issued', 'template']), isUnchanged: z.boolean(),
  differences: z.array(z.strictObject({
    type: z.enum(['changed', 'added', 'removed', 'moved', 'renumbered']), place: z.string(), from: z.string().nullable(),
    words: z.array(z.strictObject({ text: z.string(), mark: z.enum(['same', 'removed', 'added']) })),
    number: z.strictObject({ before: z.string().nullable(), after: z.string().nullable() }),
    tracking: z.enum(['tracked', 'untracked', 'partly']), revisions: z.array(revision), source: z.string(),
  })),
  margins: z.array(z.strictObject({ place: z.enum(['Sidhuvud', 'Sidfot']), mark: z.enum(['removed', 'added']), text: z.string() })),
  remarks: z.array(z.strictObject({ by: z.string(), at: z.string().nullable(), text: z.string(), place: z.string() })),
})

/** What registering a customer's text answers. */
export const registeredDraftShape = z.strictObject({ code: z.string(), kind: z.string(), title: z.string(), orgnr: z.string(), text: z.string(), isNew: z.boolean(), differences: z.int().min(0) })
