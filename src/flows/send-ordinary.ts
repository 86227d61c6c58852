import { hostname } from 'node:os'
import type { DeliveryOutcome } from '../../signing/delivery.js'
import { IN_CLEAR, requireClosed, type OrdinaryPurpose } from '../../signing/ordinary-letter.js'
import { afterAttempt, isToBeTried, mayHaveArrived } from '../../signing/outbox.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { openFormOf } from '../mail/open-form.js'
import type { OpenedLetter } from '../mail/open-letter.js'
import type { Mailer } from '../mail/smtp.js'
import { beginNote, endNote, giveSpace, notedOutcome, type NotedAttempt } from '../storage/attempt-note.js'
import { beginOrdinaryLetter, claimOrdinaryLetter, ordinaryLettersWhere, releaseOrdinaryClaim, restateOrdinarySending, settleOrdinaryLetter, type OrdinaryLetter } from '../storage/ordinary-letters.js'
import { pinInEffect } from '../storage/pins.js'
import { inTurn } from './in-turn.js'
import { leavingOrdinary } from './leaving-letter.js'
import { mayBeAlive } from './may-be-alive.js'
import { isOpenDraft } from './open-drafts.js'
import { outboxPause } from './outbox-pause.js'
import { whyOutdated } from './outdated-invitation.js'
import { configuredParties } from './party.js'
import { PASSING } from './passing.js'
import { proveSealed } from './prove-sealed.js'
import { refuseLostKeys } from './refuse-lost-keys.js'
import { tellUnsettled } from './tell-unsettled.js'
import { unrecorded } from './unrecorded.js'

/** Sends the ordinary letters of one purpose that may go now, each once, and gives what became of them; none without a mail server, and while letters are paused none but reminders. */
export async function sendOrdinaryLetters(app: App, purpose: OrdinaryPurpose): Promise<OrdinaryLetter[]> {
  if (app.mailer === null || (purpose !== 'reminder' && (await outboxPause(app.store.read)) !== null)) return []
  requireClosed(app.kinds)
  await releaseInterrupted(app)
  const now = app.now().toISOString()
  const due = (await ordinaryLettersWhere(app.store.read, { purpose, states: ['queued', 'unknown'] })).filter((letter) => letter.claimedBy === null && isToBeTried(letter.nextAttemptAt, now))
  const { mailer } = app
  await inTurn(app, due.map(({ id }) => async () => {
    const worker = `${hostname()}/${process.pid}/${Buffer.from(app.random(6)).toString('hex')}`
    underWay.add(worker)
    await sendOne(app, mailer, id, worker).finally(() => underWay.delete(worker))
  }))
  return ordinaryLettersWhere(app.store.read, { ids: due.map(({ id }) => id) })
}

/** The claims this very process works under. */
const underWay = new Set<string>()

/** Of a letter whose process died before an attempt had begun nothing has left, and it is as it was; later it is settled by what was noted of the attempt, and one that may have come goes once more, the same bytes. One that cannot be settled now stays, and keeps no other. */
async function releaseInterrupted(app: App): Promise<void> {
  for (const letter of await ordinaryLettersWhere(app.store.read, { claimed: 'claimed' })) {
    const { id, state, claimedBy, claimedAt } = letter
    if (claimedBy === null || underWay.has(claimedBy) || mayBeAlive({ claimedBy, claimedAt }, app.now())) continue
    try {
      if (state !== 'sending') await app.store.write((tx) => releaseOrdinaryClaim(tx, id, claimedBy))
      else await settle(app, letter, claimedBy, await notedOutcome(app.config.dataDirectory, attemptOf(letter)))
    } catch (error) {
      const failure = await tellUnsettled(app, error, letter.reason, (tx, why) => restateOrdinarySending(tx, id, claimedBy, why))
      if (failure !== null) throw failure
    }
  }
}

