import type { Event, EventOf } from '../../contracts/event.js'
import type { DeliveryOutcome } from '../../signing/delivery.js'
import { mayHaveArrived } from '../../signing/outbox.js'
import { Failure } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import type { Letter } from '../storage/letter.js'
import { letterParts, markLetterPart } from '../storage/letter-parts.js'
import { letterOf, moveLetter } from '../storage/letters.js'
import type { Db, Transaction } from '../storage/store.js'
import { keepReceipt } from './keep-receipt.js'
import { pastAttempts, saveAttempt } from './letter-attempts.js'
import { recordLetterEvent } from './record-letter-event.js'

/** What shows that a mail came although nobody knew how its sending had ended: the recipient's server, or the recipient. */
export type Arrival = Extract<DeliveryOutcome, { kind: 'delivered' | 'confirmed' }>

/** What is said to have come: one mail of a letter that is several, or the letter. */
export type Arrived = number | 'letter'

interface Doubt {
  readonly row: Letter
  /** 1 of a letter that is one mail. */
  readonly part: number
  readonly isOneOfSeveral: boolean
  /** Whether nothing else of the letter is still to be sent. */
  readonly isLast: boolean
}

/** Archives the receipt of a letter whose last mail in doubt has come; null when nothing is in doubt, or more is to be sent. Before the transaction that settles it, since bytes are archived first. */
export async function receiptOfArrival(app: App, row: Letter, arrival: Arrival, arrived: Arrived): Promise<string | null> {
  const doubt = await doubtAbout(app.store.read, row, arrived)
  if (doubt?.isLast !== true) return null
  return keepReceipt(app, row, [...(await pastAttempts(app.store.read, row.id)), { at: app.now().toISOString(), outcome: arrival }])
}

/** Settles the doubt about a mail: it has come, never goes again by itself, and what is left of its letter goes on. False when there was no doubt. @throws Failure `letter-state` when the whole letter is said to have come and more of it is to be sent */
export async function settleDoubt(tx: Transaction, app: App, row: Letter, arrival: Arrival, { arrived, receiptSha256 }: { readonly arrived: Arrived; readonly receiptSha256: string | null }): Promise<boolean> {
  const doubt = await doubtAbout(tx, row, arrived)
  if (doubt === null) return false
  if (arrived === 'letter' && !doubt.isLast) throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} är delat, och alla delar har inte skickats än. Registrera mottagningen när den sista har gått; se ”letter show ${row.id}”.`)
  if (doubt.isLast && receiptSha256 === null) throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} ändrades medan svaret lästes. Försök igen.`)
  const at = app.now().toISOString()
  await saveAttempt(tx, row.id, { at, outcome: arrival }, doubt.part)
  if (doubt.isOneOfSeveral) await markLetterPart(tx, row.id, doubt.part, { relayedAt: at, deliveredAt: at })
  await moveOn(tx, app, doubt, receiptSha256)
  return true
}

async function moveOn(tx: Transaction, app: App, { row, isLast }: Doubt, receiptSha256: string | null): Promise<void> {
  // A person has stopped the rest, or must look at it first.
  if (!isLast && row.state !== 'unknown') return
  const moved = isLast && receiptSha256 !== null
    ? await moveLetter(tx, row.id, row.state, { state: 'relayed', reason: null, nextAttemptAt: null, receiptSha256 })
    : await moveLetter(tx, row.id, row.state, { state: 'queued', reason: null, nextAttemptAt: null })
  if (!moved) throw new Error(`letter ${row.id} was claimed meanwhile`)
  if (isLast && receiptSha256 !== null) await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-relayed', letter: row.id, receiptSha256 })
}

async function doubtAbout(db: Db, row: Letter, arrived: Arrived): Promise<Doubt | null> {
  if (row.state !== 'unknown' && row.state !== 'held' && row.state !== 'failed') return null
  const parts = await letterParts(db, row.id)
  if (parts.length === 0) return mayHaveArrived(await pastAttempts(db, row.id)) ? { row, part: 1, isOneOfSeveral: false, isLast: true } : null
  // Whoever answers one mail of several has not said that another, which came back, is there.
  if (arrived === 'letter' && row.state !== 'unknown') return null
  const open = parts.filter(({ relayedAt }) => relayedAt === null)
  const part = arrived === 'letter' ? open[0]?.part : arrived
  if (part === undefined || !open.some((each) => each.part === part) || !mayHaveArrived(await pastAttempts(db, row.id, { part }))) return null
  return { row, part, isOneOfSeveral: true, isLast: open.length === 1 }
}

type Answered = EventOf<'letter-received' | 'letter-completion-requested' | 'letter-approved'>

/** The receipt that what a person says of the recipient's answer gives a letter in doubt; null for every other event or letter. */
export async function receiptOfAnswer(app: App, event: Event): Promise<string | null> {
  const row = isAnswer(event) ? await letterOf(app.store.read, event.letter) : null
  return row === null || !isAnswer(event) ? null : receiptOfArrival(app, row, arrivalIn(event), 'letter')
}

/** Lets what a person says of the recipient's answer settle the doubt about its letter, before it is recorded itself. @throws Failure `letter-state` */
export async function settleByAnswer(tx: Transaction, app: App, event: Event, receiptSha256: string | null): Promise<void> {
  const row = isAnswer(event) ? await letterOf(tx, event.letter) : null
  if (row !== null && isAnswer(event)) await settleDoubt(tx, app, row, arrivalIn(event), { arrived: 'letter', receiptSha256 })
}

function isAnswer(event: Event): event is Answered {
  return event.type === 'letter-received' || event.type === 'letter-completion-requested' || event.type === 'letter-approved'
}

function arrivalIn({ source, mail }: Answered): Arrival {
  return { kind: 'confirmed', response: withoutPersonnummer(source), ...(mail === undefined ? {} : { mail }) }
}
