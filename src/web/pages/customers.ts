import { mailMatters } from '../../flows/matters.js'
import { customerSummaries } from '../../flows/status.js'
import { mailNotice } from '../mail-notice.js'
import type { Page } from '../page.js'

/** *Kunder*: every customer with the one thing to do next. */
export const CUSTOMERS_PAGE: Page = {
  path: '/kunder', right: 'read', forms: [],
  show: async ({ app, house }) => {
    const all = await customerSummaries(app)
    return { view: 'customers', title: 'Kunder', crumbs: [], content: { customers: all, none: all.length === 0, outbox: await mailNotice(app, house), matters: await mailMatters(app) } }
  },
}
