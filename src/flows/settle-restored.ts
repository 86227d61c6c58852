import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { recordChange } from '../accounts/account-event.js'
import { administers, isUsable } from '../accounts/person.js'
import type { App } from '../app.js'
import { accounts, changeAccount } from '../storage/accounts.js'
import { revokeApiTokens } from '../storage/api-tokens.js'
import { endSessions } from '../storage/browser-sessions.js'
import { customerLinksOf, revokeCustomerLink } from '../storage/customer-links.js'
import { customers } from '../storage/customers.js'
import { latestOfTypes, appendEvents } from '../storage/events.js'
import { moveLetter, letterOf, letters, releaseClaim } from '../storage/letters.js'
import { holdOrdinaryLetters } from '../storage/ordinary-letters.js'
import type { Transaction } from '../storage/store.js'
import { giveUpDeliveries } from '../storage/webhooks.js'
import { customerEvent, houseEvent, SYSTEM } from './new-event.js'
import { outboxPause } from './outbox-pause.js'
import { recordLetterEvent } from './record-letter-event.js'
import { settleAttempt } from './settle-attempt.js'

/** In a data directory that came out of a backup, until its letters are held. */
export const RESTORED_NAME = '.anslut-restored'

/** `shutOut` are accounts that the directory in use before knew not to be administrators', whatever the backup says. */
const restoredSchema = z.strictObject({ id: z.uuid(), takenAt: z.iso.datetime(), shutOut: z.array(z.string()).optional() })
export type Restored = z.infer<typeof restoredSchema>

/** Why nothing leaves a house that came out of a backup before a person has said so. */
function restoredPause(takenAt: string): string {
  return `Återläst från säkerhetskopian som togs ${instantWords(takenAt)}. Brev kan ha gått sedan dess utan att det syns här. Bara administratörernas konton är öppna, eftersom konton kan ha stängts sedan dess: gå igenom breven med mottagarna och kontona under Användare, lås upp dem som ska in, och återuppta sedan utskicken`
}

function instantWords(takenAt: string): string {
  return `${takenAt.slice(0, 16).replace('T', ' ')} UTC`
}

/** Why an account stands locked after a restoration. */
const RESTORED_LOCK = 'Låst vid återläsning från säkerhetskopia'

const UNSENT = ['due', 'queued', 'sending', 'unknown'] as const

/** Why a letter stands held after a restoration. */
export function restoredReason(takenAt: string): string {
  return `Återläst från säkerhetskopian som togs ${instantWords(takenAt)}. Brevet kan ha gått sedan dess: fråga mottagaren innan det återupptas.`
}

/** The first opening of a restored directory: every letter that had not left is held and the outbox paused, everybody signed out, every account but the administrators' locked and every token and customer link ended, and what webhooks were still to be told given up, once, in the same transaction as the event that says so. Before that nothing can be sent from it. */
export async function settleRestored(app: App): Promise<void> {
  const path = join(app.config.dataDirectory, RESTORED_NAME)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return
  const restored = restoredSchema.parse(JSON.parse(text))
  await app.store.write(async (tx) => {
    const latest = await latestOfTypes(tx, ['restored'])
    if (latest?.event.type === 'restored' && latest.event.restoring === restored.id) return
    const now = app.now().toISOString()
    await shutOut(tx, now, new Set(restored.shutOut))
    await holdUnsent(tx, app, restoredReason(restored.takenAt))
    await giveUpDeliveries(tx, `kan ha berättats före återläsningen från säkerhetskopian ${instantWords(restored.takenAt)}; gör om den om den saknas`)
    await appendEvents(tx, [houseEvent(SYSTEM, now, { type: 'restored', restoring: restored.id, takenAt: restored.takenAt })], now)
    // What the backup does not know of may have gone as well, and would be made anew.
    if ((await outboxPause(tx)) === null) await appendEvents(tx, [houseEvent(SYSTEM, now, { type: 'outbox-paused', reason: restoredPause(restored.takenAt) })], now)
  })
  await rm(path, { force: true })
}

/** What was revoked after the backup was taken would otherwise work again, and whoever was shut out come in; an administrator, of whom one is enough at night, lets in who should be. */
async function shutOut(tx: Transaction, at: string, since: ReadonlySet<string>): Promise<void> {
  for (const account of await accounts(tx)) {
    const { id } = account
    await endSessions(tx, id)
    await revokeApiTokens(tx, id, null, at)
    if (!isUsable(account) || (administers(account) && !since.has(id))) continue
    await changeAccount(tx, id, { lockedAt: at })
    await recordChange(tx, SYSTEM, at, { account: id, change: 'locked', note: RESTORED_LOCK })
  }
  for (const { orgnr } of await customers(tx)) {
    for (const { id } of await customerLinksOf(tx, orgnr)) if (await revokeCustomerLink(tx, orgnr, id, at)) await appendEvents(tx, [customerEvent(SYSTEM, at, orgnr, { type: 'customer-link-revoked', link: id })], at)
  }
}

async function holdUnsent(tx: Transaction, app: App, reason: string): Promise<void> {
  await holdOrdinaryLetters(tx, reason)
  for (const { id } of (await letters(tx)).filter(({ state }) => UNSENT.some((one) => one === state))) {
    const row = await letterOf(tx, id)
    if (row === null) continue
    if (row.state === 'sending') await settleAttempt(tx, app, row, { kind: 'unknown', reason }, null)
    else if (row.claimedBy !== null) await releaseClaim(tx, id, row.claimedBy)
    const { state, orgnr } = (await letterOf(tx, id)) ?? row
    if (state === 'held' || !(await moveLetter(tx, id, state, { state: 'held', reason, nextAttemptAt: null }))) continue
    await recordLetterEvent(tx, app, orgnr, { type: 'letter-held', letter: id, reason })
  }
}
