import { z } from 'zod'
import { mayDo, whoMay } from '../../../contracts/rights.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { compareRegistered } from '../../flows/draft-compare.js'
import { namedVersion } from '../../flows/history.js'
import { swedishDay } from '../../flows/new-event.js'
import { approve, returnForRevision } from '../../flows/record.js'
import { customersBehind, refreshForLook } from '../../flows/refresh-lines.js'
import { customerProgress } from '../../flows/status.js'
import { customerTasks } from '../../storage/customer-lines.js'
import { filesOf } from '../../storage/versions.js'
import { formView } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { pagerView, pageStart } from '../pager.js'
import { staleNotice } from '../stale-notice.js'
import { comparisonContent } from './comparison-content.js'
import { documentRow } from './customer-content.js'
import { pageWords } from '../page-words.js'

const SHOWN = 100
const reason = z.string().trim().min(1).max(2000)

/** *Nämnd*: RAPS and rutiner that wait for the board's decision, the longest waiting first. */
export const BOARD_PAGE: Page = {
  path: '/namnd', right: 'read', forms: [],
  show: async ({ app, query }) => {
    await refreshForLook(app)
    const from = pageStart(query, SHOWN)
    const { tasks, total } = await customerTasks(app.store.read, 'decide', SHOWN, from)
    return { view: 'board', title: 'Nämnd', crumbs: [], content: { stale: staleNotice(await customersBehind(app)), waiting: tasks.map(({ name, what, since, path }) => ({ name, what, since, href: path })), pager: pagerView('/namnd', query, { from, shown: tasks.length, total, most: SHOWN }) } }
  },
}

/** *Beslut*: one RAPS or rutiner with what it says differently from the template; approved, or returned with a reason. */
export const DECISION_PAGE: Page = {
  path: '/namnd/:code', right: 'read',
  show: async (visit) => {
    const { app, params, visitor } = visit
    const { orgnr, code } = await namedVersion(app.store.read, params['code'] ?? '')
    const status = await customerProgress(app, orgnr)
    const version = status.documents.find((one) => one.code === code)
    if (version === undefined) throw new Error(`${code} is issued but has no status`)
    const row = documentRow(version, await filesOf(app.store.read, code))
    const open = version.approval === null && version.nextEvent === 'approved' && mayDo(visitor.roles, 'decide')
    return {
      view: 'decision', title: `${row.title} ${row.code}`, crumbs: [{ label: 'Nämnd', href: '/namnd' }],
      content: {
        ...row, customer: status.name, home: `/kunder/${orgnr}`, next: version.nextEvent === 'approved' ? `Nämnden beslutar: den som har rollen ${whoMay('decide')} godkänner eller återremitterar handlingen på den här sidan.` : pageWords(version.nextAction ?? ''),
        comparison: version.customerText === null ? null : comparisonContent(await compareRegistered(app, code)),
        approval: !open ? null : formView(visit, {
          id: 'godkann', action: `/namnd/${code}/godkannande`, heading: 'Godkänn', button: 'Godkänn handlingen',
          fields: [{ kind: 'text', name: 'decision', label: 'Beslut', hint: 'Paragraf och sammanträdesdag, till exempel ”§ 12, 2026-11-22”.' }, { kind: 'date', name: 'on', label: 'Beslutsdag', value: swedishDay(app.now()) }],
        }),
        revision: !open ? null : formView(visit, { id: 'aterremittera', action: `/namnd/${code}/aterremiss`, heading: 'Återremittera', button: 'Återremittera till kunden', tone: 'danger', fields: [{ kind: 'long', name: 'reason', label: 'Vad kunden ska ändra, och varför' }] }),
      },
    }
  },
  forms: [
    pageForm({
      id: 'godkann', path: '/namnd/:code/godkannande', right: 'decide', said: z.strictObject({ decision: reason, on: z.iso.date().optional() }),
      work: async (visit, { said }) => decided(visit, 'Godkänd', () => approve(visit.app, { code: visit.params['code'] ?? '', decision: said.decision, by: visit.actor(), on: said.on ?? null })),
    }),
    pageForm({
      id: 'aterremittera', path: '/namnd/:code/aterremiss', right: 'decide', said: z.strictObject({ reason }),
      work: async (visit, { said }) => decided(visit, 'Återremitterad', () => returnForRevision(visit.app, { code: visit.params['code'] ?? '', reason: said.reason, by: visit.actor(), on: null })),
    }),
  ],
}

async function decided({ app, params }: Visit, how: string, work: () => Promise<unknown>) {
  const { title, code } = await namedVersion(app.store.read, params['code'] ?? '')
  await work()
  return { to: '/namnd', told: `${how}: ${title} ${spokenCode(code)}.` }
}
