import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Actor } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { namedCustomer } from '../flows/history.js'
import { customerEvent } from '../flows/new-event.js'
import { customerLinkBySecret, customerLinkBySession, deleteCustomerSession, insertCustomerLink, insertCustomerSession, revokeCustomerLink, touchCustomerLink, type CustomerLink } from '../storage/customer-links.js'
import { appendEvents } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { isAhead, latestTrue } from './clock-set-back.js'
import { noteUse } from './note-use.js'
import { secretSha256 } from './person.js'

const DAY_MS = 24 * 60 * 60 * 1000
const MOST_DAYS = 366
const TOUCH_MS = 60 * 1000
/** However much it is used, a browser must open the link anew after a working day. */
export const CUSTOMER_SESSION_MS = 12 * 60 * 60 * 1000

/** How long a link is good for unless somebody says otherwise. */
export const USUAL_DAYS = 30

/** A customer link as API and pages show it, without its secret. */
export const customerLinkSchema = z.strictObject({
  id: z.string(), orgnr: z.string(), label: z.string(), madeBy: z.string(), createdAt: z.string(), expiresAt: z.string(), revokedAt: z.string().nullable(), usedAt: z.string().nullable(),
})

/** A customer link with its secret, which is shown this once; `path` is what follows the service's address. */
export const madeCustomerLinkSchema = z.strictObject({ link: customerLinkSchema, path: z.string() })

/** Where a customer link leads. */
export const CUSTOMER_LINK_PATH = '/kund/in/'

/** Makes a link for one customer. @throws Failure `customer-unknown`, `call-invalid` */
export async function makeCustomerLink(app: App, wanted: { readonly orgnr: string; readonly label: string; readonly days: number }, by: Actor): Promise<z.output<typeof madeCustomerLinkSchema>> {
  const { orgnr } = await namedCustomer(app, wanted.orgnr)
  const label = wanted.label.trim()
  if (label === '' || label.length > 100) throw new Failure('call-invalid', 'Skriv vem länken är till, med högst 100 tecken.', { faults: [{ path: 'till', message: 'Skriv vem länken är till.' }] })
  if (!Number.isInteger(wanted.days) || wanted.days < 1 || wanted.days > MOST_DAYS) throw new Failure('call-invalid', `En kundlänk gäller i 1–${MOST_DAYS} dagar.`, { faults: [{ path: 'dagar', message: `Ange ett heltal från 1 till ${MOST_DAYS}.` }] })
  const secret = randomBytes(32).toString('base64url')
  const now = app.now()
  const link: CustomerLink = { id: randomBytes(8).toString('hex'), orgnr, label, madeBy: by.name, createdAt: now.toISOString(), expiresAt: new Date(now.getTime() + wanted.days * DAY_MS).toISOString(), revokedAt: null, usedAt: null }
  await app.store.write(async (tx) => {
    await insertCustomerLink(tx, link, secretSha256(secret))
    await appendEvents(tx, [customerEvent(by, link.createdAt, orgnr, { type: 'customer-link-made', link: link.id, expiresAt: link.expiresAt })], link.createdAt)
  })
  return { link, path: `${CUSTOMER_LINK_PATH}${secret}` }
}

/** Ends a customer's link at once, with the sessions it has opened. @throws Failure `customer-unknown`, `resource-unknown` when the customer has no such link in use */
export async function endCustomerLink(app: App, { orgnr: typed, id }: { readonly orgnr: string; readonly id: string }, by: Actor): Promise<void> {
  const { orgnr, name } = await namedCustomer(app, typed)
  const at = app.now().toISOString()
  await app.store.write(async (tx) => {
    if (!(await revokeCustomerLink(tx, orgnr, id, at))) throw new Failure('resource-unknown', `${name} har ingen kundlänk med numret ${id} som inte redan är återkallad. Kundens länkar står på sidan Kundlänkar.`)
    await appendEvents(tx, [customerEvent(by, at, orgnr, { type: 'customer-link-revoked', link: id })], at)
  })
}

/** Lets a browser in by a link's secret, in place of the session it had; gives the secret for its cookie. @throws Failure `sign-in-refused`, the same whether the link never was, has expired or is revoked */
export async function openCustomerLink(app: App, secret: string, before: string | null): Promise<string> {
  const now = app.now()
  const link = await customerLinkBySecret(app.store.read, secretSha256(secret))
  if (link === null || !isInUse(link, now)) throw new Failure('sign-in-refused', 'Länken gäller inte, eller gäller inte längre. Kontrollera att hela länken kom med, eller be den som skickade den om en ny.')
  const session = randomBytes(32).toString('base64url')
  await app.store.write(async (tx) => {
    if (before !== null) await deleteCustomerSession(tx, secretSha256(before))
    await insertCustomerSession(tx, { link: link.id, secretSha256: secretSha256(session), at: now.toISOString(), forgetBefore: new Date(now.getTime() - CUSTOMER_SESSION_MS).toISOString(), latest: latestTrue(now) })
    await touchCustomerLink(tx, link.id, now.toISOString())
  })
  return session
}

/** The link that let this browser in; null when its session is over, or the link has expired or is revoked. */
export async function customerLinkOf(db: Db, session: string, now: Date): Promise<CustomerLink | null> {
  const found = await customerLinkBySession(db, secretSha256(session))
  return found === null || Date.parse(found.since) + CUSTOMER_SESSION_MS <= now.getTime() || isAhead(found.since, now) || !isInUse(found.link, now) ? null : found.link
}

/** Notes that a link is used. */
export function noteLinkUse(app: App, { id, usedAt }: CustomerLink): void {
  const now = app.now()
  if (usedAt === null || Date.parse(usedAt) + TOUCH_MS <= now.getTime()) noteUse(app, id, () => app.store.write((tx) => touchCustomerLink(tx, id, now.toISOString())))
}

/** Ends one browser's session. */
export async function closeCustomerSession(app: App, session: string): Promise<void> {
  await app.store.write((tx) => deleteCustomerSession(tx, secretSha256(session)))
}

/** Whether a link may be used at that instant; one that was made ahead of it, by a wrong clock, would be good for too long. */
export function isInUse({ createdAt, revokedAt, expiresAt }: CustomerLink, now: Date): boolean {
  return revokedAt === null && expiresAt > now.toISOString() && !isAhead(createdAt, now)
}

/** Who acts when a customer does: whoever has the link. */
export function customerActor({ id }: CustomerLink): Actor {
  return { name: 'kunden', osUser: `kundlänk:${id}`, verified: false }
}
