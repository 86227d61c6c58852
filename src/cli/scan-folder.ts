import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../app.js'
import { resumeScans } from '../flows/analyse-scan.js'
import { incomingState } from '../flows/incoming-state.js'
import { incomingSchema, takenFilesSchema } from '../flows/scan-shapes.js'
import { openWatch, takeIncoming, type TakenFile } from '../flows/take-incoming.js'
import type { Outcome } from './command.js'
import { copiesOf, isClean, namesIn } from './scanned-copies.js'
import { toldRepeat, toldScan } from './told-scan.js'

/** What reading `incoming/` answers. */
export const scannedFolderSchema = incomingSchema.extend({ taken: takenFilesSchema })

/** Reads what lies in `incoming/`, waiting as long as a file must lie unchanged. */
export async function scanFolder(app: App, out: string | undefined): Promise<Outcome> {
  await resumeScans(app, app.now())
  const taken = await settledFiles(app)
  const copies = await copiesOf(app, taken.flatMap((one) => (one.became === 'read' ? [one.report] : [])), out)
  const { waiting, faulty, arrived } = await incomingState(app)
  const names = await namesIn(app, copies.reports)
  const rest = [...copies.reports]
  const answered = taken.map((one): TakenFile => (one.became === 'read' ? { ...one, report: rest.shift() ?? one.report } : one))
  const texts = answered.flatMap((one) => (one.became === 'read' ? [`${one.file}\n${toldScan(one.report, (orgnr) => names.get(orgnr) ?? orgnr)}`, ...(one.before === null ? [] : [toldRepeat(one.file, one.before)])] : []))
  const complaints = [...answered.flatMap((one) => (one.became === 'read' ? [] : [`${one.file}: ${one.code}: ${one.why}${one.became === 'faulty' ? ' Filen ligger i incoming/felaktiga.' : ' Filen ligger kvar.'}\n`])), ...waiting.map(({ file, why }) => `${file}: väntar: ${why}\n`), ...copies.complaints]
  const clean = complaints.length === 0 && answered.every((one) => one.became === 'read' && isClean(one.report))
  return {
    json: { taken: answered, waiting, faulty, arrived },
    text: taken.length === 0 ? `Inget att läsa i ${app.incoming}.\n` : [...texts, ...copies.paths.map((path) => `Kopia: ${path}\n`)].join('\n'),
    exit: clean ? 0 : 4,
    complaints: complaints.join(''),
  }
}

async function settledFiles(app: App): Promise<TakenFile[]> {
  const watch = openWatch(app.config.incomingSettleMs, () => performance.now())
  const first = await takeIncoming(app, watch)
  if (first.unsettled === 0) return [...first.taken]
  await pause(watch.settleMs)
  return [...first.taken, ...(await takeIncoming(app, watch)).taken]
}
