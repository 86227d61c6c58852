import { z } from 'zod'
import { stateWords } from '../flows/letter-state-words.js'
import { outboxPauseSchema } from '../flows/outward-shapes.js'
import { pauseOutbox, reopenOutbox, type OutboxPause } from '../flows/outbox-pause.js'
import { ordinaryLetters, ordinaryLetterSchema, type OrdinaryLetter } from '../storage/ordinary-letters.js'
import { callOffOrdinaryLetter, holdOrdinaryLetter, PURPOSE_WORDS, releaseOrdinaryLetter } from '../flows/steer-ordinary.js'
import { moment } from '../flows/swedish-moment.js'
import { argument, demandedOption, type Command, type OptionSpec, type Outcome } from './command.js'

const BY: OptionSpec = { flags: '--by <namn>', meaning: 'vem som gör det', required: true }
const REASON: OptionSpec = { flags: '--reason <text>', meaning: 'varför', required: true }

/** `outbox list`. */
export const outboxListCommand: Command = {
  name: 'outbox list', arguments: '', summary: 'visar utkast, inbjudningar, påminnelser och meddelanden om konton som har köats; breven med granskningsdokument visas av ”letter list”', options: [], output: z.array(ordinaryLetterSchema),
  run: async ({ app }) => {
    const all = await ordinaryLetters(app.store.read)
    return { json: all, text: all.length === 0 ? 'Inga utkast, inbjudningar, påminnelser eller meddelanden om konton har köats.\n' : all.map(toldOrdinary).join(''), exit: 0 }
  },
}

function toldOrdinary({ id, createdAt, purpose, orgnr, recipient, protection, state, nextAttemptAt, reason }: OrdinaryLetter): string {
  const again = nextAttemptAt === null ? '' : `, nytt försök ${moment(nextAttemptAt)}`
  return `${id}  ${moment(createdAt)} ${PURPOSE_WORDS[purpose]}${orgnr === null ? '' : ` för ${orgnr}`} till ${recipient}${protection === 'encrypted' ? ', krypterat' : ''}: ${stateWords(state)}${again}${state === 'relayed' || reason === null ? '' : `\n  ${reason}`}\n`
}

/** `outbox hold`. */
export const outboxHoldCommand: Command = {
  name: 'outbox hold', arguments: '<id>', summary: 'stoppar ett utkast, en inbjudan, en påminnelse eller ett meddelande om ett konto som inte har gått', options: [BY, REASON], output: ordinaryLetterSchema,
  run: async ({ app, args, options }) => told(await holdOrdinaryLetter(app, argument(args, 0), demandedOption(options, 'reason'), app.actor(demandedOption(options, 'by')))),
}

/** `outbox release`. */
export const outboxReleaseCommand: Command = {
  name: 'outbox release', arguments: '<id>', summary: 'låter ett stoppat utkast, eller en inbjudan, en påminnelse eller ett meddelande, gå vidare', options: [BY], output: ordinaryLetterSchema,
  run: async ({ app, args, options }) => told(await releaseOrdinaryLetter(app, argument(args, 0), app.actor(demandedOption(options, 'by')))),
}

/** `outbox cancel`. */
export const outboxCancelCommand: Command = {
  name: 'outbox cancel', arguments: '<id>', summary: 'ställer in ett utkast, en inbjudan, en påminnelse eller ett meddelande om ett konto som inte har gått', options: [BY, REASON], output: ordinaryLetterSchema,
  run: async ({ app, args, options }) => told(await callOffOrdinaryLetter(app, argument(args, 0), demandedOption(options, 'reason'), app.actor(demandedOption(options, 'by')))),
}

function told(letter: OrdinaryLetter): Outcome {
  return { json: letter, text: toldOrdinary(letter), exit: 0 }
}

/** `outbox pause`. */
export const outboxPauseCommand: Command = {
  name: 'outbox pause', arguments: '', summary: 'stoppar alla utskick, utom påminnelser till administratören, tills någon återupptar dem', options: [BY, REASON], output: outboxPauseSchema,
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
