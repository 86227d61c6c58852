import { z } from 'zod'
import { cardProducts, PRODUCT_SORTS, type CardProduct } from '../../contracts/card-products.js'
import { didYouMean } from '../../contracts/did-you-mean.js'
import type { Actor } from '../../contracts/event.js'
import { price } from '../../templates/facts.js'
import { Failure } from '../../templates/failure.js'
import { plainText } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents, eventsOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { houseEvent } from './new-event.js'

/** What a product of the list is told with: article number and name as facts may say them. */
export const saidProductSchema = z.strictObject({ article: plainText(), name: plainText(), sort: z.enum(PRODUCT_SORTS), holds: plainText().optional(), price: price.optional() })
export type SaidProduct = z.output<typeof saidProductSchema>

/** A product of the list in JSON. */
export const productSchema = z.strictObject({
  article: z.string(), name: z.string(), sort: z.enum(PRODUCT_SORTS), holds: z.string().nullable(), price: z.number().nullable().describe('Swedish kronor without VAT'),
  changedOn: z.string(), changedBy: z.string(), withdrawn: z.strictObject({ on: z.string(), by: z.string(), reason: z.string() }).nullable(),
})

/** The kronor that somebody typed, "1 189,50"; null when that is no price. */
export function kronorIn(typed: string): number | null {
  const plain = typed.replaceAll(/\s/gu, '').replace(',', '.')
  return /^\d{1,8}(?:\.\d{1,2})?$/.test(plain) && price.safeParse(Number(plain)).success ? Number(plain) : null
}

/** The house's list of card products, by article number. */
export async function houseProducts(db: Db): Promise<CardProduct[]> {
  return cardProducts(await eventsOfTypes(db, ['card-product-set', 'card-product-withdrawn']))
}

/** Adds a product, changes the one with its article number, or takes it into use again; the same once more changes nothing. */
export async function setProduct(app: App, { article, name, sort, holds, price: given }: SaidProduct, by: Actor): Promise<CardProduct> {
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    const known = (await houseProducts(tx)).find((one) => one.article === article)
    const same = known?.withdrawn === null && known.name === name && known.sort === sort && known.holds === (holds ?? null) && known.price === (given ?? null)
    if (!same) await appendEvents(tx, [houseEvent(by, now, { type: 'card-product-set', article, name, sort, ...(holds === undefined ? {} : { holds }), ...(given === undefined ? {} : { price: given }) })], now)
    return namedProduct(await houseProducts(tx), article)
  })
}

/** Takes a product out of the list; history keeps it, and so do the customers who have it. @throws Failure `resource-unknown`, `already-recorded` */
export async function withdrawProduct(app: App, { article, reason, by }: { article: string; reason: string; by: Actor }): Promise<CardProduct> {
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    const { withdrawn } = namedProduct(await houseProducts(tx), article)
    if (withdrawn !== null) throw new Failure('already-recorded', `${article} togs ur listan ${withdrawn.on} av ${withdrawn.by}. Lägg till den på nytt med ”product set” om den ska användas igen.`)
    await appendEvents(tx, [houseEvent(by, now, { type: 'card-product-withdrawn', article, reason })], now)
    return namedProduct(await houseProducts(tx), article)
  })
}

function namedProduct(list: readonly CardProduct[], article: string): CardProduct {
  const found = list.find((one) => one.article === article)
  if (found !== undefined) return found
  const articles = list.map((one) => one.article)
  throw new Failure('resource-unknown', `Artikeln ”${article}” finns inte i listan över kortprodukter.${didYouMean(article, articles)}${articles.length === 0 ? ' Listan är tom: lägg till artikeln med ”product set”.' : ' Se listan med ”product list”.'}`)
}
