import { KINDS, kindOf } from '../../../contracts/kinds.js'
import { templateList } from '../../flows/template.js'
import type { Page } from '../page.js'
import { editionRow } from './edition-row.js'

/** *Mallar*: the text of every kind as it stands, in the order of a pack. */
export const TEMPLATES_PAGE: Page = {
  path: '/mallar', right: 'read', forms: [],
  show: async ({ app }) => {
    const order = KINDS.map(({ id }) => id)
    const current = (await templateList(app)).toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
    const kinds = await Promise.all(current.map(async (status) => ({ title: kindOf(status.kind).title, kind: status.kind, href: `/mallar/${status.kind}`, ...(await editionRow(app, status)) })))
    const waiting = kinds.filter(({ isReleased }) => !isReleased).length
    return { view: 'templates', title: 'Mallar', crumbs: [], content: { kinds, waiting: waiting === 0 ? '' : waiting === kinds.length ? 'Ingen mall är frisläppt av två personer än.' : `${waiting} av ${kinds.length} mallar väntar på att frisläppas.` } }
  },
}
