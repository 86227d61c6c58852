import { spokenCode } from '../../contracts/spoken-code.js'
import type { DraftDifference, Tracking } from '../../templates/draft-difference.js'
import { printable } from '../../templates/plain-text.js'
import { shortWords, writtenWord } from '../../templates/written-change.js'
import { compareDraft, type ComparedDraft } from '../flows/draft-compare.js'
import { comparedDraftShape } from '../flows/draft-shapes.js'
import { argument, textOption, type Command } from './command.js'
import { readTemplateFile } from './read-template-file.js'

/** `draft compare`. */
export const draftCompareCommand: Command = {
  name: 'draft compare', arguments: '<fil.docx>', summary: 'visar vad som skiljer en återlämnad Word-fil från det som gavs ut, ord för ord; registrerar inget',
  details: 'Spårade ändringar läses som godkända. Det som är ändrat utan spårning pekas ut. Utseende (typsnitt, fetstil, avstånd) jämförs inte.\nSvarskod 0: ingen skillnad. 4: något skiljer, och en person måste titta.',
  options: [{ flags: '--document <kod>', meaning: 'versionskoden för det som gavs ut (annars den som filen säger)' }],
  output: comparedDraftShape,
  run: async ({ app, args, options }) => {
    const path = argument(args, 0)
    const compared = await compareDraft(app, { docx: await readTemplateFile(path), document: textOption(options, 'document') ?? null })
    return { json: compared, text: toldComparison(compared), exit: compared.isUnchanged ? 0 : 4 }
  },
}

const TYPES: Readonly<Record<DraftDifference['type'], string>> = { changed: 'ändrat', added: 'tillagt', removed: 'borttaget', moved: 'flyttat', renumbered: 'omnumrerat' }
const MARKS: Readonly<Record<Tracking, string>> = { tracked: 'spårat', untracked: 'UTAN SPÅRNING', partly: 'DELVIS UTAN SPÅRNING' }

/** A comparison as a clerk reads it. */
export function toldComparison(compared: ComparedDraft): string {
  const { differences, margins, remarks } = compared
  const lines = [`${compared.title} ${spokenCode(compared.code)} för ${compared.customer}, utfärdad ${compared.issuedAt.slice(0, 10)}${compared.stage === 'draft' ? ' som utkast' : ''}`]
  if (compared.saysCode !== null) lines.push(`OBS! Filen säger själv att den är ${spokenCode(compared.saysCode)}. Kontrollera att den jämförs med rätt handling.`)
  if (compared.supersededBy !== null) lines.push(`OBS! Handlingen är ersatt av ${spokenCode(compared.supersededBy)}; jämförelsen gäller den version som filen kommer från.`)
  if (compared.isUnchanged) return `${lines.join('\n')}\nIngen skillnad: filen säger ordagrant det som gavs ut.\n`
  const numbered = differences.filter(({ type }) => type === 'renumbered')
  const rest = differences.filter(({ type }) => type !== 'renumbered')
  lines.push(`${summary(rest)} [-borttaget-] {+tillagt+}`)
  for (const one of rest) lines.push('', toldPlace(one), `  ${toldWords(one)}`)
  if (numbered.length > 0) lines.push('', 'Samma text med annat nummer eller annan rubriknivå:', ...numbered.map((one) => `  ${one.number.before ?? 'utan nummer'} → ${one.number.after ?? 'utan nummer'} ${cut(one.words.map(({ text }) => text).join(''))}${one.tracking === 'tracked' ? '' : ` (${MARKS[one.tracking]})`}`))
  if (margins.length > 0) lines.push('', 'Sidhuvud och sidfot:', ...margins.map(({ place, mark, text }) => `  ${place}: ${writtenWord({ text: printable(text), mark })}`))
  if (remarks.length > 0) lines.push('', 'Kommentarer i filen:', ...remarks.map(({ place, by, at, text }) => `  ${place} – ${whoAndWhen(by, at)}: ${cut(text)}`))
  return `${lines.join('\n')}\n`
}

function summary(differences: readonly DraftDifference[]): string {
  if (differences.length === 0) return 'Orden är desamma.'
  const tracked = differences.filter(({ tracking }) => tracking === 'tracked').length
  const places = differences.length === 1 ? '1 ställe skiljer' : `${differences.length} ställen skiljer`
  const hidden = differences.length - tracked
  return `${places}: ${tracked} med spårning, ${hidden} ${hidden === 0 ? 'utan' : 'HELT ELLER DELVIS UTAN SPÅRNING'}.`
}

function toldPlace({ type, place, from, tracking, revisions }: DraftDifference): string {
  const who = [...new Set(revisions.map(({ by, at }) => whoAndWhen(by, at)))].join(', ')
  const moved = from === null ? '' : ` från ${from.slice(0, 1).toLowerCase()}${from.slice(1)}`
  return `${tracking === 'tracked' ? '  ' : '! '}${place} – ${TYPES[type]}${moved}, ${MARKS[tracking]}${who === '' ? '' : ` (${who})`}`
}

function whoAndWhen(by: string, at: string | null): string {
  return `${by === '' ? 'okänd' : printable(by)}${at === null ? '' : ` ${at.slice(0, 10)}`}`
}

function toldWords({ words, number }: DraftDifference): string {
  const numbers = number.before === number.after ? [number.after ?? ''] : [number.before === null ? '' : `[-${number.before}-]`, number.after === null ? '' : `{+${number.after}+}`]
  const lead = words.length === 1 ? (number.after ?? number.before ?? '') : numbers.filter((part) => part !== '').join(' ')
  return [lead, words.length === 1 ? words.map(writtenWord).join('') : shortWords(words)].filter((part) => part !== '').join(' ')
}

function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
