import type { Actor, EventType, RecordedEvent } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { sealed, unsealed } from '../accounts/account-key.js'
import type { App } from '../app.js'
import { postHook, type HookPost } from '../http/post-hook.js'
import { publicAddressOf, systemResolve, type Resolved } from '../http/public-address.js'
import { appendEvents, eventBySequence } from '../storage/events.js'
import { claimDelivery, deliveriesOf, dueDeliveries, insertWebhook, postponeDeliveries, removeWebhook, renewDelivery, settleDelivery, webhooks, type Webhook, type WebhookDelivery } from '../storage/webhooks.js'
import { houseEvent } from './new-event.js'

/** How webhooks reach the world: a URL's checked address, and what the connection trusts. */
export interface Reach {
  /** @throws Failure `call-invalid` for an address that may not be told anything */
  readonly addressOf: (url: string) => Promise<Resolved>
  readonly post: (post: HookPost) => Promise<number>
}

/** Public addresses alone, looked up anew each time. */
export const PUBLIC_REACH: Reach = { addressOf: (url) => publicAddressOf(url, systemResolve), post: postHook }

const MOST_HOOKS = 20
const MOST_A_PASS = 50
const MINUTE_MS = 60_000
/** After the sixth and later attempts four hours pass; the twelfth is the last, about a day after the first. */
const BACK_OFF_MINUTES = [1, 5, 15, 60, 120, 240] as const
const MOST_ATTEMPTS = 12

/** Records a webhook and gives its secret, which is shown this once. @throws Failure `call-invalid` for an address that is not public, `transition-refused` when there are too many */
export async function addWebhook(app: App, { url, types, by }: { readonly url: string; readonly types: readonly EventType[] | null; readonly by: Actor }, reach: Reach = PUBLIC_REACH): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  await reach.addressOf(url)
  const hex = (bytes: number): string => Buffer.from(app.random(bytes)).toString('hex')
  const [id, secret, now, key] = [hex(8), `anslut_wh_${hex(32)}`, app.now().toISOString(), await app.accountKey()]
  const webhook: Webhook = { id, url, types: types === null ? null : [...types], createdBy: by.name, createdAt: now }
  await app.store.write(async (tx) => {
    if ((await webhooks(tx)).length >= MOST_HOOKS) throw new Failure('transition-refused', `Det finns redan ${MOST_HOOKS} webhookar. Ta bort en som inte används.`)
    await appendEvents(tx, [houseEvent(by, now, { type: 'webhook-added', webhook: id, host: new URL(url).host })], now)
    await insertWebhook(tx, webhook, sealed(key, `webhook ${id}`, secret))
  })
  return { webhook, secret }
}

/** Ends a webhook: it is told of nothing more. @throws Failure `resource-unknown` */
export async function endWebhook(app: App, id: string, by: Actor): Promise<void> {
  const now = app.now().toISOString()
  await app.store.write(async (tx) => {
    if (!(await removeWebhook(tx, id, now))) throw unknownWebhook(id)
    await appendEvents(tx, [houseEvent(by, now, { type: 'webhook-removed', webhook: id })], now)
  })
}

/** What a webhook has been told or shall be, latest first. @throws Failure `resource-unknown` */
export async function webhookDeliveries(app: App, id: string, page: { readonly most: number; readonly before: number | null }): Promise<WebhookDelivery[]> {
  await namedWebhook(app, id)
  return deliveriesOf(app.store.read, id, page)
}

/** Tells once more what has been told or given up; history keeps whose wish it was. @throws Failure `resource-unknown` */
export async function redeliver(app: App, { id, delivery, by }: { readonly id: string; readonly delivery: string; readonly by: Actor }): Promise<WebhookDelivery> {
  await namedWebhook(app, id)
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    const renewed = await renewDelivery(tx, id, delivery, now)
    if (renewed === null) throw new Failure('resource-unknown', `Webhooken ${id} har ingen leverans ”${delivery}”. Leveranserna står i /webhooks/${id}/deliveries.`)
    await appendEvents(tx, [houseEvent(by, now, { type: 'webhook-told-again', webhook: id, told: renewed.sequence })], now)
    return renewed
  })
}

