import { verificationSchema } from '../flows/outward-shapes.js'
import { verifyEverything } from '../flows/verify-everything.js'
import type { Command } from './command.js'

/** `archive verify`: fixity of every file and of the event chain. */
export const archiveVerifyCommand: Command = {
  name: 'archive verify',
  arguments: '',
  summary: 'kontrollerar varje arkiverad fil och hela händelsekedjan; namnger filer som blivit över efter ett avbrott',
  options: [],
  output: verificationSchema,
  run: async ({ app, progress }) => {
    const found = await verifyEverything(app, (done, total) => progress.report('Arkivet', done, total))
    progress.end()
    const faults = found.faults.map(({ path, message }) => ({ path, message }))
    const left = found.litter.length === 0 ? '' : ` Överblivna filer: ${found.litter.length}; de skadar inget.`
    const summary = `${found.filesChecked} filer och ${found.eventsChecked} händelser kontrollerade: ${faults.length === 0 ? 'allt stämmer.' : `${faults.length} fel.`}${left}\n`
    const lines = [...faults, ...found.litter].map(({ path, message }) => `${path}: ${message}\n`)
    return { json: { filesChecked: found.filesChecked, eventsChecked: found.eventsChecked, faults, litter: found.litter }, text: `${lines.join('')}${summary}`, exit: faults.length === 0 ? 0 : 4 }
  },
}
