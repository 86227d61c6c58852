import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { kindOf } from '../../contracts/kinds.js'
import { Failure } from '../../templates/failure.js'
import { isPdf } from '../../templates/is-pdf.js'
import { readConfig } from '../config.js'
import type { Imaging } from '../imaging/imaging.js'
import { faultShape } from '../flows/outward-shapes.js'
import { tryTemplate } from '../flows/template-check.js'
import { kindOfFile } from '../flows/template-import.js'
import { argument, textOption, type Command } from './command.js'
import { FIELDS_OPTION, readFieldMapFile, readTemplateFile } from './read-template-file.js'

/** `template check`. */
export const templateCheckCommand: Command = {
  name: 'template check', arguments: '<fil>', summary: 'granskar en Word-mall eller en PDF-blankett: okända taggar, obalanserade block, fält utan uppgift, sådant som inte stöds, och uppgifter som krävs men aldrig skrivs ut',
  options: [{ flags: '--kind <handlingstyp>', meaning: 'vilken handlingstyp mallen är för (annars den som filen själv anger)' }, { flags: '--out <fil>', meaning: 'skriver en kopia av Word-mallen med en kommentar vid varje fel; för en PDF-blankett en fältkarta med alla fält' }, FIELDS_OPTION],
  output: z.strictObject({ faults: z.array(faultShape), notes: z.array(faultShape), copy: z.string().nullable() }),
  standsAlone: async ({ args, options, environment }) => {
    const path = argument(args, 0)
    const out = textOption(options, 'out')
    if (out !== undefined && resolve(out) === resolve(path)) throw new Failure('call-invalid', `--out ${out} är mallen själv. Ange en annan fil för den kommenterade kopian.`)
    const [file, map] = [await readTemplateFile(path), await readFieldMapFile(options)]
    const asked = textOption(options, 'kind')
    const imagingOf = async (): Promise<Imaging> => (await import('../app.js')).imagingFor(readConfig(environment, undefined))
    const { faults, notes, copy } = await tryTemplate(imagingOf, file, asked === undefined ? await kindSaid(file, map) : kindOf(asked).id, map)
    const written = out === undefined || copy === null ? null : await writeCopy(resolve(out), copy)
    const text = [
      ...(faults.length === 0 ? ['Mallen går att använda.'] : faults.map((one) => `${one.path}: ${one.message}`)),
      ...notes.map(({ message }) => `Observera: ${message}`),
      ...(written === null ? [] : [`${isPdf(file) ? 'Fältkarta' : 'Kommenterad kopia'}: ${written}`]),
      ...(out !== undefined && copy === null ? ['Filen går inte att läsa, så det finns ingen kopia att kommentera i.'] : []),
    ]
    return { json: { faults, notes, copy: written }, text: `${text.join('\n')}\n`, exit: faults.length === 0 ? 0 : 4 }
  },
}

async function writeCopy(path: string, copy: Uint8Array): Promise<string> {
  try {
    await writeFile(path, copy)
    return path
  } catch (cause) {
    throw new Failure('file-unreadable', `Det går inte att skriva ${path}. Välj en annan fil med --out.`, { cause })
  }
}

/** A file that cannot be read or says something else is judged by what holds for every kind. */
async function kindSaid(file: Uint8Array, map: unknown): Promise<string | null> {
  try {
    return await kindOfFile(file, null, map)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return null
  }
}
