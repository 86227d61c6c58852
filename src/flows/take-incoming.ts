import { constants, type BigIntStats } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScanReport } from '../../signing/scan-report.js'
import { Failure, type FailureCode } from '../../templates/failure.js'
import { printable } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { diskFailure } from '../archive/disk-failure.js'
import { makeDirectory } from '../make-directory.js'
import type { ToldArrival } from '../storage/arrivals.js'
import { analyseScan } from './analyse-scan.js'
import { FAULTY_DIRECTORY, freePath, incomingFiles, incompleteness, statsOf, type IncomingFile } from './incoming-files.js'
import { keepScan } from './keep-scan.js'
import { swedishDay } from './new-event.js'
import { receive } from './scan.js'
import { scanReport } from './scan-report.js'
import { settleTaken, takeAway, TAKEN_DIRECTORY, wasTaken } from './taken-files.js'
import { writeWhole } from './write-whole.js'

/** What became of one file in `incoming/`: read and taken away, put aside as faulty, or left because of what the program itself met with. */
export type TakenFile =
  | { readonly file: string; readonly became: 'read'; readonly report: ScanReport; readonly before: ToldArrival | null }
  | { readonly file: string; readonly became: 'faulty' | 'left'; readonly code: FailureCode; readonly why: string }

/** What one watcher of `incoming/` has seen of its files. */
export interface IncomingWatch {
  /** How long a file must lie unchanged before it is read. */
  readonly settleMs: number
  /** How long one that seems unfinished is waited for. */
  readonly patienceMs: number
  /** Only differences count. */
  readonly elapsedMs: () => number
  /** What the file under each name looked like, and since when. */
  readonly sightings: Map<string, { readonly look: string; readonly sinceMs: number }>
}

/** Whether there are files that may soon be read. */
export interface Pass {
  readonly taken: readonly TakenFile[]
  readonly unsettled: number
}

/** The file itself is at fault; anything else is the program's trouble, and the file waits. */
const FILE_FAULTS: ReadonlySet<FailureCode> = new Set<FailureCode>(['scan-empty', 'scan-encrypted', 'scan-too-large', 'scan-unreadable'])

const PATIENCE_MS = 10 * 60 * 1000

/** A watch that has seen nothing yet. */
export function openWatch(settleMs: number, elapsedMs: () => number, patienceMs = PATIENCE_MS): IncomingWatch {
  return { settleMs, patienceMs: Math.max(settleMs, patienceMs), elapsedMs, sightings: new Map() }
}

/**
 * Reads what has lain unchanged in `incoming/` long enough, one file after the other: each is archived, recorded and read before it is taken away, and deleted only when nothing more has been written to it for an hour; one that cannot be read goes to `felaktiga/` with a text that says why. Killed anywhere, it
 * loses no file and counts none twice. `isStopping` ends it after the file at hand.
 */
export async function takeIncoming(app: App, watch: IncomingWatch, isStopping: () => boolean = () => false): Promise<Pass> {
  const taken: TakenFile[] = []
  let unsettled = 0
  const trouble = await settleTaken(app)
  const files = await incomingFiles(app)
  const names = new Set(files.map(({ name }) => name))
  for (const name of watch.sightings.keys()) if (!names.has(name)) watch.sightings.delete(name)
  for (const file of files) {
    if (isStopping()) break
    if (file.stats.isDirectory()) continue
    const restMs = restedMs(watch, file)
    if (restMs < watch.settleMs) {
      unsettled += 1
      continue
    }
    if (!file.stats.isFile()) {
      taken.push(await putAside(app, file, new Failure('scan-unreadable', 'Det är ingen vanlig fil utan en länk eller enhet, och läses inte.')))
      continue
    }
    if (restMs < watch.patienceMs && (await incompleteness(file)) !== null) continue
    const became = await take(app, file)
    if (became === null) unsettled += 1
    else taken.push(became)
  }
  // What lies read already keeps nothing that waits from being read.
  if (trouble !== null && taken.length === 0) throw diskFailure(trouble, join(app.incoming, TAKEN_DIRECTORY))
  return { taken, unsettled }
}

/** How long the file has looked as it does. */
function restedMs({ sightings, elapsedMs }: IncomingWatch, { name, stats }: IncomingFile): number {
  const now = elapsedMs()
  const look = lookOf(stats)
  const seen = sightings.get(name)
  if (seen?.look === look) return now - seen.sinceMs
  sightings.set(name, { look, sinceMs: now })
  return 0
}

function lookOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(' ')
}

/** Null when the file changed while it was being kept: it waits. */
async function take(app: App, file: IncomingFile): Promise<TakenFile | null> {
  const shown = printable(file.name)
  try {
    // What is kept must be what lay there: never what a link put in its place points to.
    const kept = await keepScan(app, file.path, constants.O_NOFOLLOW)
    const after = await statsOf(file.path)
    if (after === null || lookOf(after) !== lookOf(file.stats) || BigInt(kept.bytes) !== file.stats.size) return null
    const { sha256, before } = await receive(app, kept, { fileName: shown, via: 'folder', mark: lookOf(file.stats) })
    await analyseScan(app, sha256, () => undefined, () => undefined)
    await takeAway(app, file)
    return { file: shown, became: 'read', report: await scanReport(app, sha256), before }
  } catch (error) {
    const failure = diskFailure(error, file.path)
    if (!(failure instanceof Failure)) throw error
    // Another program has taken it meanwhile.
    if ((await statsOf(file.path)) === null) return null
    const told = withoutPath(failure, app, shown)
    return FILE_FAULTS.has(told.code) ? putAside(app, file, told) : { file: shown, became: 'left', code: told.code, why: told.message }
  }
}

const NEXT_PAGE = 'En fil med samma namn har lästs in den senaste timmen. Öppnar kopiatorn filen på nytt för varje sida är det här en sida till, som saknas i skanningen: skanna alla sidor en gång till, och be den som sköter programmet höja ANSLUT_INCOMING_SECONDS.'

async function putAside(app: App, file: IncomingFile, met: Failure): Promise<TakenFile> {
  const failure = (await wasTaken(app, file.name)) ? new Failure(met.code, `${met.message} ${NEXT_PAGE}`, { cause: met }) : met
  const directory = join(app.incoming, FAULTY_DIRECTORY)
  await makeDirectory(directory, 0o700)
  const path = await freePath(directory, file.name.slice(-50))
  const shown = printable(file.name)
  await writeWhole(`${path}.txt`, new TextEncoder().encode(`${shown}\nKunde inte läsas in ${swedishDay(app.now())}.\n${failure.message}\n\nFilen bredvid är orörd. Lägg en ny skanning i incoming, eller rätta felet och lägg tillbaka filen där.\n`))
  await rename(file.path, path)
  return { file: shown, became: 'faulty', code: failure.code, why: failure.message }
}

function withoutPath(failure: Failure, { incoming }: App, shown: string): Failure {
  return new Failure(failure.code, failure.message.replaceAll(join(incoming, shown), shown), { cause: failure })
}
