import { differingPlaces } from '../../contracts/differing-places.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { DraftDifference, Tracking } from '../../templates/draft-difference.js'
import { Failure } from '../../templates/failure.js'
import { printable } from '../../templates/plain-text.js'
import { shortWords, writtenWord } from '../../templates/written-change.js'
import { compareDraft, type ComparedDraft, compareProposed, compareRegistered } from '../flows/draft-compare.js'
import { dropDraft } from '../flows/draft-drop.js'
import { registerDraft, type RegisteredDraft } from '../flows/draft-register.js'
import { comparedDraftShape, registeredDraftShape } from '../flows/draft-shapes.js'
import { recordedSchema } from '../flows/outward-shapes.js'
import { argument, demandedOption, textOption, type Command, type Outcome } from './command.js'
import { readTemplateFile } from './read-template-file.js'
import { toldEvents } from './recorded.js'

/** `draft compare`. */
export const draftCompareCommand: Command = {
  name: 'draft compare', arguments: '[fil]', summary: 'visar vad som skiljer en återlämnad Word-fil eller PDF från det som gavs ut, ord för ord; utan fil hur kundens registrerade text skiljer sig från mallen; registrerar inget',
  details: 'Spårade ändringar läses som godkända. Det som är ändrat utan spårning pekas ut. Utseende (typsnitt, fetstil, avstånd) jämförs inte.\nEn PDF läses som text, ord för ord; bilder i den jämförs inte, och sidorna med bilder räknas upp. En skanning utan text går inte att jämföra.\nSvarskod 0: ingen skillnad. 4: något skiljer, och en person måste titta.',
  options: [{ flags: '--document <kod>', meaning: 'versionskoden för det som gavs ut (annars den som filen säger)' }, { flags: '--text <beteckning>', meaning: 'en registrerad text eller ett förslag, enligt ”draft list”, jämfört med mallen' }],
  output: comparedDraftShape,
  run: async ({ app, args, options }) => {
    const [path, document, text] = [args[0], textOption(options, 'document') ?? null, textOption(options, 'text')]
    if (text !== undefined) return comparison(await compareProposed(app, text))
    if (path === undefined && document === null) throw new Failure('call-invalid', 'Ange kundens fil, eller koden på en handling som gavs ut med kundens text: draft compare --document KOD.')
    const compared = path === undefined ? await compareRegistered(app, document ?? '') : await compareDraft(app, { file: await readTemplateFile(path), document })
    return comparison(compared)
  },
}

function comparison(compared: ComparedDraft): Outcome {
  return { json: compared, text: toldComparison(compared), exit: compared.isUnchanged && compared.otherFacts.length === 0 ? 0 : 4 }
}

const TYPES: Readonly<Record<DraftDifference['type'], string>> = { changed: 'ändrat', added: 'tillagt', removed: 'borttaget', moved: 'flyttat', renumbered: 'omnumrerat' }
const MARKS: Readonly<Record<Tracking, string>> = { tracked: 'spårat', untracked: 'UTAN SPÅRNING', partly: 'DELVIS UTAN SPÅRNING' }

/** `draft register`. */
export const draftRegisterCommand: Command = {
  name: 'draft register', arguments: '<fil>', summary: 'registrerar kundens slutversion av RAPS eller rutiner (Word-fil eller PDF), som ersätter mallens text för kunden och ges ut med egen kod, eller ett ändrat avtal som förslag till avvikelse från mallen',
  details: 'Visa först skillnaderna med ”draft compare”. RAPS och rutiner: förvaltningsgruppen beslutar sedan med ”approve”. Avtal: inget ges ut förrän två personer har antagit avvikelsen med ”draft accept”. Filerna skrivs med ”pack … --out”.\nEn PDF ges ut som den är, under våra sidkoder och med en sista sida för beslut och underskrifter; någon Word-fil finns då inte.\nSvarskod 4: ett förslag är registrerat och väntar på två personer.',
  options: [
    { flags: '--document <kod>', meaning: 'versionskoden för det som gavs ut', required: true }, { flags: '--by <namn>', meaning: 'vem som registrerar', required: true },
    { flags: '--reason <text>', meaning: 'varför, när ett godkännande eller underskrifter faller' }, { flags: '--other-facts <text>', meaning: 'varför texten får gälla, när den är gjord med andra uppgifter än de registrerade' },
  ],
  output: registeredDraftShape,
  run: async ({ app, args, options }) => {
    const registered = await registerDraft(app, { file: await readTemplateFile(argument(args, 0)), document: demandedOption(options, 'document'), by: app.actor(demandedOption(options, 'by')), reason: textOption(options, 'reason') ?? null, otherFacts: textOption(options, 'otherFacts') ?? null })
    const { title, code, isNew, differences } = registered
    if (registered.state === 'proposed') return { json: registered, text: toldRegistered(registered), exit: 4 }
    const said = `${title} ${spokenCode(code)} säger det kunden har skrivit; det ${differences === 0 ? 'är ' : ''}${differingPlaces(differences)}.${registered.format === 'pdf' ? ' Sidorna är kundens egna, med en sista sida av oss för beslut och underskrifter. Någon Word-fil finns inte.' : ''}\n`
    return { json: registered, text: isNew ? `Registrerad och utgiven. ${said}Nästa steg: förvaltningsgruppens beslut (approve eller return-for-revision).\n` : `Redan registrerad. ${said}`, exit: 0 }
  },
}