/** @throws Failure `answer-unrecorded` when the letter may have left and the database cannot be written: what was noted is recorded at a later pass */
async function settle(app: App, letter: OrdinaryLetter, worker: string, outcome: DeliveryOutcome): Promise<void> {
  const { id, attempts, resumedAt, recipient } = letter
  const at = app.now().toISOString()
  const { state, nextAttemptAt, reason } = afterAttempt({ attempts, resumedAt }, outcome, at)
  await giveSpace(app.config.dataDirectory, attemptOf(letter))
  const isSettled = await app.store.write((tx) => settleOrdinaryLetter(tx, id, worker, { state, attempts: [...attempts, { at, outcome }], nextAttemptAt, reason })).catch((error: unknown) => {
    throw unrecorded(`Brevet ${id} till ${recipient}`, outcome, error)
  })
  // Whoever has taken it over meanwhile judges by what was noted.
  if (isSettled) await endNote(app.config.dataDirectory, attemptOf(letter))
}

function attemptOf({ id, messageId, claimedAt }: OrdinaryLetter): NotedAttempt {
  return { letter: id, messageId, claimedAt }
}

async function sendOne(app: App, mailer: Mailer, id: string, worker: string): Promise<void> {
  const now = app.now().toISOString()
  const letter = await app.store.write((tx) => claimOrdinaryLetter(tx, id, worker, now))
  if (letter === null) return
  const { state, attempts, nextAttemptAt, reason } = letter
  // Another process may have tried it since this one looked.
  if (!isToBeTried(nextAttemptAt, now)) return void (await app.store.write((tx) => releaseOrdinaryClaim(tx, id, worker)))
  const outcome = await attempted(app, mailer, letter).catch(async (error: unknown) => {
    // Once the server has been given anything an attempt ends as an outcome: what is thrown says that nothing has left.
    if (await app.store.write((tx) => settleOrdinaryLetter(tx, id, worker, { state, attempts, nextAttemptAt, reason }))) await endNote(app.config.dataDirectory, attemptOf(letter))
    throw error
  })
  if (outcome === null) return endNote(app.config.dataDirectory, attemptOf(letter))
  if (typeof outcome !== 'string') return settle(app, letter, worker, outcome)
  if (await app.store.write((tx) => settleOrdinaryLetter(tx, id, worker, { state: 'held', attempts, nextAttemptAt: null, reason: outcome }))) await endNote(app.config.dataDirectory, attemptOf(letter))
}

/** How one attempt ended, or in Swedish why none was made: then a person must look. Null when somebody stopped the letter before it began. */
async function attempted(app: App, mailer: Mailer, letter: OrdinaryLetter): Promise<DeliveryOutcome | string | null> {
  const kept = await keptMail(app, letter)
  if (kept.raw === null) return kept.reason
  const { raw } = kept
  const refusal = (letter.purpose === 'invitation' ? await whyDoubtful(app, letter) : null) ?? (letter.protection === 'open' ? ((await whyPinned(app, letter)) ?? (await whyNotOpen(app, letter, raw))) : null)
  if (refusal !== null) return refusal
  const opened = letter.protection === 'open' ? null : await provenSealed(app, letter)
  if (typeof opened === 'string') return opened
  const { svr } = await configuredParties(app)
  const { id, messageId, claimedBy } = letter
  const note = await beginNote(app.config.dataDirectory, attemptOf(letter))
  const mail = { from: opened?.from ?? svr.avsandaradress, to: [letter.recipient], messageId, envelopeId: id, note }
  if (!(await app.store.write((tx) => beginOrdinaryLetter(tx, id, claimedBy ?? '')))) return null
  try {
    return ofOneMail(await (opened === null ? mailer.deliverOpen({ ...mail, raw }) : mailer.deliver({ ...mail, raw: { sizeBytes: raw.byteLength, pieces: () => [raw], opened } })))
  } catch (error) {
    if (error instanceof Failure && !PASSING.has(error.code)) return error.message
    throw error
  }
}

