import type { Actor } from '../../contracts/event.js'
import type { App } from '../app.js'
import { customerOf } from '../storage/customers.js'
import { acceptances, addAcceptance, customerTextInForce, customerTextOf } from '../storage/customer-texts.js'
import { appendEvents } from '../storage/events.js'
import { type NamedText, namedText } from './named-text.js'
import { customerEvent } from './new-event.js'
import { pack } from './pack.js'
import { personName } from './persons.js'
import { refuseRepeated, refuseSettled } from './refuse-acceptance.js'
import { refuseBorrowed } from './refuse-borrowed-account.js'
import { refuseFactsChangedSince } from './refuse-changed-facts.js'
import { refuseLostApproval } from './refuse-lost-approval.js'
import { currentSigningVersion, refuseOutdatedBase } from './refuse-outdated-base.js'

/** What an acceptance led to. */
export interface AcceptedDraft {
  readonly text: string
  readonly state: 'proposed' | 'in-force'
  /** The version it was issued as; null until a second person has accepted. */
  readonly code: string | null
  readonly kind: string
  readonly title: string
  readonly orgnr: string
  readonly acceptedBy: readonly string[]
  readonly differences: number
}

/**
 * One person's word that a deviation shall be the text of the next version; the second person's issues it in place of the current one.
 * @throws Failure `draft-unknown`, `already-recorded` for the same person or an accepted proposal, `transition-refused` when it is settled, when the two may be one person, or what it was made from no longer counts, `reissue-needed` when signatures fall and no reason is given, and as `pack`
 */
export async function acceptDraft(app: App, { text: typed, by, reason }: { readonly text: string; readonly by: Actor; readonly reason: string | null }): Promise<AcceptedDraft> {
  const actor = { ...by, name: personName(by.name) }
  const { text, base } = await namedText(app, typed)
  refuseSettled(text, base)
  await refuseOutdatedBase(app.store.read, base, text.registeredAt)
  await refuseFactsChangedSince(app, base, text)
  const isFirst = (await acceptances(app.store.read, text.id)).length === 0 && (await acceptFirst(app, { text, base }, actor))
  const code = isFirst ? null : await acceptSecond(app, { text, base }, actor, reason)
  const acceptedBy = (await acceptances(app.store.read, text.id)).map(({ byName }) => byName)
  return { text: text.id, state: isFirst ? 'proposed' : 'in-force', code, kind: base.kind, title: base.title, orgnr: base.orgnr, acceptedBy, differences: text.differences }
}

/** False when somebody else has come first. */
async function acceptFirst(app: App, { text, base }: NamedText, by: Actor): Promise<boolean> {
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    refuseSettled((await customerTextOf(tx, text.id)) ?? text, base)
    if ((await acceptances(tx, text.id)).length > 0) return false
    await addAcceptance(tx, { text: text.id, byName: by.name, osUser: by.osUser, at: now })
    await appendEvents(tx, [customerEvent(by, now, text.orgnr, { type: 'customer-text-accepted', text: text.id, acceptance: 1 })], now)
    return true
  })
}

async function acceptSecond(app: App, { text, base }: NamedText, by: Actor, reason: string | null): Promise<string> {
  const before = await acceptances(app.store.read, text.id)
  refuseRepeated(text.id, before, by)
  await refuseBorrowed(app.store.read, before.map(({ byName, at }) => ({ name: byName, at, anew: 'Finns ingen tredje: avslå förslaget när sju dagar har gått och registrera filen på nytt.' })), by, app.now().toISOString())
  const replaces = (await customerTextInForce(app.store.read, text.orgnr, text.kind))?.id ?? null
  const current = await currentSigningVersion(app.store.read, base)
  if (current !== null) await refuseLostApproval(app, app.store.read, current, reason)
  const customer = await customerOf(app.store.read, text.orgnr)
  if (customer === null) throw new Error(`the customer of ${text.id} is not recorded`)
  const why = reason ?? `Avvikelsen ${text.id} antagen av ${before[0]?.byName ?? ''} och ${by.name}.`
  const outcome = await pack(app, { facts: customer.facts, stage: 'signing', kinds: [text.kind], reissue: { by, reason: why }, registration: { text, by, reason, otherFacts: null, replaces } })
  const [issued] = outcome.documents
  if (issued === undefined) throw new Error(`no ${text.kind} was issued`)
  return issued.code
}
