import { eventName } from '../../../contracts/event-words.js'
import type { RecordedEvent } from '../../../contracts/event.js'
import { mayDo } from '../../../contracts/rights.js'
import { namedCustomer } from '../../flows/history.js'
import { statusOfCustomer, type CustomerStatus } from '../../flows/status.js'
import { latestEventsOf } from '../../storage/events.js'
import { filesOfVersions } from '../../storage/versions.js'
import { mailNotice } from '../mail-notice.js'
import type { Page } from '../page.js'
import { customerContent } from './customer-content.js'

const MOST_EVENTS = 10

/** *Kund*: where everything of one customer stands. */
export const CUSTOMER_PAGE: Page = {
  path: '/kunder/:orgnr', right: 'read', forms: [],
  show: async (visit) => {
    const { app, params, visitor } = visit
    const customer = await namedCustomer(app, params['orgnr'] ?? '')
    const [status, latest, outbox] = await Promise.all([statusOfCustomer(app, customer), latestEventsOf(app.store.read, customer.orgnr, MOST_EVENTS), mailNotice(visit)])
    const files = await filesOfVersions(app.store.read, status.documents.map(({ code }) => code))
    return { view: 'customer', title: status.name, crumbs: [{ label: 'Kunder', href: '/kunder' }], content: { ...customerContent(status, customer.facts, files), latest: latest.map((event) => latestRow(event, status)), works: mayDo(visitor.roles, 'work'), outbox } }
  },
}

/** One line of what happened lately; the whole history says who and why. */
function latestRow({ event, happenedOn, code }: RecordedEvent, { documents }: CustomerStatus) {
  return { on: happenedOn, label: eventName(event), about: documents.find((version) => version.code === code)?.title ?? '' }
}
