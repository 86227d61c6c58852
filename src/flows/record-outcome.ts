import { createHash } from 'node:crypto'
import type { DeliveryAttempt, DeliveryOutcome } from '../../signing/delivery.js'
import { receiptOf, receiptText, type SentLetter } from '../../signing/receipt.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Letter } from '../storage/letter.js'
import { letterParts } from '../storage/letter-parts.js'
import { owe } from '../storage/owed-receipts.js'
import type { Transaction } from '../storage/store.js'
import { pastAttempts } from './letter-attempts.js'
import { settleAttempt } from './settle-attempt.js'

/** What records how an attempt ended, its receipt archived before. The server's answer is recorded whether the archive takes the receipt or not: a letter that has been taken over must never go again. */
export async function recordingOf(app: App, row: Letter, outcome: DeliveryOutcome, facts: () => Promise<Omit<SentLetter, 'attempts'>>): Promise<(tx: Transaction) => Promise<void>> {
  const attempts: DeliveryAttempt[] = [...(await pastAttempts(app.store.read, row.id)), { at: app.now().toISOString(), outcome }]
  const isLast = (await letterParts(app.store.read, row.id)).filter(({ relayedAt }) => relayedAt === null).length <= 1
  const text = outcome.kind === 'accepted' && isLast ? receiptText(receiptOf({ ...(await facts()), attempts })) : null
  const sha256 = text === null ? null : createHash('sha256').update(text).digest('hex')
  const isArchived = text === null || (await isKept(app, text))
  return async (tx) => {
    await settleAttempt(tx, app, row, outcome, sha256)
    if (text !== null && sha256 !== null && !isArchived) await owe(tx, { sha256, letter: row.id, text })
  }
}

async function isKept(app: App, text: string): Promise<boolean> {
  try {
    await app.archive.keep(Buffer.from(text))
    return true
  } catch (error) {
    if (!(error instanceof Failure)) app.report(error)
    return false
  }
}
