import type { Actor, Event } from '../../contracts/event.js'
import { mayBeWithRecipient, mayHaveArrived } from '../../signing/outbox.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import { moveOrdinaryLetter, ordinaryLettersWhere, type OrdinaryLetter, type OrdinaryMove } from '../storage/ordinary-letters.js'
import type { Db } from '../storage/store.js'
import { stateWords } from './letter-state-words.js'
import { customerEvent, houseEvent } from './new-event.js'
import { bringsTheSame } from './queue-ordinary.js'

/** What an ordinary letter is called in running Swedish. */
export const PURPOSE_WORDS: Readonly<Record<OrdinaryLetter['purpose'], string>> = { reminder: 'påminnelse', notice: 'meddelande om ett konto', draft: 'utkast', invitation: 'inbjudan' }

/** The ordinary letter whose id begins like that. @throws Failure `letter-unknown` */
export async function namedOrdinaryLetter(db: Db, typed: string): Promise<OrdinaryLetter> {
  const found = typed.length < 4 ? [] : await ordinaryLettersWhere(db, { named: typed.toLowerCase() })
  const [letter] = found
  if (letter === undefined || found.length > 1) throw new Failure('letter-unknown', `Varken utkast, inbjudan, påminnelse eller meddelande heter ”${typed}”. Beteckningarna visas av ”outbox list”.`)
  return letter
}

/** Stops a draft, invitation or reminder that has not left. @throws Failure `letter-unknown`, `letter-state` */
export async function holdOrdinaryLetter(app: App, typed: string, reason: string, by: Actor): Promise<OrdinaryLetter> {
  return moveByPerson(app, typed, by, (letter) => {
    if (letter.state !== 'queued' && letter.state !== 'unknown') throw stateFailure(letter, 'stoppas')
    return { to: { state: 'held', reason }, event: { type: 'mail-held', mail: letter.id, reason } }
  })
}

/** Lets a stopped one, or one that did not get through, go on: the same bytes. @throws Failure `letter-unknown`, `letter-state`, also when another with the same content has been queued since */
export async function releaseOrdinaryLetter(app: App, typed: string, by: Actor): Promise<OrdinaryLetter> {
  return moveByPerson(app, typed, by, (letter, all) => {
    if (letter.state !== 'held' && letter.state !== 'failed') throw stateFailure(letter, 'släppas')
    refuseReplaced(letter, all)
    return { to: { state: mayHaveArrived(letter.attempts) ? 'unknown' : 'queued', reason: null, resumedAt: app.now().toISOString() }, event: { type: 'mail-resumed', mail: letter.id } }
  })
}

/** Calls one off for good. @throws Failure `letter-unknown`, `letter-state` when it has left or may have */
export async function callOffOrdinaryLetter(app: App, typed: string, reason: string, by: Actor): Promise<OrdinaryLetter> {
  return moveByPerson(app, typed, by, (letter) => {
    const isOpen = letter.state === 'queued' || letter.state === 'held' || letter.state === 'failed'
    if (!isOpen || mayBeWithRecipient(letter.state, letter.attempts)) throw stateFailure(letter, 'ställas in')
    return { to: { state: 'cancelled', reason }, event: { type: 'mail-called-off', mail: letter.id, reason } }
  })
}

async function moveByPerson(app: App, typed: string, by: Actor, decideMove: (letter: OrdinaryLetter, all: readonly OrdinaryLetter[]) => { readonly to: OrdinaryMove; readonly event: Event }): Promise<OrdinaryLetter> {
  return app.store.write(async (tx) => {
    const letter = await namedOrdinaryLetter(tx, typed)
    const { to, event } = decideMove(letter, await ordinaryLettersWhere(tx, { purpose: letter.purpose, about: letter.about }))
    if (!(await moveOrdinaryLetter(tx, letter, to))) throw stateFailure(letter, 'ändras')
    const now = app.now().toISOString()
    await appendEvents(tx, [letter.orgnr === null ? houseEvent(by, now, event) : customerEvent(by, now, letter.orgnr, event)], now)
    return namedOrdinaryLetter(tx, letter.id)
  })
}

/** The recipient would get the same twice. */
function refuseReplaced(letter: OrdinaryLetter, all: readonly OrdinaryLetter[]): void {
  const { id, recipient, createdAt } = letter
  const later = letter.orgnr === null ? undefined : all.slice(all.findIndex((one) => one.id === id) + 1).find((one) => bringsTheSame(one, letter))
  if (later === undefined) return
  throw new Failure('letter-state', `Detsamma som köades till ${recipient} ${createdAt.slice(0, 10)} har köats på nytt sedan dess (${later.id}) och ska inte komma två gånger. Ställ in det här med ”outbox cancel ${id}”.`)
}

function stateFailure({ purpose, recipient, state, id }: OrdinaryLetter, verb: string): Failure {
  return new Failure('letter-state', `Brevet med ${PURPOSE_WORDS[purpose]} till ${recipient} (${id}) ${stateWords(state)} och kan inte ${verb}.`)
}
