import type { App } from '../app.js'
import { acceptances, type CustomerText, type CustomerTextState, customerTexts, customerTextsAfter } from '../storage/customer-texts.js'
import { customerOf } from '../storage/customers.js'
import { isCurrent, versionsOf } from '../storage/versions.js'
import { namedCustomer } from './history.js'

/** A text that a customer has returned, as the list shows it. */
export interface ListedDraft {
  readonly text: string
  readonly orgnr: string
  readonly customer: string
  readonly kind: string
  readonly title: string
  /** The version it was made from. */
  readonly base: string
  readonly state: CustomerTextState
  readonly registeredAt: string
  readonly registeredBy: string
  readonly acceptedBy: readonly string[]
  readonly differences: number
  /** The latest version issued with it; null when there is none. */
  readonly issuedAs: string | null
  /** True for a proposal that can no longer be accepted, since what it was made from is superseded or cancelled. */
  readonly isOutdated: boolean
}

/** Every text that customers have returned, oldest first; of one customer where `orgnr` names one. @throws Failure `customer-unknown` */
export async function listDrafts(app: App, orgnr: string | null): Promise<ListedDraft[]> {
  return listedDrafts(app, await customerTexts(app.store.read, orgnr === null ? null : (await namedCustomer(app, orgnr)).orgnr))
}

/** The same of all customers, from the text after `after`, at most so many, null for all; null when there is no text `after`. */
export async function draftsAfter(app: App, after: string | null, most: number | null): Promise<ListedDraft[] | null> {
  const texts = await customerTextsAfter(app.store.read, after, most)
  return texts === null ? null : listedDrafts(app, texts)
}

async function listedDrafts(app: App, texts: readonly CustomerText[]): Promise<ListedDraft[]> {
  const listed: ListedDraft[] = []
  for (const text of texts) {
    const versions = await versionsOf(app.store.read, text.orgnr)
    const base = versions.find(({ code }) => code === text.baseCode)
    listed.push({
      text: text.id, orgnr: text.orgnr, customer: (await customerOf(app.store.read, text.orgnr))?.name ?? '', kind: text.kind, title: base?.title ?? text.kind, base: text.baseCode, state: text.state,
      registeredAt: text.registeredAt, registeredBy: text.byName, acceptedBy: (await acceptances(app.store.read, text.id)).map(({ byName }) => byName), differences: text.differences,
      issuedAs: versions.findLast(({ customerText }) => customerText === text.id)?.code ?? null,
      isOutdated: text.state === 'proposed' && base !== undefined && !isCurrent(base),
    })
  }
  return listed
}
