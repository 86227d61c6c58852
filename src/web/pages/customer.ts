import { z } from 'zod'
import { eventName, pointWords } from '../../../contracts/event-words.js'
import type { RecordedEvent } from '../../../contracts/event.js'
import { mayDo } from '../../../contracts/rights.js'
import { Failure } from '../../../templates/failure.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { awaitingHandOver, handOver } from '../../flows/hand-over.js'
import { swedishDay } from '../../flows/new-event.js'
import { namedCustomer } from '../../flows/history.js'
import { statusOfCustomer, type CustomerStatus } from '../../flows/status.js'
import { latestEventsOf } from '../../storage/events.js'
import { filesOfVersions } from '../../storage/versions.js'
import { mailNotice } from '../mail-notice.js'
import { foldedForm } from '../fold.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { customerContent } from './customer-content.js'

const MOST_EVENTS = 10

/** *Kund*: where everything of one customer stands. */
export const CUSTOMER_PAGE: Page = {
  path: '/kunder/:orgnr', right: 'read',
  show: async (visit) => {
    const { app, params, visitor } = visit
    const customer = await namedCustomer(app, params['orgnr'] ?? '')
    const [status, latest, outbox] = await Promise.all([statusOfCustomer(app, customer), latestEventsOf(app.store.read, customer.orgnr, MOST_EVENTS), mailNotice(visit)])
    const files = await filesOfVersions(app.store.read, status.documents.map(({ code }) => code))
    return { view: 'customer', title: status.name, crumbs: [{ label: 'Kunder', href: '/kunder' }], content: { ...customerContent(status, customer.facts, files), latest: latest.map((event) => latestRow(event, status)), works: mayDo(visitor.roles, 'work'), outbox, handOver: mayDo(visitor.roles, 'work') ? handOverForm(visit, status) : null } }
  },
  forms: [pageForm({
    id: 'lamna-over', path: '/kunder/:orgnr/overlamning', right: 'work', said: z.strictObject({ dag: z.iso.date().optional(), papper: z.union([z.string().max(20), z.array(z.string().max(20))]).optional() }),
    work: async ({ app, params, actor }, { said }) => {
      if (said.papper === undefined) throw new Failure('call-invalid', 'Ingen handling är vald. Inget är registrerat.', { faults: [{ path: 'papper', message: 'Kryssa för minst en handling.' }] })
      const { events } = await handOver(app, { orgnr: params['orgnr'] ?? '', codes: [said.papper].flat(), note: null, by: actor(), on: said.dag ?? null })
      const [first] = events
      return { to: `/kunder/${first?.orgnr ?? params['orgnr'] ?? ''}`, told: events.length === 1 ? 'Registrerat: en handling är överlämnad till kunden.' : `Registrerat: ${events.length} handlingar är överlämnade till kunden.` }
    },
  })],
}

/** One folder is handed over at one meeting: its papers are ticked together; null where fewer than two wait. */
function handOverForm(visit: Visit, { orgnr, documents }: CustomerStatus) {
  const waiting = awaitingHandOver(documents)
  if (waiting.length < 2) return null
  return foldedForm(visit, {
    id: 'lamna-over', action: `/kunder/${orgnr}/overlamning`, heading: `Registrera att ${waiting.length} handlingar är överlämnade till kunden`, button: 'Registrera som överlämnade',
    fields: [
      { kind: 'date', name: 'dag', label: 'Dag det hände', value: swedishDay(visit.app.now()) },
      { kind: 'ticks', name: 'papper', label: 'Handlingar', hint: 'Ta bort krysset för det som inte har lämnats över.', values: waiting.map(({ code }) => code), options: waiting.map(({ code, title, subject, draft }) => ({ value: code, label: `${subject === '' ? title : `${title} ${subject}`} ${spokenCode(code)}${draft ? ' (utkast)' : ''}` })) },
    ],
  })
}

/** One line of what happened lately; the whole history says who and why. */
function latestRow({ event, happenedOn, code }: RecordedEvent, { documents }: CustomerStatus) {
  return { on: happenedOn, label: eventName(event), about: 'point' in event ? pointWords(event.point, []) : (documents.find((version) => version.code === code)?.title ?? '') }
}
