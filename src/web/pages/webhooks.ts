import { z } from 'zod'
import { eventName } from '../../../contracts/event-words.js'
import { EVENT_LABELS } from '../../../contracts/event-label.js'
import { redeliver, webhookDeliveries } from '../../flows/webhooks.js'
import { eventBySequence } from '../../storage/events.js'
import { webhooks, type Webhook, type WebhookDelivery } from '../../storage/webhooks.js'
import { formView } from '../form.js'
import { moment } from '../moment.js'
import { pageForm, type Page, type Visit } from '../page.js'

const HOME = '/administration/webhookar'
const SHOWN = 20
const STATES = { due: ['started', 'Ska lämnas'], delivered: ['done', 'Framme'], failed: ['stuck', 'Gick inte fram'] } as const

/** *Webhookar*: which systems are told that something has happened, and how the latest tellings went; never their secrets. What did not arrive is told again from here. */
export const WEBHOOKS_PAGE: Page = {
  path: HOME, right: 'manage',
  show: async (visit) => ({ view: 'webhooks', title: 'Webhookar', crumbs: [{ label: 'Administration', href: '/administration' }], content: { hooks: await Promise.all((await webhooks(visit.app.store.read)).map((hook) => hookRow(visit, hook))), most: SHOWN } }),
  forms: [pageForm({
    id: 'igen', path: `${HOME}/omsandning`, right: 'manage', said: z.strictObject({ webhook: z.string().max(50), besked: z.string().max(50) }),
    work: async ({ app, actor }, { said: { webhook, besked } }) => {
      const { sequence } = await redeliver(app, { id: webhook, delivery: besked, by: actor() })
      return { to: HOME, told: `Beskedet om händelse ${sequence} skickas igen.` }
    },
  })],
}

async function hookRow(visit: Visit, { id, url, types, createdBy, createdAt }: Webhook) {
  const deliveries = await webhookDeliveries(visit.app, id, { most: SHOWN, before: null })
  return {
    id, url, about: `Upplagd ${moment(createdAt)} av ${createdBy}`, types: types === null ? 'Alla händelser' : types.map((type) => EVENT_LABELS[type]).join(', '),
    deliveries: await Promise.all(deliveries.map((delivery) => deliveryRow(visit, { hook: id, delivery }))),
  }
}

async function deliveryRow(visit: Visit, { hook, delivery: { id, sequence, state, attempts, lastAttemptAt, nextAttemptAt, outcome } }: { readonly hook: string; readonly delivery: WebhookDelivery }) {
  const recorded = await eventBySequence(visit.app.store.read, sequence)
  const [badge, text] = STATES[state]
  return {
    sequence, event: recorded === null ? '' : eventName(recorded.event), badge: { state: badge, text }, attempts: attempts === 1 ? '1 försök' : `${attempts} försök`,
    last: lastAttemptAt === null ? '–' : moment(lastAttemptAt), next: state === 'due' && nextAttemptAt !== null ? `Nästa försök ${moment(nextAttemptAt)}` : '', outcome: outcome ?? '',
    again: state !== 'failed' ? null : formView(visit, { id: `igen--${id}`, action: `${HOME}/omsandning`, heading: '', fields: [{ kind: 'hidden', name: 'webhook', value: hook }, { kind: 'hidden', name: 'besked', value: id }], button: 'Skicka igen', about: `händelse ${sequence}`, tone: 'quiet' }),
  }
}
