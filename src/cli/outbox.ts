import { outboxPauseSchema } from '../flows/outward-shapes.js'
import { pauseOutbox, reopenOutbox, type OutboxPause } from '../flows/outbox-pause.js'
import { demandedOption, type Command, type OptionSpec } from './command.js'

const BY: OptionSpec = { flags: '--by <namn>', meaning: 'vem som gör det', required: true }

/** `outbox pause`. */
export const outboxPauseCommand: Command = {
  name: 'outbox pause', arguments: '', summary: 'stoppar alla utskick tills någon återupptar dem', options: [BY, { flags: '--reason <text>', meaning: 'varför', required: true }], output: outboxPauseSchema,
  run: async ({ app, options }) => {
    const paused = await pauseOutbox(app, demandedOption(options, 'reason'), app.actor(demandedOption(options, 'by')))
    return { json: paused, text: toldPause(paused), exit: 0 }
  },
}

/** `outbox resume`. */
export const outboxResumeCommand: Command = {
  name: 'outbox resume', arguments: '', summary: 'låter brev gå igen efter en paus', options: [BY], output: outboxPauseSchema,
  run: async ({ app, options }) => {
    await reopenOutbox(app, app.actor(demandedOption(options, 'by')))
    return { json: null, text: 'Utskicken är återupptagna.\n', exit: 0 }
  },
}

/** The pause in a line; nothing when there is none. */
export function toldPause(paused: OutboxPause | null): string {
  return paused === null ? '' : `Alla utskick är pausade av ${paused.by} sedan ${paused.since}: ${paused.reason}\nDe återupptas med ”outbox resume --by NAMN”.\n`
}
