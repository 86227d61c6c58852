import { z } from 'zod'
import { customerLinkSchema, endCustomerLink, madeCustomerLinkSchema, makeCustomerLink, USUAL_DAYS } from '../../accounts/customer-links.js'
import { namedCustomer } from '../../flows/history.js'
import { customerLinksOf } from '../../storage/customer-links.js'
import { reading, writing, type Route } from '../route.js'
import { by, segment } from './parts.js'

const orgnr = z.strictObject({ orgnr: segment })

/** The customer links by which a customer fetches its drafts and hands in scans. */
export const CUSTOMER_LINK_ROUTES: readonly Route[] = [
  reading({
    path: '/customers/:orgnr/links', right: 'work', summary: 'Every link of a customer, newest first, revoked and expired ones too', params: orgnr, answer: z.array(customerLinkSchema),
    run: async ({ app, params }) => customerLinksOf(app.store.read, (await namedCustomer(app, params.orgnr)).orgnr),
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/links', right: 'work', summary: 'Makes a link by which the customer fetches drafts and hands in scans; its secret is shown this once', params: orgnr,
    body: z.strictObject({ by, label: z.string().trim().min(1).max(100).describe('whom it is given to'), days: z.int().min(1).max(366).default(USUAL_DAYS) }), answer: madeCustomerLinkSchema, status: 201, secret: 'in the answer',
    run: ({ app, params, body }) => makeCustomerLink(app, { orgnr: params.orgnr, label: body.label, days: body.days }, app.actor(body.by)),
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/links/:id/revocation', right: 'work', summary: 'Ends a link at once', params: z.strictObject({ orgnr: segment, id: segment }), body: z.strictObject({ by }), answer: z.array(customerLinkSchema), status: 201,
    run: async ({ app, params, body }) => {
      await endCustomerLink(app, { orgnr: params.orgnr, id: params.id }, app.actor(body.by))
      return customerLinksOf(app.store.read, (await namedCustomer(app, params.orgnr)).orgnr)
    },
  }),
]
