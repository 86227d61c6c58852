import { z } from 'zod'
import { PRODUCT_SORT_LABELS, PRODUCT_SORTS, type CardProduct } from '../../contracts/card-products.js'
import { Failure } from '../../templates/failure.js'
import { faultsOf } from '../../templates/facts-faults.js'
import { belopp } from '../../templates/swedish.js'
import { houseProducts, kronorIn, productSchema, saidProductSchema, setProduct, withdrawProduct, type SaidProduct } from '../flows/products.js'
import { argument, demandedOption, textOption, type Command, type Options } from './command.js'

const BY = { flags: '--by <namn>', meaning: 'vem som ändrar', required: true } as const

/** `product list`: the house's card products. */
export const productListCommand: Command = {
  name: 'product list', arguments: '', summary: 'visar husets lista över kortprodukter, som kundernas uppgifter jämförs med', options: [], output: z.array(productSchema),
  run: async ({ app }) => {
    const list = await houseProducts(app.store.read)
    return { json: list, text: list.length === 0 ? 'Listan är tom. Lägg till med ”product set ARTIKEL”.\n' : list.map(told).join(''), exit: 0 }
  },
}

/** `product set`: adds a product, or changes it. */
export const productSetCommand: Command = {
  name: 'product set', arguments: '<artikel>', summary: 'lägger till en kortprodukt, ändrar den, eller tar den i bruk igen', output: productSchema,
  options: [
    BY, { flags: '--name <namn>', meaning: 'vad produkten heter', required: true }, { flags: '--sort <slag>', meaning: PRODUCT_SORTS.map((sort) => `${sort} (${PRODUCT_SORT_LABELS[sort].toLocaleLowerCase('sv')})`).join(', '), required: true },
    { flags: '--holds <text>', meaning: 'vad kortet rymmer, till exempel fotografi och titel' }, { flags: '--price <kronor>', meaning: 'pris utan moms, till exempel 189,50; utelämnas när det avtalas med varje kund' },
  ],
  run: async ({ app, args, options }) => {
    const set = await setProduct(app, readProduct(argument(args, 0), options), app.actor(demandedOption(options, 'by')))
    return { json: set, text: told(set), exit: 0 }
  },
}

/** `product withdraw`: takes one out of the list. */
export const productWithdrawCommand: Command = {
  name: 'product withdraw', arguments: '<artikel>', summary: 'tar en kortprodukt ur listan; kunder som har den behåller den', output: productSchema,
  options: [BY, { flags: '--reason <text>', meaning: 'varför', required: true }],
  run: async ({ app, args, options }) => {
    const withdrawn = await withdrawProduct(app, { article: argument(args, 0), reason: demandedOption(options, 'reason'), by: app.actor(demandedOption(options, 'by')) })
    return { json: withdrawn, text: told(withdrawn), exit: 0 }
  },
}

/** @throws Failure `call-invalid` with every option that is wrong */
function readProduct(article: string, options: Options): SaidProduct {
  const [holds, typed] = [textOption(options, 'holds'), textOption(options, 'price')]
  const price = typed === undefined ? undefined : kronorIn(typed)
  if (price === null) throw new Failure('call-invalid', `--price ${typed ?? ''}: skriv kronor och ören utan moms, till exempel 189,50.`)
  const said = { article, name: textOption(options, 'name'), sort: textOption(options, 'sort'), ...(holds === undefined ? {} : { holds }), ...(price === undefined ? {} : { price }) }
  const read = saidProductSchema.safeParse(said, { reportInput: true })
  if (read.success) return read.data
  throw new Failure('call-invalid', 'Produkten går inte att spara som den är skriven. Inget är gjort.', { faults: [...faultsOf(read.error, saidProductSchema)] })
}

function told({ article, name, sort, holds, price, changedOn, changedBy, withdrawn }: CardProduct): string {
  const said = [PRODUCT_SORT_LABELS[sort].toLocaleLowerCase('sv'), ...(holds === null ? [] : [holds]), ...(price === null ? [] : [belopp(price)])].join(', ')
  return `${article} ${name} (${said}), ändrad ${changedOn} av ${changedBy}${withdrawn === null ? '' : `; ur listan sedan ${withdrawn.on}: ${withdrawn.reason}`}\n`
}
