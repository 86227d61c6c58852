import { constants, setPriority } from 'node:os'

/**
 * Lets whatever people wait for go before this thread, when both want the same processor: it works as fast as ever while nobody else does. Threads and processes that it starts from now on give way too.
 * Elsewhere than on Linux a priority is the whole process's, which may be the one that answers people, so nothing is changed there.
 */
export function giveWay(): void {
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
}
