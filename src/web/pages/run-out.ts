import { EVENT_LABELS } from '../../../contracts/event-label.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { documentsRunOut, type DocumentRetention } from '../../flows/document-retention.js'
import type { Page } from '../page.js'
import { pagerView, pageStart } from '../pager.js'

const PATH = '/arkiv/bevarande'
const ROWS = 50

/** *Handlingar att se över*: those whose time has run out, for a person to decide about. */
export const RUN_OUT_PAGE: Page = {
  path: PATH, right: 'read', forms: [],
  show: async ({ app, query }) => {
    const found = await documentsRunOut(app)
    const from = pageStart(query, ROWS)
    const shown = found.slice(from, from + ROWS)
    const content = { total: found.length.toLocaleString('sv-SE'), rows: shown.map(rowOf), none: shown.length === 0, pager: pagerView(PATH, query, { from, shown: shown.length, total: found.length, most: ROWS }) }
    return { view: 'run-out', title: 'Handlingar att se över', crumbs: [{ label: 'Arkiv', href: '/arkiv' }], content }
  },
}

function rowOf({ code, orgnr, customer, title, until, started, rule }: DocumentRetention) {
  return { until: until ?? '', title, code: spokenCode(code), href: `/kunder/${orgnr}/handlingar/${code}#bevarande`, customer, home: `/kunder/${orgnr}`, since: started === null ? '' : `${EVENT_LABELS[started.by]} ${started.on}`, decision: rule?.decision ?? '' }
}
