import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { ANSWER_MEANINGS, type AnswerKind, type AnswerMeaning } from '../../signing/answer.js'
import { Failure } from '../../templates/failure.js'
import { fetchAnswers } from '../flows/fetch-answers.js'
import { receiveAnswer } from '../flows/receive-answer.js'
import { readableAnswer, settleAnswer } from '../flows/settle-answer.js'
import type { App } from '../app.js'
import { comesFromAnother } from '../flows/answer-sender.js'
import { answers, answerSchema, type Answer } from '../storage/answers.js'
import { argument, demandedOption, textOption, type Command, type OptionSpec } from './command.js'
import { moment } from '../flows/swedish-moment.js'

const BY: OptionSpec = { flags: '--by <namn>', meaning: 'vem som har läst svaret', required: true }

/** `answer list`. */
export const answerListCommand: Command = {
  name: 'answer list', arguments: '', summary: 'visar svar på brev: leveransrapporter, returer och mottagarens svar', options: [], output: z.array(answerSchema),
  run: async ({ app }) => {
    const all = await answers(app.store.read)
    return { json: all, text: all.length === 0 ? 'Inga svar har kommit.\n' : await told(app, all), exit: 0 }
  },
}

/** `answer show`. */
export const answerShowCommand: Command = {
  name: 'answer show', arguments: '<svar>', summary: 'visar vad det står i ett svar', options: [], output: z.strictObject({ answer: answerSchema, text: z.string() }),
  run: async ({ app, args }) => {
    const shown = await readableAnswer(app, argument(args, 0))
    return { json: shown, text: `${await told(app, [shown.answer])}\n${shown.text === '' ? 'Svaret har ingen text som går att läsa här.' : shown.text}\n`, exit: 0 }
  },
}

/** `answer read`. */
export const answerReadCommand: Command = {
  name: 'answer read', arguments: '<filer...>', summary: 'läser in svar som sparats från e-postprogrammet som .eml', options: [], output: z.array(answerSchema),
  run: async ({ app, args }) => {
    const received: Answer[] = []
    for (const path of args) {
      const taken = await receiveAnswer(app, await fileAt(path), 'always')
      if (taken !== null) received.push(taken.answer)
    }
    return { json: received, text: await told(app, received), exit: received.every(({ letter }) => letter !== null) ? 0 : 4 }
  },
}

/** `answer fetch`. */
export const answerFetchCommand: Command = {
  name: 'answer fetch', arguments: '', summary: 'hämtar nya svar från brevlådan', options: [], output: z.array(answerSchema),
  run: async ({ app }) => {
    const received = await fetchAnswers(app)
    return { json: received, text: received.length === 0 ? 'Inga nya svar.\n' : await told(app, received), exit: 0 }
  },
}

/** `answer settle`. */
export const answerSettleCommand: Command = {
  name: 'answer settle', arguments: '<svar>', summary: 'registrerar vad ett svar betyder: mottaget, komplettering begärd, godkänt, eller ingenting',
  options: [{ flags: '--as <betydelse>', meaning: `vad svaret betyder: ${ANSWER_MEANINGS.join(', ')}`, required: true }, BY, { flags: '--letter <brev>', meaning: 'vilket brev svaret gäller, när programmet inte har känt igen det' }, { flags: '--reason <text>', meaning: 'vad som ska kompletteras, eller varför svaret inte rör något brev' }],
  output: answerSchema,
  run: async ({ app, args, options }) => {
    const settled = await settleAnswer(app, argument(args, 0), { meaning: meaningOf(demandedOption(options, 'as')), letter: textOption(options, 'letter') ?? null, reason: textOption(options, 'reason') ?? null, by: app.actor(demandedOption(options, 'by')) })
    return { json: settled, text: await told(app, [settled]), exit: 0 }
  },
}

const KIND_WORDS: Readonly<Record<AnswerKind, string>> = { delivered: 'levererat', delayed: 'försenat', bounced: 'i retur', 'auto-reply': 'automatiskt svar', notice: 'meddelande från ett postsystem', reply: 'svar' }
const SIGNATURE_WORDS: Readonly<Record<Answer['signature'], string>> = { valid: ', undertecknat med mottagarens nyckel', invalid: ', undertecknat men INTE giltigt för brevet med mottagarens fästa nyckel', none: ', inte undertecknat' }
const MEANING_WORDS: Readonly<Record<AnswerMeaning, string>> = { received: 'mottagningen bekräftad', 'completion-requested': 'komplettering begärd', approved: 'godkänt', irrelevant: 'rör inget brev' }

async function told(app: App, all: readonly Answer[]): Promise<string> {
  const lines: string[] = []
  for (const answer of all) lines.push(toldAnswer(answer, (await comesFromAnother(app.store.read, answer)) === true))
  return lines.join('')
}

/** One answer in a few words. */
function toldAnswer({ sha256, kind, from, subject, letter, part, receivedAt, signature, diagnostic, settled }: Answer, isStranger: boolean): string {
  const about = letter === null ? 'inte igenkänt, ange brevet med --letter' : `om ${part === null ? '' : `del ${part} av `}brev ${letter}`
  const meaning = settled === null ? '' : `\n  ${MEANING_WORDS[settled.meaning]}, ${settled.by}`
  const sender = kind === 'reply' ? `${isStranger ? ', INTE adressen som brevet gick till' : ''}${SIGNATURE_WORDS[signature]}` : ''
  return `${sha256.slice(0, 12)}  ${moment(receivedAt)} ${KIND_WORDS[kind]} från ${from === '' ? 'okänd avsändare' : from}${sender} (${about}): ${subject}${diagnostic === null ? '' : `\n  ${diagnostic}`}${meaning}\n`
}

function meaningOf(typed: string): AnswerMeaning {
  const meaning = ANSWER_MEANINGS.find((one) => one === typed)
  if (meaning === undefined) throw new Failure('call-invalid', `--as kan inte vara ”${typed}”. Ange ${ANSWER_MEANINGS.join(', ')}.`)
  return meaning
}

async function fileAt(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
}
