import { mayDo } from '../../../contracts/rights.js'
import { namedCustomer } from '../../flows/history.js'
import { customerStatus } from '../../flows/status.js'
import { filesOfVersions } from '../../storage/versions.js'
import { mailNotice } from '../mail-notice.js'
import type { Page } from '../page.js'
import { customerContent } from './customer-content.js'

/** *Kund*: where everything of one customer stands. */
export const CUSTOMER_PAGE: Page = {
  path: '/kunder/:orgnr', right: 'read', forms: [],
  show: async ({ app, house, params, visitor }) => {
    const { facts } = await namedCustomer(app, params['orgnr'] ?? '')
    const status = await customerStatus(app, params['orgnr'] ?? '')
    const files = await filesOfVersions(app.store.read, status.documents.map(({ code }) => code))
    return { view: 'customer', title: status.name, crumbs: [{ label: 'Kunder', href: '/kunder' }], content: { ...customerContent(status, facts, files), works: mayDo(visitor.roles, 'work'), outbox: await mailNotice(app, house) } }
  },
}
