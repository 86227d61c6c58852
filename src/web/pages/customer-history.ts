import { z } from 'zod'
import { EVENT_LABELS } from '../../../contracts/event-label.js'
import type { RecordedEvent } from '../../../contracts/event.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { mayDo, rightToRecord } from '../../../contracts/rights.js'
import { withdrawnIn } from '../../../contracts/tracking.js'
import { Failure } from '../../../templates/failure.js'
import { namedCustomer } from '../../flows/history.js'
import { withdraw } from '../../flows/withdraw.js'
import { eventsOf } from '../../storage/events.js'
import { versionsOf } from '../../storage/versions.js'
import { formView } from '../form.js'
import { pageForm, type Page } from '../page.js'
import { pagerView, pageStart } from '../pager.js'
import { RECORD_SAID, recordables, recordForm, recordSaid } from './record-form.js'

const PATH = '/kunder/:orgnr/historik'
const A_PAGE = 50

/** *Historik*: everything recorded about a customer, newest first; what may be recorded about it, and taken back. */
export const CUSTOMER_HISTORY_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const { app, params, query, visitor } = visit
    const { orgnr, name } = await namedCustomer(app, params['orgnr'] ?? '')
    const events = await eventsOf(app.store.read, orgnr)
    const titles = new Map((await versionsOf(app.store.read, orgnr)).map(({ code, title }) => [code, `${title} ${spokenCode(code)}`]))
    const withdrawn = withdrawnIn(events)
    const from = pageStart(query, A_PAGE)
    const shown = events.toReversed().slice(from, from + A_PAGE)
    const home = `/kunder/${orgnr}/historik`
    const records = mayDo(visitor.roles, 'work')
    const asked = visit.tried?.typed['handelse']?.[0] ?? query['handelse'] ?? ''
    const back = events.find(({ sequence }) => String(sequence) === (params['sequence'] ?? query['aterta']))
    return {
      view: 'customer-history', title: 'Historik', crumbs: [{ label: 'Kunder', href: '/kunder' }, { label: name, href: `/kunder/${orgnr}` }],
      content: {
        name, records, action: home, choices: recordables('customer').map(({ name: value, label }) => ({ value, label, chosen: value === asked })),
        form: records ? recordForm(visit, { id: 'handelse', action: home, name: asked, scope: 'customer', exemplars: [] }) : null,
        withdrawal: back === undefined || !mayDo(visitor.roles, rightToRecord(back.event.type)) ? null : formView(visit, {
          id: 'aterta', action: `${home}/${back.sequence}/aterta`, heading: `Ta tillbaka: ${EVENT_LABELS[back.event.type]}, ${back.happenedOn}`, button: 'Ta tillbaka', tone: 'danger',
          intro: 'Händelsen står kvar i historiken som tillbakatagen. Det som följde av den, till exempel ett väntande brev, stoppas.', fields: [{ kind: 'long', name: 'reason', label: 'Varför tas den tillbaka?' }],
        }),
        events: shown.map((event) => eventRow(event, { titles, withdrawn, back: mayDo(visitor.roles, rightToRecord(event.event.type)) ? `${home}?aterta=${event.sequence}` : '' })),
        pager: pagerView(home, query, { from, shown: shown.length, total: events.length, most: A_PAGE }),
      },
    }
  },
  forms: [
    pageForm({ id: 'handelse', path: PATH, right: 'work', said: RECORD_SAID, work: async (visit, { said }) => ({ told: await recordSaid(visit, visit.params['orgnr'] ?? '', said), to: `/kunder/${visit.params['orgnr'] ?? ''}/historik` }) }),
    pageForm({
      id: 'aterta', path: `${PATH}/:sequence/aterta`, right: 'read', said: z.strictObject({ reason: z.string().trim().min(1).max(2000) }),
      work: async (visit, { said }) => {
        const { orgnr } = await namedCustomer(visit.app, visit.params['orgnr'] ?? '')
        const sequence = Number(visit.params['sequence'])
        if (!(await eventsOf(visit.app.store.read, orgnr)).some((event) => event.sequence === sequence)) throw new Failure('event-unknown', `Kunden har ingen händelse ${visit.params['sequence'] ?? ''}. Historiken visar dem alla.`)
        await withdraw(visit.app, sequence, said.reason, visit.actor())
        return { told: 'Händelsen är tillbakatagen.', to: `/kunder/${orgnr}/historik` }
      },
    }),
  ],
}

function eventRow({ sequence, event, happenedOn, actor, code, exemplar }: RecordedEvent, { titles, withdrawn, back }: { readonly titles: ReadonlyMap<string, string>; readonly withdrawn: ReadonlySet<number>; readonly back: string }) {
  const words = 'reason' in event ? event.reason : 'note' in event ? event.note : 'decision' in event ? event.decision : event.type === 'facts-recorded' && event.only === 'drafts' ? 'Bara för utkast.' : null
  const isBack = withdrawn.has(sequence)
  return {
    sequence, on: happenedOn, label: EVENT_LABELS[event.type], about: code === null ? '' : `${titles.get(code) ?? spokenCode(code)}${exemplar === null ? '' : `, exemplar ${exemplar}`}`,
    who: actor.name, unverified: !actor.verified && actor.osUser !== '', text: typeof words === 'string' ? words : '', withdrawn: isBack, back: isBack || event.type === 'withdrawn' ? '' : back,
  }
}
