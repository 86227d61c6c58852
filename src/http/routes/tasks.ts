import { z } from 'zod'
import { whoMay } from '../../../contracts/rights.js'
import { Failure } from '../../../templates/failure.js'
import { personMay } from '../../accounts/person.js'
import type { App } from '../../app.js'
import { TASK_KINDS, TASK_RIGHTS, type TaskKind } from '../../flows/tasks.js'
import { taskCursorOf, waitingTasks, waitingTaskSchema } from '../../flows/waiting-tasks.js'
import { pageWords } from '../../web/page-words.js'
import { listing, type ListPart, type Route } from '../route.js'
import { partOf, partOnly, unknownCursor } from './parts.js'

/** What waits for whoever asks, and for the board. */
export const TASK_ROUTES: readonly Route[] = [
  listing({
    path: '/tasks', right: 'follow', summary: 'What waits for whoever asks, what blocks most first and of each kind what has waited longest; pages without a document are under `/desk`, keys under `/matters`',
    params: z.strictObject({}), query: partOnly.extend({ kind: z.enum(TASK_KINDS).optional() }), answer: z.array(waitingTaskSchema),
    run: ({ app, query: { kind, ...part } }) => tasksIn(app, kind === undefined ? TASK_KINDS.filter((one) => mayDoTask(app, one)) : [ownKind(app, kind)], part),
  }),
  listing({
    path: '/decisions', right: 'read', summary: 'RAPS and rutiner that wait for the board’s decision, the longest waiting first', params: z.strictObject({}), query: partOnly, answer: z.array(waitingTaskSchema),
    run: ({ app, query }) => tasksIn(app, ['decide'], query),
  }),
]

async function tasksIn(app: App, kinds: readonly TaskKind[], { limit, cursor }: z.output<typeof partOnly>): Promise<ListPart> {
  const after = cursor === undefined ? null : taskCursorOf(cursor)
  if (cursor !== undefined && after === null) throw unknownCursor(cursor)
  const found = await waitingTasks(app, kinds, after, limit + 1)
  return partOf(found.map((task) => ({ ...task, why: pageWords(task.why) })), limit, (last) => last.cursor)
}

function mayDoTask({ person }: App, kind: TaskKind): boolean {
  return person === null || personMay(person, TASK_RIGHTS[kind])
}

/** @throws Failure `access-refused` */
function ownKind(app: App, kind: TaskKind): TaskKind {
  if (!mayDoTask(app, kind)) throw new Failure('access-refused', `Uppgifter av slaget ”${kind}” väntar inte på dig. De är för ${whoMay(TASK_RIGHTS[kind])}.`)
  return kind
}
