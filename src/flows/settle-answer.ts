import type { Actor, Event } from '../../contracts/event.js'
import { meaningsOf, type AnswerMeaning } from '../../signing/answer.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { isWithinBeginning } from '../mail/mail-beginning.js'
import { answersNamed, settleAnswer as settleRow, type Answer } from '../storage/answers.js'
import { letterOf } from '../storage/letters.js'
import { appendEvents } from '../storage/events.js'
import type { Db, Transaction } from '../storage/store.js'
import { openedAnswer, UNOPENED } from './receive-answer.js'
import { namedLetter } from './letters.js'
import { houseEvent, swedishDay } from './new-event.js'
import { recordWanted } from './record-events.js'
import { receiptOfAnswer, settleByAnswer } from './settle-doubt.js'

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

const MORE = '[Mejlet är stort, och här visas bara dess början. Läs hela i brevlådan.]'

/** An answer with its words, those at the beginning where it is large, and the subject that stands with them, as far as the keys at hand open it. @throws Failure `answer-unknown`, `archive-missing`, `archive-damaged` */
export async function readableAnswer(app: App, typed: string): Promise<{ readonly answer: Answer; readonly text: string }> {
  const answer = await namedAnswer(app.store.read, typed)
  const letter = answer.letter === null ? null : await letterOf(app.store.read, answer.letter)
  const bytes = await app.archive.read(answer.sha256)
  const { text, subject } = (await openedAnswer(app, bytes, letter, answer.from)) ?? { text: `[Svaret är inte läst: ${UNOPENED}.]`, subject: null }
  return { answer: { ...answer, subject: subject ?? answer.subject }, text: isWithinBeginning(bytes) ? text : [text, MORE].filter((part) => part !== '').join('\n\n') }
}

/**
 * Records what a person says that an answer means; only then is a letter confirmed, approved or in need of completion. An answer to a letter that nobody knew had come settles that too.
 * @throws Failure `answer-unknown`, `letter-unknown`, `letter-state`, `already-recorded`, `event-incomplete`, `transition-refused`
 */
export async function settleAnswer(app: App, typed: string, settling: AnswerSettling): Promise<Answer> {
  const answer = await namedAnswer(app.store.read, typed)
  refuseSettled(answer)
  const event = await meantEvent(app.store.read, answer, settling)
  const receiptSha256 = await receiptOfAnswer(app, event)
  await app.store.write(async (tx) => {
    refuseSettled(await namedAnswer(tx, answer.sha256))
    await settleByAnswer(tx, app, event, receiptSha256)
    await settle(tx, app, answer, settling, event)
  })
  return namedAnswer(app.store.read, answer.sha256)
}

function refuseSettled({ settled }: Answer): void {
  if (settled !== null) throw new Failure('already-recorded', `Vad svaret betyder är redan registrerat av ${settled.by}, ${swedishDay(settled.at)}. Är det fel, ta tillbaka händelsen med ”withdraw” och registrera den rätta med ”record”.`)
}

async function settle(tx: Transaction, app: App, { sha256, letter }: Answer, { meaning, by }: AnswerSettling, event: Event): Promise<void> {
  const at = app.now().toISOString()
  const row = 'letter' in event ? await letterOf(tx, event.letter) : null
  if (row === null) await appendEvents(tx, [houseEvent(by, at, event)], at)
  else await recordWanted(tx, app, row.orgnr, [{ actor: by, happenedOn: swedishDay(at), orgnr: row.orgnr, code: null, exemplar: null, event }])
  if (!(await settleRow(tx, sha256, row?.id ?? letter, { meaning, by: by.name, at }))) throw new Error(`answer ${sha256} was settled meanwhile`)
}

/** The event that a person's word about an answer makes. */
async function meantEvent(db: Db, answer: Answer, { meaning, letter, reason }: AnswerSettling): Promise<Event> {
  const { sha256: mail, from } = answer
  if (meaning === 'irrelevant') return { type: 'answer-dismissed', mail, reason: reason ?? demanded('--reason', 'skriv varför svaret inte rör något brev') }
  if (!meaningsOf(answer.kind).includes(meaning)) throw new Failure('letter-state', 'Mejlet är vad en postserver säger om brevet, och bekräftar ingenting för mottagaren. Har mottagaren hört av sig på annat sätt, registrera det med ”record ORGNR letter-received” (i webben på brevets sida). Annars är betydelsen ”irrelevant” (*Svaret rör inget brev*).')
  if (answer.kind !== 'reply' && reason === null) demanded('--reason', 'programmet känner inte igen mejlet som ett svar av en person: skriv varför det är mottagarens ord')
  const { id } = await namedLetter(db, letter ?? answer.letter ?? demanded('--letter', 'ange vilket brev svaret gäller'))
  const shared = { letter: id, source: `svar från ${from === '' ? 'okänd avsändare' : from}`, mail }
  if (meaning === 'completion-requested') return { type: 'letter-completion-requested', ...shared, reason: reason ?? demanded('--reason', 'skriv vad som ska kompletteras') }
  return { type: meaning === 'approved' ? 'letter-approved' : 'letter-received', ...shared, ...(reason === null ? {} : { note: reason }) }
}

function demanded(option: string, hint: string): never {
  throw new Failure('event-incomplete', `Svarets betydelse kan inte registreras: ${option} saknas (${hint}).`, { faults: [{ path: option, message: `saknas (${hint})` }] })
}
