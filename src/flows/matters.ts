import { eventSchema } from '../../contracts/event.js'
import { LETTER_EVENTS } from '../../contracts/letter-life.js'
import { track } from '../../contracts/tracking.js'
import { isUnconfirmed } from '../../contracts/stuck.js'
import type { Matter } from '../../signing/open-letter.js'
import { mayBeWithRecipient } from '../../signing/outbox.js'
import { addressKey, sameAddress } from '../../signing/same-address.js'
import type { App } from '../app.js'
import { addressesReminded } from '../storage/addresses-written.js'
import { openAnswers, type Answer } from '../storage/answers.js'
import { eventsOfTypes, lastOfTypes } from '../storage/events.js'
import { lettersIn } from '../storage/letters.js'
import { mailboxTrouble } from '../storage/mailbox-trouble.js'
import { latestReminder, ordinaryLettersWhere, type OrdinaryLetter } from '../storage/ordinary-letters.js'
import { owedReceipts } from '../storage/owed-receipts.js'
import { silentWebhooks } from '../storage/webhooks.js'
import { checkKeys } from './keys.js'
import { lateMatters } from './late-letters.js'
import { stateWords } from './letter-state-words.js'
import { swedishDay } from './new-event.js'
import { refusedMatters } from './refused-matters.js'
import { sentAgain } from './sent-again.js'
import { moment } from './swedish-moment.js'
import type { Store } from '../storage/store.js'

/** What waits for whoever runs the service; the rest names customers and people. */
export const OF_OPERATION: ReadonlySet<Matter['kind']> = new Set<Matter['kind']>(['mailbox', 'webhook', 'key'])

/** Everything about letters, answers and webhooks that waits for an administrator, the most pressing first. */
export async function mailMatters(app: App): Promise<Matter[]> {
  const stopped = (await lettersIn(app.store.read, ['held', 'failed', 'unknown'])).map((row): Matter => ({
    kind: 'stopped', key: `${row.state} ${row.id}`, text: `Brev ${row.number} för ${row.orgnr} ${stateWords(row.state)}: ${row.reason ?? 'se ”letter show”'}`,
  }))
  const reminded = await remindedAddresses(app)
  const waiting = (await openAnswers(app.store.read)).map((answer): Matter => ({
    ...mannerOf(answer, reminded), kind: 'answer', key: `answer ${answer.sha256}`, text: `Ett svar från ${answer.from === '' ? 'okänd avsändare' : answer.from} väntar på att någon läser det: ”answer show ${answer.sha256.slice(0, 12)}”.`,
  }))
  const silent = (await silentWebhooks(app.store.read)).map(({ id, url, lost }): Matter => ({
    kind: 'webhook', key: `webhook ${id}`, text: `Webhooken ${id} till ${new URL(url).host} svarar inte: ${lost === 1 ? 'en händelse' : `${lost} händelser`} kom inte fram trots ett dygns försök. En administratör kan skicka ${lost === 1 ? 'den' : 'dem'} på nytt under Administration, Webhookar, när mottagaren svarar, eller ta bort webhooken genom API:et.`,
  }))
  return [...stopped, ...(await sentAgain(app)), ...(await lateMatters(app)), ...(await owed(app)), ...(await unconfirmed(app)), ...(await unsent(app)), ...waiting, ...(await unreadMailbox(app)), ...silent]
}

/** Every address that reminders go or have gone to, as keys to compare with. */
async function remindedAddresses({ store, config: { reminderTo } }: App): Promise<ReadonlySet<string>> {
  const past = await addressesReminded(store.read)
  return new Set([...past, ...(reminderTo === null ? [] : [addressKey(reminderTo)])])
}

/** What machines write of no letter we know may be about a reminder. */
function mannerOf({ kind, letter, recipient }: Answer, reminded: ReadonlySet<string>): Pick<Matter, 'told'> {
  if (kind === 'reply' || letter !== null) return {}
  return { told: recipient !== null && reminded.has(addressKey(recipient)) ? 'with-others' : 'from-the-next-day' }
}

const UNREAD_MS = 4 * 3_600_000

/** A mailbox that has not been read for hours: answers may lie there that nobody knows of. */
async function unreadMailbox(app: App): Promise<Matter[]> {
  const trouble = app.config.imapUrl === null ? null : await mailboxTrouble(app.store.read)
  if (trouble === null || app.now().getTime() - Date.parse(trouble.since) < UNREAD_MS) return []
  return [{ kind: 'mailbox', key: `mailbox ${trouble.since}`, text: `Brevlådan för svar har inte gått att läsa sedan ${moment(trouble.since)}, så svar kan ha kommit utan att synas här: ${trouble.message}` }]
}

/** Letters that have gone, and whose receipts the archive has not taken. */
async function owed(app: App): Promise<Matter[]> {
  const letters = new Map((await lettersIn(app.store.read, ['relayed', 'failed', 'queued', 'unknown', 'held'])).map((row) => [row.id, row]))
  return (await owedReceipts(app.store.read)).flatMap(({ sha256, letter }): Matter[] => {
    const row = letters.get(letter)
    return row === undefined ? [] : [{ kind: 'receipt', key: `owed ${sha256}`, text: `Brev ${row.number} för ${row.orgnr} har skickats och går inte igen, men arkivet kunde inte ta emot kvittot, som ligger i databasen så länge. Frigör utrymme, eller låt programmets användare skriva i arkivet; kvittot arkiveras vid nästa genomgång av utkorgen.` }]
  })
}

