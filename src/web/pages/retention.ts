import { z } from 'zod'
import { mayDo } from '../../../contracts/rights.js'
import { MOST_YEARS, RETENTION_START_LABELS, RETENTION_STARTS, ruleText, type Retention, type RetentionRule } from '../../../contracts/retention.js'
import { plainText } from '../../../templates/plain-text.js'
import { swedishDay } from '../../flows/new-event.js'
import { houseRetentions, setRetention, yearsIn } from '../../flows/retention.js'
import { foldedForm, openForm, type Fold } from '../fold.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { seenField, unlessStale } from '../seen.js'

const HOME = '/administration/bevarande'
const UNDECIDED = { time: 'Inte beslutat, bevaras tills vidare', decision: '', decided: '', recorded: '' }

/** *Bevarandetider*: how long each kind of document is kept, and by what decision. */
export const RETENTION_PAGE: Page = {
  path: HOME, right: 'follow',
  show: async (visit) => {
    const list = await houseRetentions(visit.app.store.read)
    const { roles } = visit.visitor
    const canWork = mayDo(roles, 'work')
    return {
      view: 'retention', title: 'Bevarandetider', crumbs: [{ label: 'Administration', href: '/administration' }],
      content: {
        rows: list.map(({ subject, title, rule }) => ({ title, change: canWork ? `${HOME}?slag=${subject}#beslut` : '', undecided: rule === null, ...(rule === null ? UNDECIDED : ruleWords(rule)) })),
        earlier: list.flatMap(({ title, earlier }) => earlier.map((rule) => ({ title, ...ruleWords(rule) }))),
        mayRead: mayDo(roles, 'read'), form: canWork ? decisionForm(visit, list) : null,
      },
    }
  },
  forms: [pageForm({
    id: 'beslut', path: HOME, right: 'work',
    said: z.strictObject({
      slag: z.string().max(100), tid: z.string().max(20).refine((typed) => yearsIn(typed) !== undefined, `skriv hela år, högst ${MOST_YEARS}, eller bevaras`),
      raknas: z.enum(RETENTION_STARTS), grund: plainText(), beslutande: plainText(), beslutsdag: z.iso.date(), sedd: z.string().max(100).optional(),
    }),
    work: async (visit, { said: { slag, tid, raknas, grund, beslutande, beslutsdag, sedd } }) => {
      const app = await unlessStale(visit.app, sedd, { what: 'Ett beslut om samma slags handling', stateIn: async ({ store }) => ruleOf(await houseRetentions(store.read), slag) })
      const { title, rule } = await setRetention(app, slag, { years: yearsIn(tid) ?? null, from: raknas, decision: grund, decidedBy: beslutande, decidedOn: beslutsdag }, visit.actor())
      return { to: HOME, told: `${title}: ${rule === null ? '' : ruleText(rule).toLocaleLowerCase('sv')}.` }
    },
  })],
}

function ruleWords(rule: RetentionRule) {
  return { time: ruleText(rule), decision: rule.decision, decided: `${rule.decidedBy}, ${rule.decidedOn}`, recorded: `${rule.recordedOn}, ${rule.recordedBy}` }
}

/** Null when nothing is decided about that kind. */
function ruleOf(list: readonly Retention[], named: string): RetentionRule | null {
  return list.find(({ subject }) => subject === named)?.rule ?? null
}

/** Empty for a new decision; with what is decided about the kind that the address names. */
function decisionForm(visit: Visit, list: readonly Retention[]): Fold {
  const asked = list.find(({ subject }) => subject === visit.query['slag'])
  const rule = asked?.rule ?? null
  const about = visit.tried?.typed['slag']?.[0] ?? visit.query['slag']
  const spec = {
    id: 'beslut', action: HOME, button: 'Spara beslutet', intro: 'Gäller genast alla handlingar av slaget, också de som redan finns. Inget gallras.',
    fields: [
      seenField(about === undefined ? null : ruleOf(list, about)),
      { kind: 'choice', name: 'slag', label: 'Slags handling', value: asked?.subject ?? '', options: list.map(({ subject, title }) => ({ value: subject, label: title })) },
      { kind: 'text', name: 'tid', label: 'Antal år', value: rule === null ? '' : rule.years === null ? 'bevaras' : String(rule.years), hint: 'Hela år, till exempel 10. Skriv bevaras om handlingen aldrig ska gallras.' },
      { kind: 'choice', name: 'raknas', label: 'Åren räknas från utgången av det år då', value: rule?.from ?? 'ceased', options: RETENTION_STARTS.map((value) => ({ value, label: RETENTION_START_LABELS[value] })) },
      { kind: 'text', name: 'grund', label: 'Var beslutet finns', value: rule?.decision ?? '', hint: 'Till exempel Dokumenthanteringsplan 2026, avsnitt 4.2, eller gallringsbeslutets diarienummer.' },
      { kind: 'text', name: 'beslutande', label: 'Vem som beslutade', value: rule?.decidedBy ?? '' },
      { kind: 'date', name: 'beslutsdag', label: 'Beslutsdag', value: rule?.decidedOn ?? '', hint: `Till och med i dag, ${swedishDay(visit.app.now())}.` },
    ],
  } as const
  return asked === undefined ? foldedForm(visit, { ...spec, heading: 'Registrera ett beslut' }) : openForm(visit, { ...spec, heading: `Nytt beslut för ${asked.title}` })
}
