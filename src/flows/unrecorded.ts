import { describeOutcome, type DeliveryOutcome } from '../../signing/delivery.js'
import { mayHaveArrived } from '../../signing/outbox.js'
import { Failure } from '../../templates/failure.js'

/** What to throw when the database could not take how an attempt ended: of a mail that may have left, Failure `answer-unrecorded`, since then it is wrong that nothing has been done; otherwise `error` as it is. `name` begins a sentence. */
export function unrecorded(name: string, outcome: DeliveryOutcome, error: unknown): unknown {
  if (!(error instanceof Failure) || !mayHaveArrived([{ at: '', outcome }])) return error
  const why = error.code === 'disk-full' ? 'disken är full eller svarar inte' : error.code === 'database-busy' ? 'den är upptagen av ett annat program' : error.message.replace(/\.$/u, '')
  const went = outcome.kind === 'accepted' ? 'har gått' : 'kan ha gått'
  return new Failure('answer-unrecorded', `${name} ${went} (${describeOutcome(outcome).replace(/\.$/u, '')}), men det kunde inte skrivas i databasen: ${why}. Det är antecknat i datakatalogen, och brevet skickas inte igen dessförinnan. Frigör utrymme; det förs in av sig självt nästa gång utkorgen gås igenom, av ”serve” eller med ”send”.`, { cause: error })
}
