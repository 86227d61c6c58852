import type { Actor, Event } from '../../contracts/event.js'
import type { AnswerMeaning } from '../../signing/answer.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { answersNamed, settleAnswer as settleRow, type Answer } from '../storage/answers.js'
import { letterOf } from '../storage/letters.js'
import { appendEvents } from '../storage/events.js'
import type { Db, Transaction } from '../storage/store.js'
import { openedAnswer } from './receive-answer.js'
import { namedLetter } from './letters.js'
import { houseEvent, swedishDay } from './new-event.js'
import { recordWanted } from './record-events.js'

/** What a person says about an answer. */
export interface AnswerSettling {
  readonly meaning: AnswerMeaning
  /** The letter it is about, where the program did not recognise it; null to keep what is recorded. */
  readonly letter: string | null
  /** What completion is asked for, or why it means nothing; null where none is needed. */
  readonly reason: string | null
  readonly by: Actor
}

/** The answer a person names by enough of its digest. @throws Failure `answer-unknown` */
export async function namedAnswer(db: Db, typed: string): Promise<Answer> {
  const found = /^[0-9a-f]{4,64}$/u.test(typed.toLowerCase()) ? await answersNamed(db, typed.toLowerCase()) : []
  const [answer] = found
  if (answer === undefined || found.length > 1) throw new Failure('answer-unknown', `Inget svar heter ”${typed}”. Svarens beteckningar visas av ”answer list”.`)
  return answer
}

/** An answer with its words, as far as the keys at hand open it. @throws Failure `answer-unknown`, `archive-missing`, `archive-damaged` */
export async function readableAnswer(app: App, typed: string): Promise<{ readonly answer: Answer; readonly text: string }> {
  const answer = await namedAnswer(app.store.read, typed)
  const letter = answer.letter === null ? null : await letterOf(app.store.read, answer.letter)
  const { text } = await openedAnswer(app, await app.archive.read(answer.sha256), letter)
  return { answer, text }
}

/**
 * Records what a person says that an answer means; only then is a letter confirmed, approved or in need of completion.
 * @throws Failure `answer-unknown`, `letter-unknown`, `already-recorded`, `event-incomplete`, `transition-refused`
 */
export async function settleAnswer(app: App, typed: string, settling: AnswerSettling): Promise<Answer> {
  const { sha256 } = await namedAnswer(app.store.read, typed)
  await app.store.write(async (tx) => settle(tx, app, await namedAnswer(tx, sha256), settling))
  return namedAnswer(app.store.read, sha256)
}

async function settle(tx: Transaction, app: App, answer: Answer, { meaning, letter, reason, by }: AnswerSettling): Promise<void> {
  const { settled } = answer
  if (settled !== null) throw new Failure('already-recorded', `Vad svaret betyder är redan registrerat av ${settled.by}, ${swedishDay(settled.at)}. Är det fel, ta tillbaka händelsen med ”withdraw” och registrera den rätta med ”record”.`)
  const about = letter === null ? answer.letter : (await namedLetter(tx, letter)).id
  const at = app.now().toISOString()
  if (meaning === 'irrelevant') await appendEvents(tx, [houseEvent(by, at, { type: 'answer-dismissed', mail: answer.sha256, reason: reason ?? demanded('--reason', 'skriv varför svaret inte rör något brev') })], at)
  else await recordMeaning(tx, app, { about: about ?? demanded('--letter', 'ange vilket brev svaret gäller'), meaning, reason, by, answer })
  if (!(await settleRow(tx, answer.sha256, about, { meaning, by: by.name, at }))) throw new Error(`answer ${answer.sha256} was settled meanwhile`)
}

interface Meant {
  readonly about: string
  readonly meaning: Exclude<AnswerMeaning, 'irrelevant'>
  readonly reason: string | null
  readonly by: Actor
  readonly answer: Answer
}

async function recordMeaning(tx: Transaction, app: App, { about, meaning, reason, by, answer }: Meant): Promise<void> {
  const row = await namedLetter(tx, about)
  const shared = { letter: row.id, source: `svar från ${answer.from === '' ? 'okänd avsändare' : answer.from}`, mail: answer.sha256 }
  const event: Event = meaning === 'completion-requested'
    ? { type: 'letter-completion-requested', ...shared, reason: reason ?? demanded('--reason', 'skriv vad som ska kompletteras') }
    : { type: meaning === 'approved' ? 'letter-approved' : 'letter-received', ...shared, ...(reason === null ? {} : { note: reason }) }
  await recordWanted(tx, app, row.orgnr, [{ actor: by, happenedOn: swedishDay(app.now()), orgnr: row.orgnr, code: null, exemplar: null, event }])
}

function demanded(option: string, hint: string): never {
  throw new Failure('event-incomplete', `Svarets betydelse kan inte registreras: ${option} saknas (${hint}).`, { faults: [{ path: option, message: `saknas (${hint})` }] })
}
