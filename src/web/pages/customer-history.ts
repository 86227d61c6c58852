import { z } from 'zod'
import { eventName, eventWords, everyOwnPoint } from '../../../contracts/event-words.js'
import type { Event, RecordedEvent } from '../../../contracts/event.js'
import type { Point } from '../../../contracts/checklist-points.js'
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
/** How much of what an event says its link is called by. */
const MOST_OF_A_NAME = 100

/** *Historik*: everything recorded about a customer, newest first; what may be recorded about it, and taken back. */
export const CUSTOMER_HISTORY_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const { app, params, query, visitor } = visit
    const { orgnr, name } = await namedCustomer(app, params['orgnr'] ?? '')
    const events = await eventsOf(app.store.read, orgnr)
    const titles = new Map((await versionsOf(app.store.read, orgnr)).map(({ code, title }) => [code, `${title} ${spokenCode(code)}`]))
    const withdrawn = withdrawnIn(events)
    const own = everyOwnPoint(events)
    const bySequence = new Map(events.map((event) => [event.sequence, event]))
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
          id: 'aterta', action: `${home}/${back.sequence}/aterta`, heading: `Ta tillbaka: ${eventName(back.event)}, ${back.happenedOn}`, button: 'Ta tillbaka', tone: 'danger',
          intro: `${[aboutOf(back, titles), eventWords(back.event, own), `antecknad av ${back.actor.name}`].filter((part) => part !== '').join(' – ')}. Händelsen står kvar i historiken som tillbakatagen. Det som följde av den, till exempel ett väntande brev, stoppas.`, fields: [{ kind: 'long', name: 'reason', label: 'Varför tas den tillbaka?' }],
        }),
        events: shown.map((event) => eventRow(event, { titles, withdrawn, own, bySequence, back: mayDo(visitor.roles, rightToRecord(event.event.type)) ? `${home}?aterta=${event.sequence}` : '' })),
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

function eventRow(recorded: RecordedEvent, { titles, withdrawn, own, bySequence, back }: { readonly titles: ReadonlyMap<string, string>; readonly withdrawn: ReadonlySet<number>; readonly own: readonly Point[]; readonly bySequence: ReadonlyMap<number, RecordedEvent>; readonly back: string }) {
  const { sequence, event, happenedOn, actor } = recorded
  const isBack = withdrawn.has(sequence)
  const text = said(event, own, bySequence)
  return {
    sequence, on: happenedOn, label: eventName(event), about: aboutOf(recorded, titles), text, which: text.slice(0, MOST_OF_A_NAME),
    who: actor.name, unverified: !actor.verified && actor.osUser !== '', withdrawn: isBack, back: isBack || event.type === 'withdrawn' ? '' : back,
  }
}

/** What an event says; of one that takes another back, also which. */
function said(event: Event, own: readonly Point[], bySequence: ReadonlyMap<number, RecordedEvent>): string {
  const taken = event.type === 'withdrawn' ? bySequence.get(event.event)?.event : undefined
  const words = eventWords(event, own)
  return taken === undefined ? words : `${[eventName(taken), eventWords(taken, own)].filter((part) => part !== '').join(', ')}: ${words}`
}

function aboutOf({ code, exemplar }: RecordedEvent, titles: ReadonlyMap<string, string>): string {
  return code === null ? '' : `${titles.get(code) ?? spokenCode(code)}${exemplar === null ? '' : `, exemplar ${exemplar}`}`
}
