import { z } from 'zod'

const revision = z.strictObject({ type: z.enum(['inserted', 'deleted', 'set']), by: z.string(), at: z.string().nullable() })

/** What comparing a returned document answers. */
export const comparedDraftShape = z.strictObject({
  code: z.string(), kind: z.string(), title: z.string(), orgnr: z.string(), customer: z.string(), stage: z.enum(['draft', 'signing']), issuedAt: z.string(),
  supersededBy: z.string().nullable(), saysCode: z.string().nullable(), against: z.enum(['issued', 'template']), format: z.enum(['word', 'pdf']), notCompared: z.array(z.string()), isUnchanged: z.boolean(), otherFacts: z.array(z.strictObject({ path: z.string(), message: z.string() })),
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
export const registeredDraftShape = z.strictObject({ state: z.enum(['in-force', 'proposed']), code: z.string(), kind: z.string(), title: z.string(), orgnr: z.string(), format: z.enum(['word', 'pdf']), text: z.string(), isNew: z.boolean(), differences: z.int().min(0), comparison: comparedDraftShape.nullable() })

/** What accepting a deviation answers. */
export const acceptedDraftShape = z.strictObject({ text: z.string(), state: z.enum(['proposed', 'in-force']), code: z.string().nullable(), kind: z.string(), title: z.string(), orgnr: z.string(), acceptedBy: z.array(z.string()), differences: z.int().min(0) })

/** What printing a decision answers. */
export const decidedPrintShape = z.strictObject({
  code: z.string(), replaces: z.string(), kind: z.string(), title: z.string(), orgnr: z.string(),
  decision: z.strictObject({ on: z.iso.date(), text: z.string(), by: z.string() }).nullable(),
})

/** One text in the list of those that customers have returned. */
export const listedDraftShape = z.strictObject({
  text: z.string(), orgnr: z.string(), customer: z.string(), kind: z.string(), title: z.string(), base: z.string(), state: z.enum(['proposed', 'in-force', 'replaced', 'dropped', 'rejected']), registeredAt: z.string(), registeredBy: z.string(),
  acceptedBy: z.array(z.string()), differences: z.int().min(0), issuedAs: z.string().nullable(), isOutdated: z.boolean(),
})
