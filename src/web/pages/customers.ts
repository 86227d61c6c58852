import { PHASES, STEPS } from '../../../contracts/checklist-steps.js'
import { mayDo } from '../../../contracts/rights.js'
import { customersBehind, refreshForLook } from '../../flows/refresh-lines.js'
import { searchWords } from '../../flows/summaries.js'
import { customerLines, type CustomerLine } from '../../storage/customer-lines.js'
import { mailNotice } from '../mail-notice.js'
import type { Page } from '../page.js'
import { pagerView, pageStart } from '../pager.js'
import { staleNotice } from '../stale-notice.js'
import { pageWords } from '../page-words.js'

const A_PAGE = 25

/** *Kunder*: every customer with the one thing to do next, searched and narrowed. */
export const CUSTOMERS_PAGE: Page = {
  path: '/kunder', right: 'read', forms: [],
  show: async (visit) => {
    const { app, query, visitor } = visit
    await refreshForLook(app)
    const asked = askedFor(query)
    const from = pageStart(query, A_PAGE)
    const { lines, total } = await customerLines(app.store.read, asked.filter, { from, most: A_PAGE })
    return {
      view: 'customers', title: 'Kunder', crumbs: [],
      content: {
        works: mayDo(visitor.roles, 'work'), search: asked.typed, phases: PHASES.map((phase) => ({ value: phase, chosen: asked.filter.phase === phase })), steps: STEPS.map(({ step, title }) => ({ value: step, label: `${step}. ${title}`, chosen: asked.filter.step === step })),
        onlyStuck: asked.filter.stuck !== undefined, narrowed: asked.narrowed,
        customers: lines.map(lineView), none: lines.length === 0, hits: total === 1 ? '1 kund' : `${total} kunder`,
        pager: pagerView('/kunder', query, { from, shown: lines.length, total, most: A_PAGE }),
        stale: staleNotice(await customersBehind(app)),
        outbox: await mailNotice(visit),
      },
    }
  },
}

/** What the address asks for; what it asks that there is none of is passed over. */
function askedFor(query: Readonly<Record<string, string>>) {
  const typed = (query['sok'] ?? '').slice(0, 200)
  const phase = PHASES.find((one) => one === query['fas'])
  const step = STEPS.find((one) => String(one.step) === query['steg'])?.step
  const stuck = query['stilla'] === 'ja' ? ('stuck' as const) : undefined
  const words = searchWords(typed)
  return { typed, filter: { words, phase, step, stuck }, narrowed: words.length > 0 || phase !== undefined || step !== undefined || stuck !== undefined }
}

/** A customer in the list, every text ready. */
export function lineView({ orgnr, name, phase, step, stepsDone, stuck, nextAction }: CustomerLine) {
  const title = STEPS.find((one) => one.step === step)?.title ?? ''
  // A customer of whom nothing is derived yet has no next action either, and is anything but done.
  const isDerived = nextAction !== null || phase !== '' || stepsDone === STEPS.length
  return { orgnr, name, phase, step: step === null ? '' : `${step}. ${title}`, stepsDone, stuck, nextAction: isDerived ? pageWords(nextAction ?? 'Allt är klart.') : 'Räknas ut just nu.' }
}
