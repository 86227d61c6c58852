import { eventName } from '../../../contracts/event-words.js'
import { EVENT_LABELS } from '../../../contracts/event-label.js'
import { webhookDeliveries } from '../../flows/webhooks.js'
import { eventBySequence } from '../../storage/events.js'
import { webhooks, type Webhook, type WebhookDelivery } from '../../storage/webhooks.js'
import type { App } from '../../app.js'
import { moment } from '../moment.js'
import type { Page } from '../page.js'

const SHOWN = 20
const STATES = { due: ['started', 'Ska lämnas'], delivered: ['done', 'Framme'], failed: ['stuck', 'Gick inte fram'] } as const

/** *Webhookar*: which systems are told that something has happened, and how the latest tellings went; never their secrets. */
export const WEBHOOKS_PAGE: Page = {
  path: '/administration/webhookar', right: 'manage', forms: [],
  show: async ({ app }) => ({ view: 'webhooks', title: 'Webhookar', crumbs: [{ label: 'Administration', href: '/administration' }], content: { hooks: await Promise.all((await webhooks(app.store.read)).map((hook) => hookRow(app, hook))), most: SHOWN } }),
}

async function hookRow(app: App, { id, url, types, createdBy, createdAt }: Webhook) {
  const deliveries = await webhookDeliveries(app, id, { most: SHOWN, before: null })
  return {
    id, url, about: `Upplagd ${moment(createdAt)} av ${createdBy}`, types: types === null ? 'Alla händelser' : types.map((type) => EVENT_LABELS[type]).join(', '),
    deliveries: await Promise.all(deliveries.map((delivery) => deliveryRow(app, delivery))),
  }
}

async function deliveryRow(app: App, { sequence, state, attempts, lastAttemptAt, nextAttemptAt, outcome }: WebhookDelivery) {
  const recorded = await eventBySequence(app.store.read, sequence)
  const [badge, text] = STATES[state]
  return {
    sequence, event: recorded === null ? '' : eventName(recorded.event), badge: { state: badge, text }, attempts: attempts === 1 ? '1 försök' : `${attempts} försök`,
    last: lastAttemptAt === null ? '–' : moment(lastAttemptAt), next: state === 'due' && nextAttemptAt !== null ? `Nästa försök ${moment(nextAttemptAt)}` : '', outcome: outcome ?? '',
  }
}
