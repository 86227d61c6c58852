import { z } from 'zod'
import { plainText } from '../../../templates/plain-text.js'
import { houseProducts, productSchema, saidProductSchema, setProduct, withdrawProduct } from '../../flows/products.js'
import { reading, writing, type Route } from '../route.js'
import { by, typed } from './parts.js'

const article = z.strictObject({ article: plainText() })

/** The house's list of card products. */
export const PRODUCT_ROUTES: readonly Route[] = [
  reading({ path: '/card-products', right: 'follow', summary: 'The house\'s list of card products, with those taken out of it', params: z.strictObject({}), answer: z.array(productSchema), run: ({ app }) => houseProducts(app.store.read) }),
  writing({
    method: 'put', path: '/card-products/:article', right: 'work', summary: 'Adds a product, changes it, or takes it into use again; what is left out is no longer said', params: article, body: saidProductSchema.omit({ article: true }).extend({ by }), answer: productSchema, status: 200,
    run: ({ app, params, body: { by: who, ...said } }) => setProduct(app, { ...said, ...params }, app.actor(who)),
  }),
  writing({
    method: 'post', path: '/card-products/:article/withdrawal', right: 'work', summary: 'Takes a product out of the list', params: article, body: z.strictObject({ by, reason: typed }), answer: productSchema, status: 201,
    run: ({ app, params, body }) => withdrawProduct(app, { ...params, reason: body.reason, by: app.actor(body.by) }),
  }),
]
