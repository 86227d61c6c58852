import { z } from 'zod'
import { PRODUCT_SORT_LABELS, PRODUCT_SORTS, type CardProduct } from '../../../contracts/card-products.js'
import { mayDo } from '../../../contracts/rights.js'
import { plainText } from '../../../templates/plain-text.js'
import { belopp } from '../../../templates/swedish.js'
import { houseProducts, kronorIn, setProduct, withdrawProduct } from '../../flows/products.js'
import { foldedForm, openForm, type Fold } from '../fold.js'
import type { FieldSpec } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { seenField, unlessStale } from '../seen.js'

const HOME = '/administration/kortprodukter'

/** *Kortprodukter*: the cards and accessories that customers choose among. */
export const PRODUCTS_PAGE: Page = {
  path: HOME, right: 'follow',
  show: async (visit) => {
    const list = await houseProducts(visit.app.store.read)
    const inUse = list.filter(({ withdrawn }) => withdrawn === null)
    const canWork = mayDo(visit.visitor.roles, 'work')
    return {
      view: 'products', title: 'Kortprodukter', crumbs: [{ label: 'Administration', href: '/administration' }],
      content: {
        products: inUse.map((product) => ({ ...rowOf(product), change: canWork ? `${HOME}?artikel=${encodeURIComponent(product.article)}` : '' })), canWork,
        withdrawn: list.flatMap((product) => (product.withdrawn === null ? [] : [{ ...rowOf(product), ...product.withdrawn }])),
        forms: canWork ? [productForm(visit, list), ...(inUse.length === 0 ? [] : [withdrawalForm(visit, inUse)])] : [],
      },
    }
  },
  forms: [
    pageForm({
      id: 'produkt', path: HOME, right: 'work',
      said: z.strictObject({ artikel: plainText(), namn: plainText(), slag: z.enum(PRODUCT_SORTS), rymmer: plainText().optional(), pris: z.string().max(40).refine((typed) => kronorIn(typed) !== null, 'skriv kronor och ören, till exempel 189,50').optional(), sedd: z.string().max(100).optional() }),
      work: async (visit, { said: { artikel, namn, slag, rymmer, pris, sedd } }) => {
        const app = await unlessStale(visit.app, sedd, { what: `Artikeln ${artikel}`, stateIn: async ({ store }) => productNamed(await houseProducts(store.read), artikel) })
        const price = pris === undefined ? null : kronorIn(pris)
        await setProduct(app, { article: artikel, name: namn, sort: slag, ...(rymmer === undefined ? {} : { holds: rymmer }), ...(price === null ? {} : { price }) }, visit.actor())
        return { to: HOME, told: `${artikel} ${namn} är sparad.` }
      },
    }),
    pageForm({
      id: 'ur-listan', path: `${HOME}/ur-listan`, right: 'work', said: z.strictObject({ artikel: plainText(), skal: z.string().trim().max(200) }),
      work: async ({ app, actor }, { said: { artikel, skal } }) => {
        await withdrawProduct(app, { article: artikel, reason: skal, by: actor() })
        return { to: HOME, told: `${artikel} är tagen ur listan.` }
      },
    }),
  ],
}

function rowOf({ article, name, sort, holds, price, changedOn, changedBy }: CardProduct) {
  return { article, name, sort: PRODUCT_SORT_LABELS[sort], holds: holds ?? '', price: price === null ? 'Avtalas' : belopp(price), changed: `${changedOn}, ${changedBy}` }
}

/** Empty for a new product; with what is said of the one that the address names. */
function productForm(visit: Visit, list: readonly CardProduct[]): Fold {
  const known = list.find(({ article }) => article === visit.query['artikel'])
  const about = (visit.tried?.form === 'produkt' ? visit.tried.typed['artikel']?.[0] : undefined) ?? visit.query['artikel']
  const fields: FieldSpec[] = [
    seenField(about === undefined ? null : productNamed(list, about)),
    { kind: 'text', name: 'artikel', label: 'Artikelnummer', value: known?.article ?? '', hint: 'Ett artikelnummer som redan finns ändrar den produkten.' }, { kind: 'text', name: 'namn', label: 'Namn', value: known?.name ?? '' },
    { kind: 'choice', name: 'slag', label: 'Slag', value: known?.sort ?? 'card', options: PRODUCT_SORTS.map((value) => ({ value, label: PRODUCT_SORT_LABELS[value] })) },
    { kind: 'text', name: 'rymmer', label: 'Vad det rymmer', optional: 'optional', value: known?.holds ?? '', hint: 'Till exempel fotografi, titel och certifikat.' },
    { kind: 'text', name: 'pris', label: 'Pris i kronor, utan moms', optional: 'optional', inputmode: 'numeric', value: typeof known?.price === 'number' ? String(known.price).replace('.', ',') : '', hint: 'Till exempel 189,50. Lämna tomt när priset avtalas med varje kund.' },
  ]
  const spec = { id: 'produkt', action: HOME, button: 'Spara produkten', intro: 'Gäller kunder vars uppgifter fylls i eller kontrolleras härefter. Det som redan är utfärdat ändras inte.', fields }
  return known === undefined ? foldedForm(visit, { ...spec, heading: 'Lägg till en produkt' }) : openForm(visit, { ...spec, heading: `Ändra ${known.article}` })
}

/** Null when there is none with that number. */
function productNamed(list: readonly CardProduct[], named: string): CardProduct | null {
  return list.find(({ article }) => article === named) ?? null
}

function withdrawalForm(visit: Visit, inUse: readonly CardProduct[]): Fold {
  return foldedForm(visit, {
    id: 'ur-listan', action: `${HOME}/ur-listan`, heading: 'Ta en produkt ur listan', button: 'Ta ur listan', tone: 'danger', intro: 'Kunder som redan har produkten behåller den.',
    fields: [{ kind: 'choice', name: 'artikel', label: 'Produkt', options: inUse.map(({ article, name }) => ({ value: article, label: `${article} ${name}` })) }, { kind: 'text', name: 'skal', label: 'Varför' }],
  })
}
