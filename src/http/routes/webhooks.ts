import { z } from 'zod'
import { addWebhook, endWebhook, redeliver, webhookDeliveries } from '../../flows/webhooks.js'
import { webhookDeliverySchema, webhooks, webhookSchema, webhookTypes } from '../../storage/webhooks.js'
import { listing, reading, writing, type Route } from '../route.js'
import { by, numberOf, partOf, partOnly, segment } from './parts.js'

const id = z.strictObject({ id: segment })

/** Who is told of events, and what they were told. */
export const WEBHOOK_ROUTES: readonly Route[] = [
  reading({
    path: '/webhooks', right: 'manage', summary: 'The webhooks in use', params: z.strictObject({}), answer: z.array(webhookSchema),
    run: async ({ app }) => (await webhooks(app.store.read)).map(({ secretSealed: _secret, ...webhook }) => webhook),
  }),
  writing({
    method: 'post', path: '/webhooks', right: 'manage', secret: 'in the answer', params: z.strictObject({}), body: z.strictObject({ by, url: z.url({ protocol: /^https$/ }).max(500), types: webhookTypes.optional() }), answer: z.strictObject({ webhook: webhookSchema, secret: z.string() }), status: 201,
    summary: 'Tells an address of events from now on. Each is a POST with `delivery`, by which one that is told again is known, `type`, `sequence`, `orgnr`, `code` and links, signed `Anslut-Signature: t=SECONDS,v1=HEX`, which is HMAC-SHA256 with the secret over `SECONDS.BODY`; anything but 2xx is tried again for about a day. The address must be public',
    run: ({ app, body }) => addWebhook(app, { url: body.url, types: body.types ?? null, by: app.actor(body.by) }),
  }),
  writing({
    method: 'post', path: '/webhooks/:id/removal', right: 'manage', summary: 'Ends a webhook', params: id, body: z.strictObject({ by }), answer: z.strictObject({ removed: z.string() }), status: 201,
    run: async ({ app, params, body }) => {
      await endWebhook(app, params.id, app.actor(body.by))
      return { removed: params.id }
    },
  }),
  listing({
    path: '/webhooks/:id/deliveries', right: 'manage', summary: 'What a webhook was told, and shall be, latest first', params: id, query: partOnly, answer: z.array(webhookDeliverySchema),
    run: async ({ app, params, query: { limit, cursor } }) => partOf(await webhookDeliveries(app, params.id, { most: limit + 1, before: numberOf(cursor) }), limit, ({ number }) => String(number)),
  }),
  writing({
    method: 'post', path: '/webhooks/:id/deliveries/:delivery/redelivery', right: 'manage', summary: 'Tells once more', params: z.strictObject({ id: segment, delivery: segment }), body: z.strictObject({ by }), answer: webhookDeliverySchema, status: 201,
    run: ({ app, params, body }) => redeliver(app, { ...params, by: app.actor(body.by) }),
  }),
]
