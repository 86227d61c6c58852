import { z } from 'zod'
import { mayDo } from '../../../contracts/rights.js'
import type { Matter } from '../../../signing/open-letter.js'
import type { App } from '../../app.js'
import { partsWords } from '../../flows/letter-part-words.js'
import { mailMatters, OF_OPERATION } from '../../flows/matters.js'
import { outboxPause, pauseOutbox, reopenOutbox } from '../../flows/outbox-pause.js'
import { openAnswers } from '../../storage/answers.js'
import { customerNames } from '../../storage/customers.js'
import { letterParts } from '../../storage/letter-parts.js'
import { latestOrdinaryLetters } from '../../storage/ordinary-letters.js'
import { latestLetters, letterOf } from '../../storage/letters.js'
import { foldedForm, openForm } from '../fold.js'
import { mailNotice } from '../mail-notice.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { pagerView, pageStart } from '../pager.js'
import { dispatchWords } from '../page-words.js'
import { answerWords } from './answer-words.js'
import { knownAfterwards, standingOf } from './letter-words.js'
import { ordinaryLine } from './ordinary-letter.js'
import { READ_ANSWERS, READ_ANSWERS_FORM } from './read-answers.js'

const MOST_LETTERS = 100
const MOST_MATTERS = 25
const MOST_ORDINARY = 25

/** *Utskick*: the outbox, what came back, and what waits for a person. */
export const DISPATCH_PAGE: Page = {
  path: '/utskick', right: 'follow',
  show: async (visit) => {
    const { app, query, visitor } = visit
    const reads = mayDo(visitor.roles, 'read')
    const [{ letters: latest, total }, parts, paused] = await Promise.all([latestLetters(app.store.read, MOST_LETTERS), letterParts(app.store.read, null), outboxPause(app.store.read)])
    const from = pageStart(query, MOST_ORDINARY)
    const { letters: ordinary, total: ordinaryTotal } = await latestOrdinaryLetters(app.store.read, from, MOST_ORDINARY)
    const [nameOf, afterwards] = await Promise.all([customerNames(app.store.read, [...latest, ...ordinary].flatMap(({ orgnr }) => orgnr ?? [])), knownAfterwards(app.store.read, latest)])
    const matters = (await withNames(app, await mailMatters(app))).filter(({ kind }) => kind !== 'answer' && (reads || OF_OPERATION.has(kind)))
    const content = {
      reads, customers: reads ? '/kunder' : '',
      outbox: await mailNotice(visit), matters: await Promise.all(matters.slice(0, MOST_MATTERS).map(async (matter) => ({ text: dispatchWords(matter.text, matter.kind === 'paused' ? 'pause' : 'list'), ...(await placeOf(visit, matter)) }))), moreMatters: matters.length > MOST_MATTERS ? matters.length - MOST_MATTERS : 0, more: total > MOST_LETTERS ? total - MOST_LETTERS : 0,
      letters: latest.map((letter) => ({ id: letter.id, number: letter.number, orgnr: letter.orgnr, customer: nameOf.get(letter.orgnr) ?? letter.orgnr, recipient: letter.recipient, documents: letter.codes.length === 1 ? '1 handling' : `${letter.codes.length} handlingar`, parts: partsWords(parts.filter((part) => part.letter === letter.id)), ...standingOf(letter, afterwards.get(letter.id), 'list') })),
      none: latest.length === 0,
      anyOrdinary: reads && ordinaryTotal > 0, ordinary: ordinary.map((letter) => ordinaryLine(letter, nameOf, 'list')), pager: pagerView('/utskick', query, { from, shown: ordinary.length, total: ordinaryTotal, most: MOST_ORDINARY }),
      answers: !reads ? [] : (await openAnswers(app.store.read)).map((answer) => ({ ...answerWords(answer), href: `/utskick/svar/${answer.sha256.slice(0, 16)}` })),
      paused: paused === null ? null : { text: `Alla utskick är pausade av ${paused.by} sedan ${paused.since}: ${paused.reason}` },
      read: mayDo(visitor.roles, 'work') ? foldedForm(visit, READ_ANSWERS) : null,
      steer: !mayDo(visitor.roles, 'operate') ? null : paused === null
        ? foldedForm(visit, { id: 'pausa', action: '/utskick/paus', heading: 'Pausa alla utskick', intro: 'Inget brev lämnar huset förrän någon återupptar utskicken, utom påminnelser till administratören. Ett brev som redan är på väg går inte att hejda.', fields: [{ kind: 'text', name: 'reason', label: 'Varför' }], button: 'Pausa alla utskick', tone: 'danger' })
        : openForm(visit, { id: 'ateruppta', action: '/utskick/aterupptagande', heading: 'Återuppta utskicken', fields: [], button: 'Återuppta utskicken' }),
    }
    return { view: 'dispatch', title: 'Utskick', crumbs: [], content }
  },
  forms: [
    READ_ANSWERS_FORM,
    pageForm({
      id: 'pausa', path: '/utskick/paus', right: 'operate', said: z.strictObject({ reason: z.string() }),
      work: async ({ app, actor }, { said }) => {
        await pauseOutbox(app, said.reason, actor())
        return { to: '/utskick', told: 'Alla utskick är pausade.' }
      },
    }),
    pageForm({
      id: 'ateruppta', path: '/utskick/aterupptagande', right: 'operate', said: z.strictObject({}),
      work: async ({ app, actor }) => {
        await reopenOutbox(app, actor())
        return { to: '/utskick', told: 'Utskicken är återupptagna.' }
      },
    }),
  ],
}

/** Where something is done about a matter, for whoever may go there; its key ends in the letter it is about. */
async function placeOf({ app, visitor: { roles } }: Visit, { kind, key }: Matter): Promise<{ readonly href: string; readonly label: string }> {
  const nowhere = { href: '', label: '' }
  if (kind === 'webhook') return mayDo(roles, 'manage') ? { href: '/administration/webhookar', label: 'Till webhookarna' } : nowhere
  const id = /^[a-z]+ ([0-9a-f]{16})$/u.exec(key)?.[1]
  if (id === undefined || !mayDo(roles, 'read')) return nowhere
  return { href: (await letterOf(app.store.read, id)) === null ? `/utskick/ovrigt/${id}` : `/utskick/brev/${id}`, label: 'Öppna brevet' }
}

const NUMBERED = /(?<= för )\d{6}-\d{4}/g

/** The matters with the customers' names before their numbers: operation and mail are told the numbers alone. */
async function withNames(app: App, matters: readonly Matter[]): Promise<readonly Matter[]> {
  const nameOf = await customerNames(app.store.read, [...new Set(matters.flatMap(({ text }) => text.match(NUMBERED) ?? []))])
  return matters.map((matter) => ({ ...matter, text: matter.text.replace(NUMBERED, (orgnr) => (nameOf.has(orgnr) ? `${nameOf.get(orgnr) ?? ''} (${orgnr})` : orgnr)) }))
}
