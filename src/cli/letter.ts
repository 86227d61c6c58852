import { toldSources } from './told-sources.js'
import { z } from 'zod'
import { deliveryOutcomeSchema, describeOutcome } from '../../signing/delivery.js'
import { stateWords } from '../flows/letter-state-words.js'
import { partsWords, partWords, recipientKeyWords } from '../flows/letter-part-words.js'
import { letterDetails, listedLetters } from '../flows/letters.js'
import { callOffLetter, callOffLostLetter, holdLetter, resendLetter, resumeLetter } from '../flows/steer-letter.js'
import { letterDetailsSchema, letterSchema, listedLetterSchema } from '../flows/outward-shapes.js'
import { Failure } from '../../templates/failure.js'
import type { Letter } from '../storage/letter.js'
import type { LetterPart } from '../storage/letter-parts.js'
import { argument, demandedOption, textOption, type Command, type Options, type OptionSpec } from './command.js'
import { moment } from '../flows/swedish-moment.js'

const BY: OptionSpec = { flags: '--by <namn>', meaning: 'vem som gör det', required: true }
const REASON: OptionSpec = { flags: '--reason <text>', meaning: 'varför', required: true }

/** `letter list`. */
export const letterListCommand: Command = {
  name: 'letter list', arguments: '', summary: 'visar utkorgen', options: [], output: z.array(listedLetterSchema),
  run: async ({ app }) => {
    const all = await listedLetters(app.store.read)
    return { json: all, text: all.length === 0 ? 'Utkorgen är tom.\n' : all.map((letter) => `${toldLetter(letter)}${letter.parts.length === 0 ? '' : `  ${partsWords(letter.parts)}\n`}`).join(''), exit: 0 }
  },
}

/** `letter show`. */
export const letterShowCommand: Command = {
  name: 'letter show', arguments: '<brev>', summary: 'visar ett brev: handlingar, försök och kvitto', options: [],
  output: letterDetailsSchema,
  run: async ({ app, args }) => {
    const details = await letterDetails(app, argument(args, 0))
    const files = details.files.map((file) => `  ${file.fileName} (${file.pageCount} sidor)\n    SHA-256 ${file.sha256}\n${toldSources(file.sources).map((line) => `${line}\n`).join('')}`)
    const attempts = details.attempts.map(({ attempt, at, response }) => `  Försök ${attempt}, ${moment(at)}: ${describeOutcome(deliveryOutcomeSchema.parse(JSON.parse(response)))}\n`)
    const sealed = details.parts.length > 0 ? details.parts.map(toldPart).join('') : details.letter.messageId === null ? '' : `  Message-ID ${details.letter.messageId}\n  Krypterat brev ${details.letter.ciphertextSha256}\n`
    const receipt = details.letter.receiptSha256 === null ? '' : `  Kvitto ${details.letter.receiptSha256}\n`
    const key = recipientKeyWords(details.recipientKey)
    return { json: details, text: `${toldLetter(details.letter)}${key === '' ? '' : `  ${key}\n`}${files.join('')}${sealed}${attempts.join('')}${receipt}`, exit: 0 }
  },
}

/** `letter hold`. */
export const letterHoldCommand: Command = {
  name: 'letter hold', arguments: '<brev>', summary: 'stoppar ett brev som inte har gått', options: [BY, REASON], output: letterSchema,
  run: async ({ app, args, options }) => {
    const held = await holdLetter(app, argument(args, 0), demandedOption(options, 'reason'), app.actor(demandedOption(options, 'by')))
    return { json: held, text: toldLetter(held), exit: 0 }
  },
}

/** `letter resume`. */
export const letterResumeCommand: Command = {
  name: 'letter resume', arguments: '<brev>', summary: 'låter ett stoppat brev gå vidare', options: [BY, { flags: '--reason <text>', meaning: 'varför; måste anges när en underskrift i brevet har samma bläck som en annan, och sparas' }], output: letterSchema,
  run: async ({ app, args, options }) => {
    const resumed = await resumeLetter(app, argument(args, 0), app.actor(demandedOption(options, 'by')), textOption(options, 'reason') ?? null)
    return { json: resumed, text: toldLetter(resumed), exit: 0 }
  },
}

/** `letter resend`. */
export const letterResendCommand: Command = {
  name: 'letter resend', arguments: '<brev>', summary: 'skickar ett brev som inte kom fram en gång till, med samma innehåll och Message-ID', options: [BY, REASON, { flags: '--part <nummer>', meaning: 'bara den delen av ett brev i flera delar' }], output: letterSchema,
  run: async ({ app, args, options }) => {
    const resent = await resendLetter(app, argument(args, 0), demandedOption(options, 'reason'), app.actor(demandedOption(options, 'by')), partOf(options))
    return { json: resent, text: toldLetter(resent), exit: 0 }
  },
}

/** `letter cancel`. */
export const letterCancelCommand: Command = {
  name: 'letter cancel', arguments: '<brev>', summary: 'ställer in ett brev som inte har gått; handlingarna går först när de bekräftas eller godkänns på nytt', options: [BY, REASON, { flags: '--never-arrived', meaning: 'det kan ha gått, men mottagaren säger att det aldrig kom' }], output: letterSchema,
  run: async ({ app, args, options }) => {
    const callOff = options['neverArrived'] === true ? callOffLostLetter : callOffLetter
    const cancelled = await callOff(app, argument(args, 0), demandedOption(options, 'reason'), app.actor(demandedOption(options, 'by')))
    return { json: cancelled, text: toldLetter(cancelled), exit: 0 }
  },
}

function partOf(options: Options): number | null {
  const typed = textOption(options, 'part')
  if (typed === undefined) return null
  if (!/^[1-9]\d{0,3}$/.test(typed)) throw new Failure('call-invalid', `--part ${typed}: ange delens nummer, från 1.`)
  return Number(typed)
}

/** One mail of a letter that is several. */
function toldPart(part: LetterPart, _: number, parts: readonly LetterPart[]): string {
  return `  D${partWords(part, parts).slice(1)}\n    Message-ID ${part.messageId}\n    Krypterat brev ${part.ciphertextSha256}\n`
}

/** One letter in a few words. */
export function toldLetter(letter: Letter): string {
  const when = letter.state === 'due' ? `, tidigast ${moment(letter.releaseAt)}` : letter.nextAttemptAt === null ? '' : `, nytt försök ${moment(letter.nextAttemptAt)}`
  return `${letter.id}  brev ${letter.number} för ${letter.orgnr} till ${letter.recipient}: ${stateWords(letter.state)}${when}${letter.reason === null ? '' : `\n  ${letter.reason}`}\n`
}
