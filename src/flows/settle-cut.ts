import type { DeliveryOutcome } from '../../signing/delivery.js'
import type { App } from '../app.js'
import { endNote, giveSpace, notedOutcome } from '../storage/attempt-note.js'
import type { Letter } from '../storage/letter.js'
import { letterOf } from '../storage/letters.js'
import { nextLetterPart } from '../storage/letter-parts.js'
import { receiptFacts } from './keep-receipt.js'
import { recordingOf } from './record-outcome.js'
import { unrecorded } from './unrecorded.js'

/**
 * Records how an attempt ended that nobody came to record: what its note says the server answered, or that the last byte never went; only where neither is known is it `unknown`. `why` is what went wrong, null when the process died.
 * @throws Failure `archive-missing`, `archive-damaged` when the receipt cannot be made: the letter stays as it is, and does not go again; `disk-full`, `data-directory` when its note cannot be read, likewise; `answer-unrecorded` when it may have left and the database cannot be written
 */
export async function settleCut(app: App, row: Letter, why: string | null): Promise<void> {
  const messageId = (await nextLetterPart(app.store.read, row.id))?.messageId ?? row.messageId ?? ''
  const attempt = { letter: row.id, messageId, claimedAt: row.claimedAt }
  const noted = await notedOutcome(app.config.dataDirectory, attempt)
  await giveSpace(app.config.dataDirectory, attempt)
  const record = await recordingOf(app, row, because(noted, why), () => receiptFacts(app, row))
  const isRecorded = await app.store.write(async (tx) => {
    const now = await letterOf(tx, row.id)
    if (now?.state !== 'sending' || now.claimedBy !== row.claimedBy) return false
    await record(tx)
    return true
  }).catch((error: unknown) => {
    throw unrecorded(`Brev ${row.number} för ${row.orgnr}`, noted, error)
  })
  if (isRecorded) await endNote(app.config.dataDirectory, attempt)
}

function because(noted: DeliveryOutcome, why: string | null): DeliveryOutcome {
  return why !== null && (noted.kind === 'unknown' || noted.kind === 'unreachable') ? { ...noted, reason: why } : noted
}