/** The letter's bytes, or why the archive cannot give them: one damaged file holds up its own letter and no other. */
async function keptMail(app: App, { rawSha256 }: OrdinaryLetter): Promise<{ readonly raw: Uint8Array } | { readonly raw: null; readonly reason: string }> {
  try {
    return { raw: await app.archive.read(rawSha256) }
  } catch (error) {
    if (error instanceof Failure) return { raw: null, reason: `${error.message} Inget har skickats.` }
    throw error
  }
}

/** Why an invitation is not to go now; null when it may. A customer whose status cannot be derived holds up its own letters and no other's. */
async function whyDoubtful(app: App, letter: OrdinaryLetter): Promise<string | null> {
  try {
    return await whyOutdated(app, letter)
  } catch (error) {
    return `Programmet kan inte avgöra om inbjudan stämmer (internt fel ${app.report(error)}). Inget har skickats. Meddela numret till den som sköter programmet.`
  }
}

/** What an encrypted letter holds, or in Swedish why it is not to go: by the rules of review letters. */
async function provenSealed(app: App, letter: OrdinaryLetter): Promise<OpenedLetter | string> {
  try {
    const leaving = await leavingOrdinary(app.store.read, letter)
    await refuseLostKeys(app, leaving)
    return await proveSealed(app, leaving)
  } catch (error) {
    if (error instanceof Failure && !PASSING.has(error.code)) return error.message
    throw error
  }
}

/** Only review letters are divided: what is larger than the server takes has been refused. */
function ofOneMail(outcome: DeliveryOutcome): DeliveryOutcome {
  return outcome.kind === 'too-large' ? { kind: 'refused', response: outcome.response } : outcome
}

/** Why a letter with drafts that was queued before a key was pinned to its address must not go in clear, in Swedish; null when it may. What has a key goes encrypted, so it is written anew. */
async function whyPinned(app: App, { id, purpose, recipient, attempts }: OrdinaryLetter): Promise<string | null> {
  if (IN_CLEAR[purpose] !== 'open-drafts' || (await pinInEffect(app.store.read, recipient)) === null) return null
  const anew = mayHaveArrived(attempts) ? 'Det kan redan ha kommit fram okrypterat. Ska utkasten gå en gång till, skicka dem med ”draft send --again”' : `Ställ in det med ”outbox cancel ${id}” och skicka utkasten på nytt med ”draft send”`
  return `Sedan brevet köades okrypterat har en nyckel fästs vid ${recipient}. ${anew}; då krypteras de. Inget mer har skickats.`
}

/** Why a letter must not go in clear after all, in Swedish; null when it may. What it attaches is judged by what is registered now, not by what was true when it was queued. */
async function whyNotOpen(app: App, { id, purpose }: OrdinaryLetter, raw: Uint8Array): Promise<string | null> {
  const form = openFormOf(raw)
  if (form === null || form.purpose !== purpose) return `Brevet har inte den form som ett okrypterat brev ska ha. Inget har skickats. Ställ in det med ”outbox cancel ${id}”.`
  if (IN_CLEAR[purpose] !== 'open-drafts') return form.attachments.length === 0 ? null : `Brevet bär en fil, vilket det inte får. Inget har skickats. Ställ in det med ”outbox cancel ${id}”.`
  for (const sha256 of form.attachments) if (!(await isOpenDraft(app, sha256))) return 'En bifogad fil är inte längre ett utkast som får gå okrypterat. Skicka utkasten på nytt med ”draft send”. Inget har skickats.'
  return null
}

/** Sends what waits for customers, drafts and invitations, and for holders of accounts; a bug in one keeps none of the others, and is thrown when they have gone. Gives those that were tried. */
export async function sendCustomerMail(app: App): Promise<OrdinaryLetter[]> {
  const tried: OrdinaryLetter[] = []
  await inTurn(app, (['draft', 'invitation', 'notice'] as const).map((purpose) => async () => tried.push(...(await sendOrdinaryLetters(app, purpose)))))
  return tried
}
