import type { Right } from '../../contracts/rights.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { VersionStatus } from '../../contracts/status.js'
import { listOf, listOfFew, partyName } from '../../contracts/party-name.js'
import type { CustomerTask } from '../storage/customer-lines.js'
import type { CustomerStatus } from './status.js'

/**
 * What may wait for somebody, what blocks most first: letters that stand still and answers unread hold up the supplier and the customer; signatures to confirm and decisions hold up a customer;
 * what stands still otherwise, and what the program could not derive; papers to archive and originals to return hold up nobody but must not be forgotten.
 */
export const TASK_KINDS = ['letter', 'answer', 'confirm', 'decide', 'stuck', 'underivable', 'hand-over', 'return', 'archive'] as const
export type TaskKind = (typeof TASK_KINDS)[number]

/** Whose each kind of task is. */
export const TASK_RIGHTS: Readonly<Record<TaskKind, Right>> = {
  letter: 'work', answer: 'work', confirm: 'work', decide: 'decide', stuck: 'work', underivable: 'work', 'hand-over': 'work', return: 'work', archive: 'work',
}

/** The one task of a customer whose status could not be derived. */
export const UNDERIVABLE = 'underivable' satisfies TaskKind

const BY_NEXT_EVENT: Readonly<Partial<Record<string, TaskKind>>> = { approved: 'decide', 'handed-over': 'hand-over', 'original-returned': 'return', archived: 'archive' }
const STOPPED: ReadonlySet<string> = new Set(['failed', 'held'])

/** What waits for somebody about one customer, derived from its status and nothing else; papers that wait for the same are one task. */
export function tasksOf(status: CustomerStatus): Task[] {
  return [...letterTasks(status), ...confirmTasks(status), ...paperTasks(status), ...stuckTasks(status)]
}

type Task = CustomerTask & { readonly kind: TaskKind }

function letterTasks({ orgnr, letters, stuck }: CustomerStatus): Task[] {
  const stopped = letters.filter(({ stage }) => STOPPED.has(stage)).map(({ label, text, since, titles }): Task => ({ kind: 'letter', what: `Brev med ${listOf(titles)}`, why: text ?? label, since, path: `/kunder/${orgnr}#brev` }))
  return [...stopped, ...stuck.filter(({ sort }) => sort === 'answer').map(({ what, why, since }): Task => ({ kind: 'answer', what, why, since, path: '/utskick#svar' }))]
}

function confirmTasks({ scanned, documents, today }: CustomerStatus): Task[] {
  return scanned.flatMap(({ code, title, exemplar, parties }): Task[] => {
    const open = parties.filter(({ confirmed, answer, scan }) => !confirmed && answer !== 'not' && scan !== null)
    if (open.length === 0) return []
    const why = `Skanningen visar underskrift av ${listOf(open.map(({ party }) => partyName(party)))}${open.some(({ answer }) => answer === 'look') ? ', men något talar emot' : ''}.`
    return [{ kind: 'confirm', what: `${title} ${spokenCode(code)}, exemplar ${exemplar}`, why, since: documents.find((one) => one.code === code)?.since ?? today, path: `/skanning/${open[0]?.scan ?? ''}#${code}-${exemplar}` }]
  })
}

function paperTasks({ orgnr, documents }: CustomerStatus): Task[] {
  const papers = documents.flatMap((version) => {
    const kind = BY_NEXT_EVENT[version.nextEvent ?? '']
    return kind === undefined ? [] : [{ kind, version }]
  })
  const decisions = papers.filter(({ kind }) => kind === 'decide').map(({ kind, version }): Task => ({ kind, what: nameOf(version), why: version.nextAction ?? '', since: version.since, path: `/namnd/${version.code}` }))
  const rest = TASK_KINDS.filter((kind) => kind !== 'decide').flatMap((kind): Task[] => {
    const same = papers.filter((paper) => paper.kind === kind).map(({ version }) => version)
    const [first] = same
    if (first === undefined) return []
    return [{ kind, what: same.length === 1 ? nameOf(first) : `${same.length} handlingar`, why: same.length === 1 ? (first.nextAction ?? '') : listOfFew(same.map(({ title }) => title)), since: same.map(({ since }) => since).sort()[0] ?? first.since, path: same.length === 1 ? `/kunder/${orgnr}/handlingar/${first.code}` : `/kunder/${orgnr}#handlingar` }]
  })
  return [...decisions, ...rest]
}

function stuckTasks({ orgnr, stuck, documents }: CustomerStatus): Task[] {
  const papers = new Set(documents.filter(({ nextEvent }) => BY_NEXT_EVENT[nextEvent ?? ''] !== undefined).map(({ title, code }) => `${title} ${spokenCode(code)}`))
  // What has a sort is told as a task about the letter or the answer.
  return stuck.filter(({ sort, what }) => sort === undefined && !papers.has(what)).map(({ what, why, since, nextAction }) => ({ kind: 'stuck', what, why: `${why} ${nextAction}`, since, path: `/kunder/${orgnr}#still` }))
}

function nameOf({ title, subject, code }: VersionStatus): string {
  return `${title}${subject === '' ? '' : ` ${subject}`} ${spokenCode(code)}`
}
