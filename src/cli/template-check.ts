import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { kindOf } from '../../contracts/kinds.js'
import { Failure } from '../../templates/failure.js'
import { templateKindOf } from '../../templates/template-kind.js'
import { commentTemplate } from '../flows/template-check.js'
import { argument, textOption, type Command } from './command.js'
import { readWordFile } from './read-word-file.js'

const fault = z.strictObject({ path: z.string(), message: z.string() })

/** `template check`. */
export const templateCheckCommand: Command = {
  name: 'template check', arguments: '<fil.docx>', summary: 'granskar en Word-mall: okända taggar, obalanserade block, sådant som inte stöds, och uppgifter som krävs men aldrig skrivs ut',
  options: [{ flags: '--kind <handlingstyp>', meaning: 'vilken handlingstyp mallen är för (annars den som filen själv anger)' }, { flags: '--out <fil.docx>', meaning: 'skriver en kopia av mallen med en Word-kommentar vid varje fel' }],
  output: z.strictObject({ faults: z.array(fault), notes: z.array(fault), copy: z.string().nullable() }),
  standsAlone: async ({ args, options }) => {
    const path = argument(args, 0)
    const out = textOption(options, 'out')
    if (out !== undefined && resolve(out) === resolve(path)) throw new Failure('call-invalid', `--out ${out} är mallen själv. Ange en annan fil för den kommenterade kopian.`)
    const docx = await readWordFile(path)
    const asked = textOption(options, 'kind')
    const { faults, notes, copy } = commentTemplate(docx, asked === undefined ? kindSaid(docx) : kindOf(asked).id)
    const written = out === undefined || copy === null ? null : await writeCopy(resolve(out), copy)
    const text = [
      ...(faults.length === 0 ? ['Mallen går att använda.'] : faults.map((one) => `${one.path}: ${one.message}`)),
      ...notes.map(({ message }) => `Observera: ${message}`),
      ...(written === null ? [] : [`Kommenterad kopia: ${written}`]),
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
function kindSaid(docx: Uint8Array): string | null {
  try {
    return kindOf(templateKindOf(docx) ?? '').id
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return null
  }
}
