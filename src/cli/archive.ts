import { z } from 'zod'
import { verifyEverything } from '../flows/verify-everything.js'
import type { Command } from './command.js'

const fault = z.strictObject({ path: z.string(), message: z.string() })

/** `archive verify`: fixity of every file and of the event chain. */
export const archiveVerifyCommand: Command = {
  name: 'archive verify',
  arguments: '',
  summary: 'kontrollerar varje arkiverad fil och hela händelsekedjan',
  options: [],
  output: z.strictObject({ filesChecked: z.int(), eventsChecked: z.int(), faults: z.array(fault) }),
  run: async ({ app, progress }) => {
    const found = await verifyEverything(app, (done, total) => progress.report('Arkivet', done, total))
    progress.end()
    const faults = found.faults.map(({ path, message }) => ({ path, message }))
    const summary = `${found.filesChecked} filer och ${found.eventsChecked} händelser kontrollerade: ${faults.length === 0 ? 'allt stämmer.' : `${faults.length} fel.`}\n`
    return { json: { filesChecked: found.filesChecked, eventsChecked: found.eventsChecked, faults }, text: `${faults.map(({ path, message }) => `${path}: ${message}\n`).join('')}${summary}`, exit: faults.length === 0 ? 0 : 4 }
  },
}
