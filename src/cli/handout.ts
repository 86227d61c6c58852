import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import type { Handout } from '../../contracts/handouts.js'
import { addHandout, handoutFile, handouts, retireHandout } from '../flows/handouts.js'
import { handoutEditionSchema, handoutSchema } from '../flows/meeting-shapes.js'
import { argument, demandedOption, textOption, type Command } from './command.js'
import { listOption } from './meeting.js'

const BY = { flags: '--by <namn>', meaning: 'vem som registrerar', required: true } as const

/** `handout list`: the library. */
export const handoutListCommand: Command = {
  name: 'handout list', arguments: '', summary: 'visar det som delas ut vid träffarna, med utgåvor och vad det hör till', options: [], output: z.array(handoutSchema),
  run: async ({ app }) => {
    const library = await handouts(app.store.read)
    return { json: library, text: library.length === 0 ? 'Inget utdelningsmaterial är tillagt än. Lägg till med ”handout add FIL”.\n' : library.map(told).join(''), exit: 0 }
  },
}

/** `handout add`: a handout, or a new edition of one. */
export const handoutAddCommand: Command = {
  name: 'handout add', arguments: '<fil>', summary: 'lägger till ett material, eller en ny utgåva av ett som finns', output: handoutSchema,
  options: [BY, { flags: '--name <namn>', meaning: 'vad materialet heter', required: true }, { flags: '--edition <beteckning>', meaning: 'utgåvan, till exempel 2026-11', required: true }, { flags: '--for <punkt>', meaning: 'checklistepunkten (6.7) eller steget (10) som behöver det; får upprepas', repeatable: true }],
  run: async ({ app, args, options }) => {
    const path = argument(args, 0)
    const added = await addHandout(app, { handout: demandedOption(options, 'name'), edition: demandedOption(options, 'edition'), needs: listOption(options, 'for'), path, fileName: basename(path), by: app.actor(demandedOption(options, 'by')) })
    return { json: added, text: told(added), exit: 0 }
  },
}

/** `handout retire`: takes one out of use. */
export const handoutRetireCommand: Command = {
  name: 'handout retire', arguments: '<namn>', summary: 'tar ett material ur bruk; utgåvorna finns kvar i arkivet', output: handoutSchema,
  options: [BY, { flags: '--reason <text>', meaning: 'varför', required: true }],
  run: async ({ app, args, options }) => {
    const retired = await retireHandout(app, { handout: argument(args, 0), reason: demandedOption(options, 'reason'), by: app.actor(demandedOption(options, 'by')) })
    return { json: retired, text: told(retired), exit: 0 }
  },
}

/** `handout export`: writes an edition's file. */
export const handoutExportCommand: Command = {
  name: 'handout export', arguments: '<namn>', summary: 'skriver ut filen, i den nyaste utgåvan om ingen annan anges', output: handoutEditionSchema.extend({ path: z.string() }),
  options: [{ flags: '--edition <beteckning>', meaning: 'en viss utgåva' }, { flags: '--out <fil>', meaning: 'filen att skriva (annars dess eget namn här)' }],
  run: async ({ app, args, options }) => {
    const { content, ...edition } = await handoutFile(app, argument(args, 0), textOption(options, 'edition') ?? null)
    const path = textOption(options, 'out') ?? basename(edition.fileName)
    await writeFile(path, content)
    return { json: { ...edition, path }, text: `${edition.handout}, utgåva ${edition.edition}, är skriven i ${path}.\n`, exit: 0 }
  },
}

function told({ handout, editions, retired }: Handout): string {
  const [current] = editions
  const earlier = editions.slice(1).map(({ edition }) => edition)
  return `${handout}, utgåva ${current.edition} (${current.addedOn}, ${current.addedBy}), för ${current.needs.join(', ')}${retired === null ? '' : `; ur bruk sedan ${retired.on}: ${retired.reason}`}${earlier.length === 0 ? '' : `; tidigare utgåvor: ${earlier.join(', ')}`}\n`
}
