import { z } from 'zod'
import type { App } from '../app.js'
import { tasksAfter, type TaskPlace, type WaitingTask } from '../storage/customer-lines.js'
import { refreshAll } from './refresh-lines.js'
import { TASK_KINDS, type TaskKind } from './tasks.js'

/** What waits for somebody about one customer, in JSON; `path` is the page to do it on. */
export const waitingTaskSchema = z.strictObject({ kind: z.enum(TASK_KINDS), orgnr: z.string(), name: z.string(), what: z.string(), why: z.string(), since: z.string(), path: z.string(), cursor: z.string() })

/** Where a reader of tasks got to. */
export interface TaskCursor extends TaskPlace {
  readonly kind: TaskKind
}

const CURSOR = /^([a-z-]+)~([^~]{1,30})~([\d-]{1,20})~([1-9]\d{0,6})$/

/** The cursor that was written so; null when none was. */
export function taskCursorOf(typed: string): TaskCursor | null {
  const [, named, since = '', orgnr = '', position = ''] = CURSOR.exec(typed) ?? []
  const kind = TASK_KINDS.find((one) => one === named)
  return kind === undefined ? null : { kind, since, orgnr, position: Number(position) }
}

/** What waits about all customers as it stands now, at most so many: what blocks most first, of each kind what has waited longest, from the one after `after`. */
export async function waitingTasks(app: App, kinds: readonly TaskKind[], after: TaskCursor | null, most: number): Promise<z.output<typeof waitingTaskSchema>[]> {
  await refreshAll(app)
  const found: z.output<typeof waitingTaskSchema>[] = []
  for (const kind of TASK_KINDS.slice(after === null ? 0 : TASK_KINDS.indexOf(after.kind)).filter((one) => kinds.includes(one))) {
    if (found.length >= most) break
    found.push(...(await tasksAfter(app.store.read, kind, after?.kind === kind ? after : null, most - found.length)).map((task) => toldTask(kind, task)))
  }
  return found
}

function toldTask(kind: TaskKind, { orgnr, name, what, why, since, path, position }: WaitingTask): z.output<typeof waitingTaskSchema> {
  return { kind, orgnr, name, what, why, since, path, cursor: `${kind}~${since}~${orgnr}~${position}` }
}
