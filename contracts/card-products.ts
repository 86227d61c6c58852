import type { Facts } from '../templates/facts.js'
import type { Fault } from '../templates/failure.js'
import { nearest } from '../templates/nearest.js'
import { shown } from '../templates/plain-text.js'
import { belopp } from '../templates/swedish.js'
import type { RecordedEvent } from './event.js'

/** What sort of product it is: a card for daily use, one for whoever has lost theirs, or something that goes with cards. */
export const PRODUCT_SORTS = ['card', 'reserve-card', 'accessory'] as const
export type ProductSort = (typeof PRODUCT_SORTS)[number]

/** What the sorts are called where clerks read. */
export const PRODUCT_SORT_LABELS: Readonly<Record<ProductSort, string>> = { card: 'Ordinarie kort', 'reserve-card': 'Reservkort', accessory: 'Tillbehör' }

/** One product of the house's list, as last set. */
export interface CardProduct {
  /** The article number, as facts say it in `kort.produkter`. */
  readonly article: string
  readonly name: string
  readonly sort: ProductSort
  /** What the card holds, or what the thing is for; null when nothing is said. */
  readonly holds: string | null
  /** Swedish kronor without VAT; null where the price is agreed with each customer. */
  readonly price: number | null
  readonly changedOn: string
  readonly changedBy: string
  /** Why it is no longer chosen; null while it is in use. */
  readonly withdrawn: { readonly on: string; readonly by: string; readonly reason: string } | null
}

/** The list by article number; what is set after a withdrawal is in use again. `events` are the installation's. */
export function cardProducts(events: readonly RecordedEvent[]): CardProduct[] {
  const products = new Map<string, CardProduct>()
  for (const { event, happenedOn, actor } of events) {
    if (event.type === 'card-product-set') {
      const { article, name, sort, holds = null, price = null } = event
      products.set(article, { article, name, sort, holds, price, changedOn: happenedOn, changedBy: actor.name, withdrawn: null })
    }
    if (event.type !== 'card-product-withdrawn') continue
    const known = products.get(event.article)
    if (known !== undefined) products.set(event.article, { ...known, withdrawn: { on: happenedOn, by: actor.name, reason: event.reason } })
  }
  return [...products.values()].toSorted((one, other) => one.article.localeCompare(other.article, 'sv', { numeric: true }))
}

/** Where a customer's products differ from the house's list, for a person to look at; nothing while the house keeps no list. A customer may have agreed on something else, so none of it stops anything. */
export function productNotices({ kort }: Facts, list: readonly CardProduct[]): Fault[] {
  if (list.length === 0) return []
  return (kort?.produkter ?? []).flatMap(({ artikel, namn, pris }, index) => {
    const at = `kort.produkter.${index}`
    const known = list.find(({ article }) => article === artikel)
    if (known === undefined) return [{ path: `${at}.artikel`, message: `är ${shown(artikel)}, som inte finns i listan över kortprodukter${nearWords(artikel, list)}` }]
    if (known.withdrawn !== null) return [{ path: `${at}.artikel`, message: `är ${shown(artikel)}, som togs ur listan över kortprodukter ${known.withdrawn.on} (${known.withdrawn.reason}); kontrollera att den går att beställa` }]
    return [
      ...(namn === known.name ? [] : [{ path: `${at}.namn`, message: `är ${shown(namn)}; i listan över kortprodukter heter ${artikel} ${shown(known.name)}` }]),
      ...(known.price === null || pris === known.price ? [] : [{ path: `${at}.pris`, message: `är ${belopp(pris)}; i listan över kortprodukter kostar ${artikel} ${belopp(known.price)}` }]),
    ]
  })
}

function nearWords(article: string, list: readonly CardProduct[]): string {
  const near = nearest(article, list.filter(({ withdrawn }) => withdrawn === null).map((product) => product.article))
  return near === null ? '; kontrollera artikelnumret' : `; menade du ${near}?`
}
