import { hostname } from 'node:os'
import { isRunning } from '../is-running.js'

const HOUR_MS = 3_600_000

/** Whether the process that claimed a letter, as `host/pid` with more after it or not, may still be at it: one that runs here for six hours, one on another machine for four, which the largest letter does not need over a slow line. */
export function mayBeAlive({ claimedBy, claimedAt }: { readonly claimedBy: string | null; readonly claimedAt: string | null }, now: Date): boolean {
  const [host, pid] = (claimedBy ?? '').split('/')
  const ageMs = now.getTime() - Date.parse(claimedAt ?? '')
  if (host !== hostname()) return ageMs < 4 * HOUR_MS
  return pid !== String(process.pid) && ageMs <= 6 * HOUR_MS && isRunning(Number(pid))
}
