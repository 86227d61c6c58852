import type { Actor, Event } from '../../contracts/event.js'
import { afterResume } from '../../signing/outbox.js'
import { Failure } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import { letterParts, markLetterPart, nextLetterPart } from '../storage/letter-parts.js'
import { letterOf, moveLetter, type LetterMove } from '../storage/letters.js'
import type { Transaction } from '../storage/store.js'
import { mayBeThere, pastAttempts } from './letter-attempts.js'
import { stateWords } from './letter-state-words.js'
import { namedLetter } from './letters.js'
import { customerEvent } from './new-event.js'
import { refuseFallenEvidence } from './refuse-fallen-evidence.js'
import { sameInkAgainst } from './refuse-same-ink.js'

/** Stops a letter that has not left. @throws Failure `letter-unknown`, `letter-state` */
export async function holdLetter(app: App, typed: string, reason: string, by: Actor): Promise<Letter> {
  return moveByPerson(app, typed, by, (row) => {
    if (row.state !== 'due' && row.state !== 'queued' && row.state !== 'unknown') throw stateFailure(row, 'stoppas')
    return { to: { state: 'held', nextAttemptAt: null, reason }, event: { type: 'letter-held', letter: row.id, reason } }
  })
}

/** Lets a held or failed letter go on: the kept bytes if it was built, otherwise it is built when worked next. `reason` is why, and must be given where other boxes speak against its ink; null when none is. @throws Failure `letter-unknown`, `letter-state` */
export async function resumeLetter(app: App, typed: string, by: Actor, reason: string | null = null): Promise<Letter> {
  return moveByPerson(app, typed, by, async (row, tx) => {
    if (row.state !== 'held' && row.state !== 'failed') throw stateFailure(row, 'återupptas')
    await refuseFallenEvidence(app, tx, row)
    const { doubts, inks } = await sameInkAgainst(tx, row)
    const why = withoutPersonnummer(reason?.trim() ?? '')
    if (doubts.length > 0 && why === '') throw new Failure('letter-state', `${doubts.join(' ')} Se efter på pappren. Håller underskrifterna, låt brevet gå vidare och ange varför; skälet sparas. Inget har skickats.`)
    const note = [why, doubts.join(' ')].filter((part) => part !== '').join(' Trots: ')
    const state = afterResume({ attempts: await pastAttempts(tx, row.id, { part: (await nextLetterPart(tx, row.id))?.part ?? 1 }), ciphertextSha256: row.ciphertextSha256 })
    return { to: { state, reason: null, nextAttemptAt: null }, event: { type: 'letter-resumed', letter: row.id, ...(inks.length === 0 ? {} : { acceptedInk: [...inks] }), ...(note === '' ? {} : { note }) } }
  })
}

/** Sends the kept bytes of a letter once more, because the recipient says it never came: same Message-ID, same ciphertext; of a letter that is several mails only `part`, where it is given. @throws Failure `letter-unknown`, `letter-state` */
export async function resendLetter(app: App, typed: string, reason: string, by: Actor, part: number | null = null): Promise<Letter> {
  return moveByPerson(app, typed, by, async (row, tx) => {
    if (row.state !== 'relayed') throw stateFailure(row, 'skickas en gång till')
    await refuseFallenEvidence(app, tx, row)
    await reopenParts(tx, row, part)
    return { to: { state: 'queued', nextAttemptAt: null, reason }, event: { type: 'letter-resent', letter: row.id, reason } }
  })
}

async function reopenParts(tx: Transaction, row: Letter, part: number | null): Promise<void> {
  const parts = await letterParts(tx, row.id)
  const chosen = part === null ? parts : parts.filter((each) => each.part === part)
  if (part !== null && chosen.length === 0) throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} har ingen del ${part}: det är ${parts.length === 0 ? 'ett enda mejl' : `${parts.length} delar`}. Se ”letter show ${row.id}”.`)
  for (const each of chosen) await markLetterPart(tx, row.id, each.part, { relayedAt: null, deliveredAt: null })
}

/** Calls a letter off for good: what it holds falls due again only when it is confirmed or approved anew. @throws Failure `letter-unknown`, `letter-state` when it has left or may have */
export async function callOffLetter(app: App, typed: string, reason: string, by: Actor): Promise<Letter> {
  return moveByPerson(app, typed, by, async (row, tx) => {
    const isOpen = row.state === 'due' || row.state === 'queued' || row.state === 'held' || row.state === 'failed'
    if ((isOpen || row.state === 'unknown') && (await mayBeThere(tx, row.id))) throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} kan ha kommit fram och kan inte ställas in bara så. Fråga ${row.recipient}. Säger mottagaren att det aldrig kom, ställ in det med ”letter cancel ${row.id} --never-arrived”; i webben heter det *Brevet kom aldrig fram*.`)
    if (!isOpen && row.state !== 'unknown') throw stateFailure(row, 'ställas in')
    return { to: { state: 'cancelled', nextAttemptAt: null, reason }, event: { type: 'letter-called-off', letter: row.id, reason } }
  })
}

/** Calls off a letter that may have arrived, on a person's word that it never did, so that what it holds can go in a new letter, to another address too. @throws Failure `letter-unknown`, `letter-state` while it is being sent, when it has gone and nothing is in doubt, and when nothing of it can have arrived */
export async function callOffLostLetter(app: App, typed: string, reason: string, by: Actor): Promise<Letter> {
  return moveByPerson(app, typed, by, async (row, tx) => {
    if (row.state !== 'queued' && row.state !== 'unknown' && row.state !== 'held' && row.state !== 'failed') throw stateFailure(row, 'ställas in')
    if (!(await mayBeThere(tx, row.id))) throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} har inte gått, så det kan inte ha kommit bort. Ställ in det med ”letter cancel ${row.id}”; i webben heter det *Ställ in brevet*.`)
    const lost = `Kom aldrig fram: ${reason}`
    return { to: { state: 'cancelled', nextAttemptAt: null, reason: lost }, event: { type: 'letter-called-off', letter: row.id, reason: lost } }
  })
}

interface Move {
  readonly to: LetterMove
  readonly event: Event
}

async function moveByPerson(app: App, typed: string, by: Actor, decideMove: (row: Letter, tx: Transaction) => Move | Promise<Move>): Promise<Letter> {
  return app.store.write(async (tx) => {
    const row = await namedLetter(tx, typed)
    const { to, event } = await decideMove(row, tx)
    if (!(await moveLetter(tx, row.id, row.state, to))) throw stateFailure(row, 'ändras')
    const now = app.now().toISOString()
    await appendEvents(tx, [customerEvent(by, now, row.orgnr, event)], now)
    const moved = await letterOf(tx, row.id)
    if (moved === null) throw new Error(`letter ${row.id} is gone`)
    return moved
  })
}

function stateFailure(row: Letter, verb: string): Failure {
  return new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} ${stateWords(row.state)} och kan inte ${verb}. Se ”letter show ${row.id}”.`)
}

