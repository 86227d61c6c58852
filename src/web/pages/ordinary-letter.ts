import { z } from 'zod'
import { kindOf } from '../../../contracts/kinds.js'
import { mayDo } from '../../../contracts/rights.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { describeOutcome } from '../../../signing/delivery.js'
import { mayBeWithRecipient } from '../../../signing/outbox.js'
import { callOffOrdinaryLetter, holdOrdinaryLetter, namedOrdinaryLetter, PURPOSE_WORDS, releaseOrdinaryLetter } from '../../flows/steer-ordinary.js'
import { customerNames } from '../../storage/customers.js'
import type { OrdinaryLetter } from '../../storage/ordinary-letters.js'
import type { Db } from '../../storage/store.js'
import { versionsOf } from '../../storage/versions.js'
import { formView, type FormSpec } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { dispatchWords } from '../page-words.js'
import { badgeOf, instantOf } from './letter-words.js'

const WHY = { kind: 'text', name: 'reason', label: 'Varför' } as const
const reasoned = z.strictObject({ reason: z.string() })

/** *Utkast, inbjudan, påminnelse eller meddelande om ett konto*: where it stands, how its attempts went, and what a person may do with it. */
export const ORDINARY_LETTER_PAGE: Page = {
  path: '/utskick/ovrigt/:letter', right: 'read',
  show: async (visit) => {
    const { read } = visit.app.store
    const letter = await namedOrdinaryLetter(read, named(visit))
    const content = { ...ordinaryLine(letter, await customerNames(read, letter.orgnr === null ? [] : [letter.orgnr]), 'letter'), documents: await documentsIn(read, letter), marks: [['Message-ID', letter.messageId], ['Brevet, SHA-256', letter.rawSha256]].map(([label, value]) => ({ label, value })), attempts: letter.attempts.map(({ at, outcome }) => ({ at: instantOf(at), outcome: describeOutcome(outcome) })), forms: mayDo(visit.visitor.roles, 'work') ? formsFor(letter).map((form) => formView(visit, form)) : [] }
    return { view: 'ordinary-letter', title: `${content.what} till ${content.to}`, crumbs: [{ label: 'Utskick', href: '/utskick' }], content }
  },
  forms: [
    pageForm({ id: 'stoppa', path: '/utskick/ovrigt/:letter/stopp', right: 'work', said: reasoned, work: async (visit, { said }) => done(await holdOrdinaryLetter(visit.app, named(visit), said.reason, visit.actor()), 'Det är stoppat.') }),
    pageForm({ id: 'slapp', path: '/utskick/ovrigt/:letter/fortsattning', right: 'work', said: z.strictObject({}), work: async (visit) => done(await releaseOrdinaryLetter(visit.app, named(visit), visit.actor()), 'Det går vidare.') }),
    pageForm({ id: 'stall-in', path: '/utskick/ovrigt/:letter/installning', right: 'work', said: reasoned, work: async (visit, { said }) => done(await callOffOrdinaryLetter(visit.app, named(visit), said.reason, visit.actor()), 'Det är inställt.') }),
  ],
}

/** What a draft mailing carries, by title and code; another letter carries no documents. */
async function documentsIn(db: Db, { purpose, orgnr, about }: OrdinaryLetter): Promise<string[]> {
  if (purpose !== 'draft' || orgnr === null) return []
  const codes = about.replaceAll('-', '').split(' ')
  return (await versionsOf(db, orgnr)).filter(({ code }) => codes.includes(code)).map(({ kind, code }) => `${kindOf(kind).title}, ${spokenCode(code)}`)
}

/** An ordinary letter, every text ready for where it is read; a reminder is about no customer. */
export function ordinaryLine({ id, purpose, orgnr, recipient, protection, state, createdAt, nextAttemptAt, reason }: OrdinaryLetter, nameOf: ReadonlyMap<string, string>, where: 'list' | 'letter') {
  const what = PURPOSE_WORDS[purpose]
  return {
    id, orgnr: orgnr ?? '', recipient, to: orgnr === null ? recipient : (nameOf.get(orgnr) ?? orgnr), what: `${what.slice(0, 1).toUpperCase()}${what.slice(1)}`, protection: protection === 'encrypted' ? 'krypterat' : 'okrypterat', created: instantOf(createdAt), ...badgeOf(state),
    next: nextAttemptAt === null ? '' : `Nytt försök ${instantOf(nextAttemptAt)}`, reason: state === 'relayed' ? '' : dispatchWords(reason ?? '', where),
  }
}

function named({ params }: Visit): string {
  return params['letter'] ?? ''
}

function done({ id }: OrdinaryLetter, told: string): { to: string; told: string } {
  return { to: `/utskick/ovrigt/${id}`, told }
}

/** What a person may do with it in its state; the flows judge again. */
function formsFor({ id, state, attempts }: OrdinaryLetter): FormSpec[] {
  const at = `/utskick/ovrigt/${id}`
  const hold: FormSpec = { id: 'stoppa', action: `${at}/stopp`, heading: 'Stoppa', intro: 'Det går inte förrän någon låter det gå vidare.', fields: [WHY], button: 'Stoppa', tone: 'quiet' }
  const release: FormSpec = { id: 'slapp', action: `${at}/fortsattning`, heading: 'Låt det gå vidare', intro: 'Samma brev, med samma innehåll.', fields: [], button: 'Låt gå vidare' }
  const callOff: FormSpec[] = mayBeWithRecipient(state, attempts) ? [] : [{ id: 'stall-in', action: `${at}/installning`, heading: 'Ställ in', intro: 'Det går aldrig iväg.', fields: [WHY], button: 'Ställ in', tone: 'danger' }]
  switch (state) {
    case 'queued': return [hold, ...callOff]
    case 'unknown': return [hold]
    case 'held':
    case 'failed': return [release, ...callOff]
    case 'sending':
    case 'relayed':
    case 'cancelled': return []
    default: return state satisfies never
  }
}
