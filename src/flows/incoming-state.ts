import type { App } from '../app.js'
import { latestArrivals } from '../storage/arrivals.js'
import { faultyFiles, waitingFiles } from './incoming-files.js'
import type { IncomingState } from './scan-shapes.js'

const MOST_TOLD = 50

/** What waits in `incoming/`, what was put aside there and why, and what has been taken in from there, newest first. */
export async function incomingState(app: App): Promise<IncomingState> {
  const came = await latestArrivals(app.store.read, MOST_TOLD, 'folder')
  return { waiting: await waitingFiles(app), faulty: await faultyFiles(app), arrived: came.map(({ fileName, at, scan }) => ({ file: fileName, at, scan })) }
}
