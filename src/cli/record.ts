import { RECORDABLE } from '../../contracts/recordable-names.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { addOwnPoint, removeOwnPoint, untickPoint } from '../flows/points.js'
import { approve, record, returnForRevision, tickPoint } from '../flows/record.js'
import { recordedSchema } from '../flows/outward-shapes.js'
import type { Recorded } from '../flows/record-events.js'
import { argument, demandedOption, textOption, type Command, type OptionSpec, type Options, type Outcome } from './command.js'
import { dayOption, ordinalOption } from './confirm.js'
import { toldDue, toldEvents } from './recorded.js'

const BY: OptionSpec = { flags: '--by <namn>', meaning: 'vem som registrerar', required: true }
const ON: OptionSpec = { flags: '--on <datum>', meaning: 'dagen det hände (annars i dag)' }

/** `record`: every event that has no command of its own. */
export const recordCommand: Command = {
  name: 'record',
  arguments: '<kod-eller-orgnr> <händelse>',
  summary: 'registrerar en händelse som inget annat kommando har (namnen visas av record --help)',
  details: `Händelser:\n${RECORDABLE.map(({ name, label }) => `  ${name.padEnd(44)} ${label}\n`).join('')}`,
  options: [
    BY, ON,
    { flags: '--place <text>', meaning: 'var, hur eller vem: arkivreferens, sätt att returnera, mottagare …' },
    { flags: '--note <text>', meaning: 'anteckning' },
    { flags: '--reason <text>', meaning: 'varför' },
    { flags: '--exemplar <nummer>', meaning: 'vilket pappersexemplar det gäller' },
    { flags: '--set <uppgift=värde>', meaning: 'övriga uppgifter, till exempel nummer=12; får upprepas', repeatable: true },
  ],
  output: recordedSchema,
  run: async ({ app, args, options }) => told(await record(app, {
    subject: argument(args, 0), event: argument(args, 1), exemplar: ordinalOption(options, 'exemplar'), by: app.actor(demandedOption(options, 'by')), on: dayOption(options),
    options: { ...given(options, 'place'), ...given(options, 'note'), ...given(options, 'reason'), set: pairs(options) },
  })),
}

/** `approve`: the board approves RAPS or rutiner. */
export const approveCommand: Command = {
  name: 'approve', arguments: '<kod>', summary: 'förvaltningsgruppen godkänner en handling', output: recordedSchema,
  options: [BY, ON, { flags: '--decision <text>', meaning: 'beslutet, till exempel protokollets paragraf', required: true }],
  run: async ({ app, args, options }) => {
    const recorded = await approve(app, { code: argument(args, 0), decision: demandedOption(options, 'decision'), by: app.actor(demandedOption(options, 'by')), on: dayOption(options) })
    const code = recorded.events.find(({ event }) => event.type === 'approved')?.code ?? argument(args, 0)
    return { ...told(recorded), text: `${told(recorded).text}Nästa steg: tryck beslutet i handlingen före underskrift (print-decision ${spokenCode(code)}), eller för in det för hand.\n` }
  },
}

/** `return-for-revision`: the board sends it back. */
export const returnForRevisionCommand: Command = {
  name: 'return-for-revision', arguments: '<kod>', summary: 'förvaltningsgruppen återremitterar en handling', output: recordedSchema,
  options: [BY, ON, { flags: '--reason <text>', meaning: 'varför', required: true }],
  run: async ({ app, args, options }) => told(await returnForRevision(app, { code: argument(args, 0), reason: demandedOption(options, 'reason'), by: app.actor(demandedOption(options, 'by')), on: dayOption(options) })),
}

/** `point`: ticks a checklist point, takes a tick back, adds or removes a point of the customer's own. */
export const pointCommand: Command = {
  name: 'point', arguments: '<orgnr> <punkt>', summary: 'bockar av en checklistepunkt, till exempel 4.2.5; ångrar, lägger till eller tar bort kundens egna', output: recordedSchema,
  options: [
    BY, ON, { flags: '--note <text>', meaning: 'anteckning' }, { flags: '--untick', meaning: 'ångrar avbockningen; kräver --reason' },
    { flags: '--add <text>', meaning: 'lägger till en egen punkt för kunden; <punkt> är då steget, till exempel 4' }, { flags: '--remove', meaning: 'tar bort en av kundens egna punkter; kräver --reason' }, { flags: '--reason <text>', meaning: 'varför' },
  ],
  run: async ({ app, args, options }) => told(await onPoint(app, argument(args, 0), argument(args, 1), options)),
}

/** @throws Failure `call-invalid` when the options say several things at once, or lack a reason or a step */
async function onPoint(app: App, orgnr: string, point: string, options: Options): Promise<Recorded> {
  const by = app.actor(demandedOption(options, 'by'))
  const added = textOption(options, 'add')
  const chosen = [options['untick'] === true, options['remove'] === true, added !== undefined].filter(Boolean).length
  if (chosen > 1) throw new Failure('call-invalid', 'Ange bara ett av --untick, --add och --remove.')
  if (chosen === 0) return tickPoint(app, { orgnr, point, note: textOption(options, 'note') ?? null, by, on: dayOption(options) })
  if (added !== undefined) {
    if (!/^([1-9]|1[0-2])$/.test(point) || added.trim() === '') throw new Failure('call-invalid', 'Skriv steget (1–12) som punkt och vad punkten är efter --add.')
    return addOwnPoint(app, { orgnr, step: Number(point), text: added.trim(), by })
  }
  const reason = textOption(options, 'reason')?.trim() ?? ''
  if (reason === '') throw new Failure('call-invalid', 'Skriv varför med --reason.')
  return options['remove'] === true ? removeOwnPoint(app, { orgnr, point, reason, by }) : untickPoint(app, { orgnr, point, reason, by })
}

function told(recorded: Recorded): Outcome {
  return { json: recorded, text: `${toldEvents(recorded.events)}${toldDue(recorded.letterDue)}`, exit: 0 }
}

function given(options: Options, name: 'place' | 'note' | 'reason'): Partial<Record<'place' | 'note' | 'reason', string>> {
  const value = textOption(options, name)
  return value === undefined ? {} : { [name]: value }
}

function pairs(options: Options): Record<string, string> {
  const typed = options['set']
  if (!Array.isArray(typed)) return {}
  return Object.fromEntries(typed.map((pair: string) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new Failure('call-invalid', `--set ${pair}: skriv uppgift=värde, till exempel nummer=12.`)
    return [pair.slice(0, at), pair.slice(at + 1)]
  }))
}
