import { z } from 'zod'
import { RETENTION_START_LABELS, RETENTION_STARTS, ruleText, type Retention } from '../../contracts/retention.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import { faultsOf } from '../../templates/facts-faults.js'
import { documentRetention, documentRetentionSchema, documentsRunOut, extendRetention, type DocumentRetention } from '../flows/document-retention.js'
import { houseRetentions, retentionSchema, saidRetentionSchema, setRetention, yearsIn, type SaidRetention } from '../flows/retention.js'
import { argument, demandedOption, textOption, type Command, type Options } from './command.js'

const BY = { flags: '--by <namn>', meaning: 'vem som registrerar', required: true } as const

/** `retention list`: how long each kind is kept. */
export const retentionListCommand: Command = {
  name: 'retention list', arguments: '', summary: 'visar hur länge varje slags handling bevaras, enligt vilket beslut; programmet gallrar aldrig något', options: [], output: z.array(retentionSchema),
  run: async ({ app }) => {
    const list = await houseRetentions(app.store.read)
    return { json: list, text: list.map(told).join(''), exit: 0 }
  },
}

/** `retention set`: records a decision. */
export const retentionSetCommand: Command = {
  name: 'retention set', arguments: '<slag>', summary: 'registrerar ett beslut om hur länge ett slags handling bevaras; tidigare beslut står kvar i historiken', output: retentionSchema,
  options: [
    BY, { flags: '--years <antal>', meaning: 'hela år, eller ”bevaras”', required: true }, { flags: '--from <händelse>', meaning: `vad åren räknas från: ${RETENTION_STARTS.map((start) => `${start} (${RETENTION_START_LABELS[start].toLocaleLowerCase('sv')})`).join(', ')}; ceased om inget sägs` },
    { flags: '--decision <text>', meaning: 'var beslutet finns, till exempel ”Dokumenthanteringsplan 2026, 4.2”', required: true }, { flags: '--decided-by <vem>', meaning: 'vem som beslutade', required: true }, { flags: '--decided-on <datum>', meaning: 'beslutsdag', required: true },
  ],
  run: async ({ app, args, options }) => {
    const set = await setRetention(app, argument(args, 0), readRule(options), app.actor(demandedOption(options, 'by')))
    return { json: set, text: told(set), exit: 0 }
  },
}

/** `retention show`: how long one document is kept. */
export const retentionShowCommand: Command = {
  name: 'retention show', arguments: '<kod>', summary: 'visar hur länge en handling bevaras', options: [], output: documentRetentionSchema,
  run: async ({ app, args }) => {
    const found = await documentRetention(app, argument(args, 0))
    return { json: found, text: toldDocument(found), exit: 0 }
  },
}

/** `retention due`: what a person must decide about. */
export const retentionDueCommand: Command = {
  name: 'retention due', arguments: '', summary: 'visar handlingar vars tid har gått ut, för att någon ska se över dem; inget gallras', options: [], output: z.array(documentRetentionSchema),
  run: async ({ app }) => {
    const found = await documentsRunOut(app)
    return { json: found, text: found.length === 0 ? 'Ingen handlings tid har gått ut.\n' : found.map(toldDocument).join(''), exit: 0 }
  },
}

/** `retention extend`: keeps one document longer. */
export const retentionExtendCommand: Command = {
  name: 'retention extend', arguments: '<kod>', summary: 'registrerar att en handling ska bevaras längre än dess slag', output: documentRetentionSchema,
  options: [BY, { flags: '--until <datum>', meaning: 'till och med den dagen, eller ”bevaras” för alltid', required: true }, { flags: '--reason <text>', meaning: 'varför', required: true }],
  run: async ({ app, args, options }) => {
    const extended = await extendRetention(app, argument(args, 0), { until: readUntil(demandedOption(options, 'until')), reason: demandedOption(options, 'reason'), by: app.actor(demandedOption(options, 'by')) })
    return { json: extended, text: toldDocument(extended), exit: 0 }
  },
}

/** @throws Failure `call-invalid` with every option that is wrong */
function readRule(options: Options): SaidRetention {
  const [years, from] = [yearsIn(demandedOption(options, 'years')), textOption(options, 'from')]
  if (years === undefined) throw new Failure('call-invalid', `--years ${demandedOption(options, 'years')}: skriv hela år, till exempel 10, eller bevaras.`)
  const said = { years, ...(from === undefined ? {} : { from }), decision: textOption(options, 'decision'), decidedBy: textOption(options, 'decidedBy'), decidedOn: textOption(options, 'decidedOn') }
  const read = saidRetentionSchema.safeParse(said, { reportInput: true })
  if (read.success) return read.data
  throw new Failure('call-invalid', 'Beslutet går inte att spara som det är skrivet. Inget är gjort.', { faults: [...faultsOf(read.error, saidRetentionSchema)] })
}

/** @throws Failure `call-invalid` */
function readUntil(typed: string): string | null {
  if (typed === 'bevaras') return null
  if (z.iso.date().safeParse(typed).success) return typed
  throw new Failure('call-invalid', `--until ${typed}: skriv en dag som ÅÅÅÅ-MM-DD, eller bevaras.`)
}

function told({ subject, title, rule, earlier }: Retention): string {
  if (rule === null) return `${subject} (${title}): inte beslutat, bevaras tills vidare\n`
  const before = earlier.length === 0 ? '' : `; ${earlier.length} tidigare beslut`
  return `${subject} (${title}): ${ruleText(rule)}, enligt ${rule.decision} (${rule.decidedBy}, ${rule.decidedOn})${before}\n`
}

function toldDocument({ code, title, customer, text, extended }: DocumentRetention): string {
  return `${spokenCode(code)} ${title}, ${customer}: ${text}${extended === null ? '' : ` Längre tid beslutad ${extended.on} av ${extended.by}: ${extended.reason}.`}\n`
}
