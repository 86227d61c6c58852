import { mayDo } from '../../../contracts/rights.js'
import type { App } from '../../app.js'
import { keyFaultsOfLate } from '../../flows/key-faults-of-late.js'
import { customersBehind, refreshForLook } from '../../flows/refresh-lines.js'
import { TASK_KINDS, TASK_RIGHTS, type TaskKind } from '../../flows/tasks.js'
import { customerTasks } from '../../storage/customer-lines.js'
import { refusedMatters } from '../../flows/refused-matters.js'
import { waitingScans } from '../../storage/scans.js'
import { mailNotice } from '../mail-notice.js'
import type { Page, Visit } from '../page.js'
import { staleNotice } from '../stale-notice.js'
import { pagerView, pageStart } from '../pager.js'
import { pageWords } from '../page-words.js'

const SHOWN = 10
const A_PAGE = 50

/** What each kind of task is called, and why it is done now. */
const KINDS: Readonly<Record<TaskKind, { readonly title: string; readonly why: string }>> = {
  letter: { title: 'Brev som står still', why: 'Driftleverantören väntar på dem.' },
  answer: { title: 'Svar att läsa', why: 'Leverantören kan ha begärt komplettering.' },
  confirm: { title: 'Underskrifter att bekräfta', why: 'Skanningen är läst; kunden kommer vidare när du har bekräftat.' },
  decide: { title: 'Att besluta', why: 'Tjänsteavtalet får inte undertecknas förrän nämnden har godkänt.' },
  stuck: { title: 'Står still', why: 'Någon utanför huset behöver påminnas, eller något är försenat.' },
  underivable: { title: 'Kunder som inte kunde beräknas', why: 'Programmet vet inte vad som väntar hos dem. Läs historiken tills felet är rättat.' },
  'hand-over': { title: 'Att lämna över till kunden', why: 'Kunden kan inte börja förrän den har handlingarna.' },
  return: { title: 'Original att returnera', why: 'Kundens exemplar ska tillbaka när det är undertecknat.' },
  archive: { title: 'Original att arkivera', why: 'Alla underskrifter finns; pappret ska in i arkivet.' },
}

/** *Att göra*: what waits for the visitor, what blocks most first. */
export const TO_DO_PAGE: Page = {
  path: '/att-gora', right: 'follow', forms: [],
  show: async (visit) => {
    const { app, visitor } = visit
    await refreshForLook(app)
    const mine = TASK_KINDS.filter((kind) => mayDo(visitor.roles, TASK_RIGHTS[kind]))
    const one = mine.find((kind) => kind === visit.query['slag'])
    if (one !== undefined) return oneKind(visit, one)
    const [found, houseTasks, behind, outbox] = await Promise.all([Promise.all(mine.map((kind) => groupOf(app, kind))), ofTheHouse(visit), customersBehind(app), mailNotice(visit)])
    const groups = found.filter(({ total }) => total > 0)
    const all = [...groups.slice(0, 3), ...houseTasks, ...groups.slice(3)]
    return { view: 'to-do', title: 'Att göra', crumbs: [], content: { groups: all, nothing: all.length === 0 && behind === 0, jumps: all.length > 2, stale: staleNotice(behind), outbox, pager: null } }
  },
}

/** Everything of one kind, a page at a time. */
async function oneKind({ app, query }: Visit, kind: TaskKind) {
  const from = pageStart(query, A_PAGE)
  const group = await groupOf(app, kind, { from, most: A_PAGE })
  const pager = pagerView('/att-gora', query, { from, shown: group.tasks.length, total: group.total, most: A_PAGE })
  return { view: 'to-do', title: group.title, crumbs: [{ label: 'Att göra', href: '/att-gora' }], content: { groups: [{ ...group, more: null }], nothing: false, jumps: false, stale: staleNotice(await customersBehind(app)), outbox: null, pager } }
}

async function groupOf(app: App, kind: TaskKind, { from, most } = { from: 0, most: SHOWN }) {
  const { tasks, total } = await customerTasks(app.store.read, kind, most, from)
  return { id: kind, title: KINDS[kind].title, why: KINDS[kind].why, total, more: total > tasks.length ? { text: `Visa alla ${total}`, href: `/att-gora?slag=${kind}` } : null, tasks: tasks.map(({ name, orgnr, what, why, since, path }) => ({ name, customer: `/kunder/${orgnr}`, what, why: pageWords(why), since, path })) }
}

/** What waits that belongs to no customer: pages on the desk, keys that are wrong or soon run out. */
async function ofTheHouse({ app, visitor }: Visit) {
  const found = []
  if (mayDo(visitor.roles, 'work')) {
    const { scans, total } = await waitingScans(app.store.read, SHOWN)
    const tasks = scans.map(({ sha256, fileName, receivedAt, waiting }) => ({ name: '', customer: '', what: fileName, why: waiting === 1 ? 'En sida väntar på att läggas rätt.' : `${waiting} sidor väntar på att läggas rätt.`, since: receivedAt.slice(0, 10), path: `/skanning/${sha256}` }))
    if (tasks.length > 0) found.push({ id: 'bordet', title: 'Sidor utan handling', why: 'De hör till papper som annars saknar sidor.', total, more: total > SHOWN ? { text: `… och ${total - SHOWN} till på sidan Skanning`, href: '/skanning' } : null, tasks })
  }
  if (mayDo(visitor.roles, 'manage')) {
    const tasks = (await refusedMatters(app)).map(({ text }) => ({ name: '', customer: '', what: 'Många nekade', why: text, since: '', path: '/anvandare' }))
    if (tasks.length > 0) found.push({ id: 'nekade', title: 'Ovanligt många nekade begäranden', why: 'Någon kan försöka ta sig in, eller ett program ha fastnat.', total: tasks.length, more: '', tasks })
  }
  if (mayDo(visitor.roles, 'operate')) {
    const tasks = await keyTasks(app)
    if (tasks.length > 0) found.push({ id: 'nycklar', title: 'Nycklar', why: 'Utan giltiga nycklar går inga brev.', total: tasks.length, more: null, tasks })
  }
  return found
}

async function keyTasks(app: App) {
  return (await keyFaultsOfLate(app)).map(({ path, message }) => ({ name: '', customer: '', what: path, why: pageWords(message), since: '', path: '/utskick/nycklar' }))
}
