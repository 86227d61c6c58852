import type { CardProduct } from '../../../contracts/card-products.js'
import { belopp } from '../../../templates/swedish.js'
import type { FieldView } from '../form.js'
import type { Typed } from '../form-body.js'

const ARTICLE = /^(kort\.produkter\.\d+)\.artikel$/u

/** The article number of a product as a field that proposes what the house's list holds; any other field as it is. Browsers propose nothing where they may complete nothing. */
export function withProposals(field: FieldView, products: readonly CardProduct[]): FieldView {
  return products.length === 0 || !ARTICLE.test(field.name) ? field : { ...field, datalist: 'kortprodukter', autocomplete: 'on' }
}

/** The products that may be chosen, as a list to choose from. */
export function proposedProducts(products: readonly CardProduct[]): { readonly article: string; readonly told: string }[] {
  return products.filter(({ withdrawn }) => withdrawn === null).map(({ article, name, price }) => ({ article, told: price === null ? name : `${name}, ${belopp(price)}` }))
}

/** What was typed, with the name and price of the list in every row that names one of its articles and leaves them empty. */
export function asListed(typed: Typed, products: readonly CardProduct[]): Typed {
  const listed = Object.entries(typed).flatMap(([name, [article = '']]) => {
    const row = ARTICLE.exec(name)?.[1]
    const known = products.find((one) => one.article === article.trim() && one.withdrawn === null)
    return row === undefined || known === undefined ? [] : [[`${row}.namn`, [known.name]] as const, ...(known.price === null ? [] : [[`${row}.pris`, [String(known.price).replace('.', ',')]] as const])]
  })
  return { ...Object.fromEntries(listed.filter(([name]) => (typed[name]?.[0] ?? '').trim() === '')), ...typed }
}
