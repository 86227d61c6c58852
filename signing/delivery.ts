import { z } from 'zod'

const text = z.string().min(1)

/** How one attempt to hand a letter to the mail server ended. `response` is the server's reply, `reason` what went wrong without one. */
export const deliveryOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accepted'), response: text }),
  /** Nobody knew how the attempt ended until the recipient's server reported the letter delivered; `mail` is the archived report. */
  z.strictObject({ kind: z.literal('delivered'), response: text, mail: z.string().regex(/^[0-9a-f]{64}$/u) }),
  /** Nobody knew how the attempt ended until the recipient answered; `mail` is the archived answer, where there is one. */
  z.strictObject({ kind: z.literal('confirmed'), response: text, mail: z.string().regex(/^[0-9a-f]{64}$/u).optional() }),
  z.strictObject({ kind: z.literal('refused-temporarily'), response: text }),
  z.strictObject({ kind: z.literal('refused'), response: text }),
  /** The server takes less than the mail is, so nothing of it was sent. */
  z.strictObject({ kind: z.literal('too-large'), limitBytes: z.int().positive(), response: text }),
  z.strictObject({ kind: z.literal('partly-refused'), response: text, rejected: z.array(text).min(1) }),
  /** The connection was lost after the final dot, or what came of it could not be recorded: the letter may have arrived. */
  z.strictObject({ kind: z.literal('unknown'), reason: text }),
  /** Nothing of the letter was taken over. */
  z.strictObject({ kind: z.literal('unreachable'), reason: text }),
  /** No TLS, or a certificate that does not hold; not a byte of the letter was sent. */
  z.strictObject({ kind: z.literal('not-secure'), reason: text }),
])

export type DeliveryOutcome = z.infer<typeof deliveryOutcomeSchema>

/** One attempt and the instant it ended (ISO 8601, UTC). */
export const deliveryAttemptSchema = z.strictObject({ at: z.iso.datetime(), outcome: deliveryOutcomeSchema })
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>

/** The outcome in Swedish, for the page that shows a letter. */
export function describeOutcome(outcome: DeliveryOutcome): string {
  switch (outcome.kind) {
    case 'accepted': return `Postservern tog emot brevet: ${outcome.response}`
    case 'delivered': return `Mottagarens server meddelar att brevet är levererat: ${outcome.response}`
    case 'confirmed': return `Mottagaren bekräftar att brevet har kommit: ${outcome.response}`
    case 'refused-temporarily': return `Postservern tar inte emot brevet just nu: ${outcome.response}`
    case 'refused': return `Postservern vägrade ta emot brevet: ${outcome.response}`
    case 'too-large': return `Inget skickades: ${outcome.response}`
    case 'partly-refused': return `Postservern vägrade ta emot brevet till ${outcome.rejected.join(', ')}: ${outcome.response}`
    case 'unknown': return `Hur försöket slutade är inte känt, och brevet kan ha kommit fram: ${outcome.reason}`
    case 'unreachable': return `Brevet kom inte iväg till postservern: ${outcome.reason}`
    case 'not-secure': return `Förbindelsen till postservern är inte säker, så inget skickades: ${outcome.reason}`
    default: return outcome satisfies never
  }
}