const NOTICE_WORDS: Readonly<Record<string, string>> = { 'code-used-again': 'om att en använd kod skrevs igen', 'token-ending': 'om att en nyckel för program går ut' }

/** Drafts, invitations and notices about accounts that did not leave; one that was sent anew has taken the place of the earlier. */
async function unsent(app: App): Promise<Matter[]> {
  const found: Matter[] = []
  for (const letter of await ordinaryLettersWhere(app.store.read, { states: ['failed', 'held'] })) {
    const { id, purpose, orgnr, recipient, state, reason } = letter
    if (purpose === 'notice') found.push({ kind: 'unsent', key: `${state} ${id}`, text: `Meddelandet till ${recipient} ${NOTICE_WORDS[letter.about] ?? 'om att kontot har ändrats'} ${stateWords(state)}: ${reason ?? 'se ”outbox list”.'} Ring innehavaren och berätta det, eller skicka brevet på nytt med ”outbox release ${id}”. Vet innehavaren redan, ställ in det med ”outbox cancel ${id}”.` })
    if (purpose === 'reminder' && (await latestReminder(app.store.read))?.id === id) found.push({ kind: 'unsent', told: 'with-others', key: `${state} ${id}`, text: `Påminnelsen till ${recipient} ${stateWords(state)}: ${withNextStep(reason ?? 'se ”outbox list”', letter)} En ny sänds nästa arbetsdag, om något väntar då. Kontrollera adressen i ANSLUT_REMINDER_TO.` })
    if (orgnr === null || (await isReplaced(app, letter, orgnr))) continue
    found.push({ kind: 'unsent', key: `${state} ${id}`, text: `${purpose === 'draft' ? 'Utkasten' : 'Inbjudan'} för ${orgnr} till ${recipient} ${stateWords(state)}: ${withNextStep(reason ?? 'se ”outbox list”', letter)}` })
  }
  return found
}

/** What the program says of a letter that it stopped itself names the command to use; what a person or a mail server said does not. */
function withNextStep(reason: string, { id, state, attempts }: OrdinaryLetter): string {
  if (/”(?:archive|draft|keys|outbox) /u.test(reason)) return reason
  const ended = /[.!?]$/u.test(reason) ? reason : `${reason}.`
  return `${ended} Ska det gå som det är, släpp det med ”outbox release ${id}”.${mayBeWithRecipient(state, attempts) ? '' : ` Annars ställ in det med ”outbox cancel ${id}”.`}`
}

async function isReplaced(app: App, { id, purpose, recipient, about }: OrdinaryLetter, orgnr: string): Promise<boolean> {
  const alike = await ordinaryLettersWhere(app.store.read, { purpose, orgnr })
  return alike.slice(alike.findIndex((one) => one.id === id) + 1).some((later) => sameAddress(later.recipient, recipient) && (purpose === 'draft' || meetingIn(later.about) === meetingIn(about)))
}

/** Which meeting an invitation is about, whatever it says of it. */
function meetingIn(about: string): string {
  return about.split(' ')[0] ?? ''
}

/** The same, what is wrong with the keys once there are any, and days with unusually many refusals. */
export async function matters(app: App): Promise<Matter[]> {
  const isInUse = await (await app.keyRing()).isInUse()
  // Its code names what is wrong with a key, so that one told of at 30 days is told of again at 14, and when it has run out, and not in between.
  const keys = isInUse ? (await checkKeys(app)).map(({ path, code, message }): Matter => ({ kind: 'key', key: `key ${path} ${code}`, text: `${path}: ${message}` })) : []
  return [...(await refusedMatters(app)), ...(await mailMatters(app)), ...keys]
}

const ABOUT_LETTERS = eventSchema.options.map((option) => option.shape.type.value).filter((type) => LETTER_EVENTS.has(type) || type === 'withdrawn')

/** What was found last, and up to which event, day and patience it holds: letters are many, and seldom does anything happen to them. */
const KEPT = new WeakMap<Store, { readonly upTo: string; readonly found: readonly Matter[] }>()

async function unconfirmed(app: App): Promise<readonly Matter[]> {
  const patience = { today: swedishDay(app.now()), answerDays: app.config.answerDays }
  const upTo = `${await lastOfTypes(app.store.read, ABOUT_LETTERS)} ${patience.today} ${patience.answerDays}`
  const kept = KEPT.get(app.store)
  if (kept?.upTo === upTo) return kept.found
  const rows = await lettersIn(app.store.read, ['relayed'])
  const { letters: states } = track([], rows.length === 0 ? [] : await eventsOfTypes(app.store.read, ABOUT_LETTERS))
  const found: Matter[] = []
  for (const row of rows) {
    const state = states.get(row.id)
    if (state === undefined || !isUnconfirmed(state, patience)) continue
    found.push({ kind: 'unconfirmed', key: `unconfirmed ${row.id}`, text: `Brev ${row.number} för ${row.orgnr} har inte bekräftats sedan ${state.relayedOn ?? state.since}; det håller upp granskningen i steg 8. Fråga driftleverantören och registrera svaret.` })
  }
  KEPT.set(app.store, { upTo, found })
  return found
}