/** Tells what is due, at most once each time it is taken; a receiver may still get an event twice, and tells them apart by the delivery's id, which no restored house gives again. Gives how many attempts were made. */
export async function deliverWebhooks(app: App, reach: Reach = PUBLIC_REACH, signal: AbortSignal | null = null): Promise<number> {
  const due = await dueDeliveries(app.store.read, { now: app.now().toISOString(), latest: latestAttempt(app.now()) }, MOST_A_PASS)
  if (due.length === 0) return 0
  const hooks = new Map((await webhooks(app.store.read)).map((hook) => [hook.id, hook]))
  let made = 0
  for (const delivery of due) {
    const hook = hooks.get(delivery.webhook)
    if (signal?.aborted === true || hook === undefined) continue
    const now = app.now()
    const nextAttemptAt = new Date(now.getTime() + (BACK_OFF_MINUTES[Math.min(delivery.attempts, BACK_OFF_MINUTES.length - 1)] ?? 1) * MINUTE_MS).toISOString()
    if (!(await app.store.write((tx) => claimDelivery(tx, delivery, now.toISOString(), nextAttemptAt)))) continue
    const outcome = await attempt(app, reach, hook, delivery)
    const state = outcome.delivered ? 'delivered' : delivery.attempts + 1 >= MOST_ATTEMPTS ? 'failed' : 'due'
    await app.store.write(async (tx) => {
      await settleDelivery(tx, delivery.number, state, outcome.text)
      // One that does not answer must not make the others wait.
      if (!outcome.delivered) await postponeDeliveries(tx, hook.id, { until: new Date(now.getTime() + MINUTE_MS).toISOString(), latest: latestAttempt(now) })
    })
    if (!outcome.delivered) hooks.delete(hook.id)
    made += 1
  }
  return made
}

/** No attempt is planned after this; one that is, a wrong clock has put there. */
function latestAttempt(now: Date): string {
  return new Date(now.getTime() + Math.max(...BACK_OFF_MINUTES) * MINUTE_MS).toISOString()
}

async function attempt(app: App, reach: Reach, { id, url, secretSealed }: Webhook & { readonly secretSealed: string }, { id: delivery, sequence }: WebhookDelivery): Promise<{ readonly delivered: boolean; readonly text: string }> {
  const event = await eventBySequence(app.store.read, sequence)
  const secret = unsealed(await app.accountKey(), `webhook ${id}`, secretSealed)
  if (event === null || secret === null) return { delivered: false, text: 'hemligheten går inte att öppna; ta bort webhooken och lägg upp den på nytt' }
  try {
    const to = await reach.addressOf(url)
    const status = await reach.post({ url, to, secret, body: JSON.stringify(tellingOf(event, delivery)), headers: { 'anslut-event': event.event.type, 'anslut-delivery': delivery }, at: app.now() })
    return { delivered: status >= 200 && status < 300, text: `svar ${status}` }
  } catch (error) {
    if (error instanceof Failure) return { delivered: false, text: error.message }
    return { delivered: false, text: `inget svar: ${error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'okänt fel'}` }
  }
}

/** What is told: that something has happened and where to read it, never who did it, what was said or any name. */
export function tellingOf({ sequence, recordedAt, happenedOn, orgnr, code, exemplar, event: { type } }: RecordedEvent, delivery: string) {
  const links = { ...(orgnr === null ? {} : { customer: `/api/v1/customers/${orgnr}` }), ...(code === null ? {} : { version: `/api/v1/versions/${code}` }), event: `/api/v1/events?cursor=${sequence + 1}&limit=1` }
  return { delivery, type, sequence, recordedAt, happenedOn, orgnr, code, exemplar, links }
}

async function namedWebhook(app: App, id: string): Promise<Webhook> {
  const hook = (await webhooks(app.store.read)).find((one) => one.id === id)
  if (hook === undefined) throw unknownWebhook(id)
  return hook
}

function unknownWebhook(id: string): Failure {
  return new Failure('resource-unknown', `Webhooken ”${id}” finns inte. De som finns står i /webhooks.`)
}