function toldRegistered({ text, isNew, comparison: compared }: RegisteredDraft): string {
  const next = `Nästa steg: två personer antar avvikelsen med ”draft accept ${text} --by NAMN” (eller avslår den med ”draft reject”).`
  return `${compared === null ? '' : `${toldComparison(compared)}\n`}${isNew ? `Registrerad som förslag ${text}. Inget är utgivet.` : `Redan registrerad som förslag ${text}.`} ${next}\n`
}

/** `draft drop`. */
export const draftDropCommand: Command = {
  name: 'draft drop', arguments: '<kod>', summary: 'återgår till mallens text för en handling där kundens text står; nästa ”pack --reissue” ger ut den',
  options: [{ flags: '--by <namn>', meaning: 'vem som registrerar', required: true }, { flags: '--reason <text>', meaning: 'varför', required: true }],
  output: recordedSchema,
  run: async ({ app, args, options }) => {
    const recorded = await dropDraft(app, { document: argument(args, 0), by: app.actor(demandedOption(options, 'by')), reason: demandedOption(options, 'reason') })
    return { json: recorded, text: `${toldEvents(recorded.events)}Det som är utgivet gäller tills handlingen ges ut på nytt: pack … --reissue. Säger kundens text ordagrant det mallen säger står det kvar, och inga underskrifter faller.\n`, exit: 0 }
  },
}

/** A comparison as a clerk reads it. */
export function toldComparison(compared: ComparedDraft): string {
  const { differences, margins, remarks } = compared
  const lines = [`${compared.title} ${spokenCode(compared.code)} för ${compared.customer}, utfärdad ${compared.issuedAt.slice(0, 10)}${compared.stage === 'draft' ? ' som utkast' : ''}${compared.against === 'template' ? '; kundens text jämförd med mallens' : ''}`]
  if (compared.saysCode !== null) lines.push(`OBS! Filen säger själv att den är ${spokenCode(compared.saysCode)}. Kontrollera att den jämförs med rätt handling.`)
  if (compared.supersededBy !== null) lines.push(`OBS! Handlingen är ersatt av ${spokenCode(compared.supersededBy)}; jämförelsen gäller den version som filen kommer från.`)
  if (compared.otherFacts.length > 0) lines.push('OBS! Filen är gjord med andra uppgifter än de som är registrerade:', ...compared.otherFacts.map(({ path, message }) => `  ${path}: ${printable(message)}`))
  for (const part of compared.notCompared) lines.push(`OBS! ${part}`)
  if (compared.isUnchanged) return `${lines.join('\n')}\nIngen skillnad: ${compared.against === 'template' ? 'kundens text säger ordagrant det som mallen säger' : 'filen säger ordagrant det som gavs ut'}.\n`
  const numbered = differences.filter(({ type }) => type === 'renumbered')
  const rest = differences.filter(({ type }) => type !== 'renumbered')
  lines.push(`${compared.format === 'pdf' ? places(rest) : summary(rest)} [-borttaget-] {+tillagt+}`)
  for (const one of rest) lines.push('', toldPlace(one, compared.format), `  ${toldWords(one)}`)
  if (numbered.length > 0) lines.push('', 'Samma text med annat nummer eller annan rubriknivå:', ...numbered.map((one) => `  ${one.number.before ?? 'utan nummer'} → ${one.number.after ?? 'utan nummer'} ${cut(one.words.map(({ text }) => text).join(''))}${one.tracking === 'tracked' ? '' : ` (${MARKS[one.tracking]})`}`))
  if (margins.length > 0) lines.push('', 'Sidhuvud och sidfot:', ...margins.map(({ place, mark, text }) => `  ${place}: ${writtenWord({ text: printable(text), mark })}`))
  if (remarks.length > 0) lines.push('', 'Kommentarer i filen:', ...remarks.map(({ place, by, at, text }) => `  ${place} – ${whoAndWhen(by, at)}: ${cut(text)}`))
  return `${lines.join('\n')}\n`
}

function summary(differences: readonly DraftDifference[]): string {
  if (differences.length === 0) return 'Orden är desamma.'
  const tracked = differences.filter(({ tracking }) => tracking === 'tracked').length
  const hidden = differences.length - tracked
  return `${places(differences).slice(0, -1)}: ${tracked} med spårning, ${hidden} ${hidden === 0 ? 'utan' : 'HELT ELLER DELVIS UTAN SPÅRNING'}.`
}

function places({ length }: readonly DraftDifference[]): string {
  if (length === 0) return 'Orden är desamma.'
  return length === 1 ? '1 ställe skiljer.' : `${length} ställen skiljer.`
}

function toldPlace({ type, place, from, tracking, revisions }: DraftDifference, format: ComparedDraft['format']): string {
  const who = [...new Set(revisions.map(({ by, at }) => whoAndWhen(by, at)))].join(', ')
  const moved = from === null ? '' : ` från ${from.slice(0, 1).toLowerCase()}${from.slice(1)}`
  if (format === 'pdf') return `  ${place} – ${TYPES[type]}${moved}`
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
