import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { checkTemplate, exportTemplate, releaseTemplate, templateList, type EditionStatus } from '../flows/template.js'
import { argument, demandedOption, textOption, type Command } from './command.js'

const edition = z.strictObject({ kind: z.string(), edition: z.string(), templateSha256: z.string(), author: z.string(), addedAt: z.string() })
const release = z.strictObject({ kind: z.string(), edition: z.string(), byName: z.string(), osUser: z.string(), at: z.string() })
const editionStatus = edition.extend({ releases: z.array(release) })

/** `template list`. */
export const templateListCommand: Command = {
  name: 'template list', arguments: '', summary: 'visar varje handlingstyps gällande utgåva', options: [], output: z.array(editionStatus),
  run: async ({ app }) => {
    const editions = await templateList(app)
    return { json: editions, text: editions.map(told).join(''), exit: 0 }
  },
}

/** `template export`. */
export const templateExportCommand: Command = {
  name: 'template export', arguments: '<handlingstyp>', summary: 'skriver ut mallen som Word-fil med taggarna synliga',
  options: [{ flags: '--out <fil>', meaning: 'filens namn (annars <handlingstyp>.docx)' }], output: z.strictObject({ path: z.string(), edition }),
  run: async ({ app, args, options }) => {
    const kind = argument(args, 0)
    const exported = await exportTemplate(app, kind)
    const path = resolve(textOption(options, 'out') ?? `${kind}.docx`)
    try {
      await writeFile(path, exported.bytes)
    } catch (cause) {
      throw new Failure('file-unreadable', `Det går inte att skriva ${path}. Välj en annan fil med --out.`, { cause })
    }
    return { json: { path, edition: exported.edition }, text: `${path}\n`, exit: 0 }
  },
}

/** `template check`. */
export const templateCheckCommand: Command = {
  name: 'template check', arguments: '<fil.docx>', summary: 'granskar en Word-mall: okända taggar, obalanserade block och sådant som inte stöds', options: [],
  output: z.strictObject({ faults: z.array(z.strictObject({ path: z.string(), message: z.string() })) }),
  standsAlone: async ({ args }) => {
    const path = argument(args, 0)
    let bytes: Uint8Array
    try {
      bytes = await readFile(path)
    } catch (cause) {
      throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
    }
    const faults = checkTemplate(bytes)
    return { json: { faults }, text: faults.length === 0 ? 'Mallen går att använda.\n' : faults.map((fault) => `${fault.path}: ${fault.message}\n`).join(''), exit: faults.length === 0 ? 0 : 4 }
  },
}

/** `template release`. */
export const templateReleaseCommand: Command = {
  name: 'template release', arguments: '<handlingstyp>', summary: 'frisläpper en granskad utgåva; två personer krävs för undertecknandeexemplar till verkliga parter',
  options: [{ flags: '--by <namn>', meaning: 'vem som har granskat', required: true }], output: editionStatus,
  run: async ({ app, args, options }) => {
    const released = await releaseTemplate(app, argument(args, 0), app.actor(demandedOption(options, 'by')))
    return { json: released, text: told(released), exit: 0 }
  },
}

function told({ kind, edition: number, releases, author }: EditionStatus): string {
  const by = releases.map(({ byName }) => byName)
  const state = by.length >= 2 ? `frisläppt av ${by.join(' och ')}` : by.length === 1 ? `granskad av ${by.join()}; väntar på en andra person` : 'ej juridiskt granskad'
  return `${kind.padEnd(26)} utgåva ${number} (${author}): ${state}\n`
}
