import { existsSync, readFileSync } from 'node:fs'

const OWN_ACCOUNT = '/proc/self/stat'
/** Linux counts processor time for others in hundredths of a second, on every machine. */
const MS_PER_TICK = 10

/** Whether the system tells what child processes have cost: Linux does. */
export function tellsChildCpu(): boolean {
  return existsSync(OWN_ACCOUNT)
}

/** Fields 14 to 17 of proc(5): what the process has cost in itself, and what its ended children have, user and system. */
function ticksOf(account: string): { own: number; children: number } {
  const fields = account.slice(account.lastIndexOf(')') + 2).split(' ').map(Number)
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15)
  return { own: utime + stime, children: cutime + cstime }
}

/** CPU milliseconds of every child process that has ended, theirs included. */
export function endedChildrenCpuMs(): number {
  return ticksOf(readFileSync(OWN_ACCOUNT, 'utf8')).children * MS_PER_TICK
}

/** CPU milliseconds that a running process has cost so far. */
export function runningChildCpuMs(pid: number): number {
  return ticksOf(readFileSync(`/proc/${pid}/stat`, 'utf8')).own * MS_PER_TICK
}
