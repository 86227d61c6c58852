import { track } from '../../contracts/tracking.js'
import { isUnconfirmed } from '../../contracts/stuck.js'
import type { Matter } from '../../signing/open-letter.js'
import type { App } from '../app.js'
import { openAnswers } from '../storage/answers.js'
import { letters } from '../storage/letters.js'
import { ordinaryLetters, type OrdinaryLetter } from '../storage/ordinary-letters.js'
import { historyOf } from './history.js'
import { checkKeys } from './keys.js'
import { stateWords } from './letter-state-words.js'
import { swedishDay } from './new-event.js'

/** Everything about letters and answers that waits for an administrator, the most pressing first. */
export async function mailMatters(app: App): Promise<Matter[]> {
  const rows = await letters(app.store.read)
  const stopped = rows.filter(({ state }) => state === 'held' || state === 'failed' || state === 'unknown').map((row): Matter => ({
    kind: 'stopped', key: `${row.state} ${row.id}`, text: `Brev ${row.number} för ${row.orgnr} ${stateWords(row.state)}: ${row.reason ?? 'se ”letter show”'}`,
  }))
  const waiting = (await openAnswers(app.store.read)).map((answer): Matter => ({
    kind: 'answer', key: `answer ${answer.sha256}`, text: `Ett svar från ${answer.from === '' ? 'okänd avsändare' : answer.from} väntar på att någon läser det: ”answer show ${answer.sha256.slice(0, 12)}”.`,
  }))
  return [...stopped, ...(await unconfirmed(app)), ...unsent(await ordinaryLetters(app.store.read)), ...waiting]
}

/** Drafts and invitations that did not leave; one that was sent anew has taken the place of the earlier. */
function unsent(all: readonly OrdinaryLetter[]): Matter[] {
  return all.flatMap((letter, index) => {
    const { id, purpose, orgnr, recipient, about, state, reason } = letter
    const isReplaced = all.slice(index + 1).some((later) => later.purpose === purpose && later.recipient === recipient && (purpose === 'draft' ? later.orgnr === orgnr : later.about === about))
    if (orgnr === null || isReplaced || (state !== 'failed' && state !== 'held')) return []
    return [{ kind: 'unsent', key: `${state} ${id}`, text: `${purpose === 'draft' ? 'Utkasten' : 'Inbjudan'} för ${orgnr} till ${recipient} ${stateWords(state)}: ${reason ?? 'se ”outbox list”'} ${purpose === 'draft' ? 'Skicka dem på nytt med ”draft send”.' : ''}`.trim() } satisfies Matter]
  })
}

/** The same, and what is wrong with the keys once there are any. */
export async function matters(app: App): Promise<Matter[]> {
  const isInUse = await (await app.keyRing()).isInUse()
  // Its code names what is wrong with a key, so that one told of at 30 days is told of again at 14, and when it has run out, and not in between.
  const keys = isInUse ? (await checkKeys(app)).map(({ path, code, message }): Matter => ({ kind: 'key', key: `key ${path} ${code}`, text: `${path}: ${message}` })) : []
  return [...(await mailMatters(app)), ...keys]
}

async function unconfirmed(app: App): Promise<Matter[]> {
  const patience = { today: swedishDay(app.now()), answerDays: app.config.answerDays }
  const found: Matter[] = []
  for (const row of await letters(app.store.read)) {
    if (row.state !== 'relayed') continue
    const { versions, events, kinds } = await historyOf(app, app.store.read, row.orgnr)
    const state = track(versions, events, kinds).letters.get(row.id)
    if (state === undefined || !isUnconfirmed(state, patience)) continue
    found.push({ kind: 'unconfirmed', key: `unconfirmed ${row.id}`, text: `Brev ${row.number} för ${row.orgnr} har inte bekräftats sedan ${state.relayedOn ?? state.since}; det håller upp granskningen i steg 8. Fråga driftleverantören och registrera svaret.` })
  }
  return found
}
