import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { isPdf } from '../../templates/is-pdf.js'
import { exportTemplate, releaseTemplate, templateHistory, templateList, type EditionStatus } from '../flows/template.js'
import { importTemplate } from '../flows/template-import.js'
import { editionShape, editionStatusShape, importedTemplateShape } from '../flows/template-shapes.js'
import { argument, demandedOption, textOption, type Command } from './command.js'
import { FIELDS_OPTION, readFieldMapFile, readTemplateFile } from './read-template-file.js'
import { moment } from '../flows/swedish-moment.js'

/** `template list`. */
export const templateListCommand: Command = {
  name: 'template list', arguments: '', summary: 'visar varje handlingstyps gällande mallutgåva: vem som gjort den, när, och vilka som frisläppt den',
  options: [{ flags: '--history <handlingstyp>', meaning: 'alla utgåvor av en handlingstyp, den senaste först' }], output: z.array(editionStatusShape),
  run: async ({ app, options }) => {
    const kind = textOption(options, 'history')
    const editions = kind === undefined ? await templateList(app) : await templateHistory(app, kind)
    return { json: editions, text: editions.map(told).join(''), exit: 0 }
  },
}

/** `template export`. */
export const templateExportCommand: Command = {
  name: 'template export', arguments: '<handlingstyp>', summary: 'skriver ut mallen som Word-fil med taggarna synliga; en PDF-blankett med sin fältkarta inuti',
  options: [{ flags: '--out <fil>', meaning: 'filens namn (annars <handlingstyp>.docx eller .pdf)' }, { flags: '--edition <nummer>', meaning: 'en tidigare utgåva (annars den gällande)' }],
  output: z.strictObject({ path: z.string(), edition: editionShape }),
  run: async ({ app, args, options }) => {
    const kind = argument(args, 0)
    const exported = await exportTemplate(app, kind, textOption(options, 'edition') ?? null)
    const path = resolve(textOption(options, 'out') ?? `${kind}.${isPdf(exported.bytes) ? 'pdf' : 'docx'}`)
    try {
      await writeFile(path, exported.bytes)
    } catch (cause) {
      throw new Failure('file-unreadable', `Det går inte att skriva ${path}. Välj en annan fil med --out.`, { cause })
    }
    return { json: { path, edition: exported.edition }, text: `${path}\n`, exit: 0 }
  },
}

/** `template import`. */
export const templateImportCommand: Command = {
  name: 'template import', arguments: '<fil>', summary: 'läser in en Word-mall, eller en PDF-blankett med fältkarta, som ny utgåva; den gäller från nästa utfärdande',
  options: [
    { flags: '--by <namn>', meaning: 'vem som har gjort ändringarna', required: true },
    { flags: '--kind <handlingstyp>', meaning: 'vilken handlingstyp mallen är för (annars den som filen själv anger)' },
    FIELDS_OPTION,
  ],
  output: importedTemplateShape,
  run: async ({ app, args, options }) => {
    const file = await readTemplateFile(argument(args, 0))
    const imported = await importTemplate(app, { file, by: app.actor(demandedOption(options, 'by')), kind: textOption(options, 'kind') ?? null, map: await readFieldMapFile(options) })
    const { edition: added, replaces, notes } = imported
    const before = replaces === null ? '' : ` Den ersätter utgåva ${replaces.edition} (${replaces.author}); ”template diff ${added.kind}” visar skillnaden.`
    const next = 'Undertecknandeexemplar till verkliga parter kräver att två andra personer frisläpper den med ”template release”.'
    return { json: imported, text: `${added.kind}, utgåva ${added.edition} (${added.author}) är inläst.${before}\n${next}\n${notes.map((note) => `Observera: ${note.message}\n`).join('')}`, exit: notes.length === 0 ? 0 : 4 }
  },
}

/** `template release`. */
export const templateReleaseCommand: Command = {
  name: 'template release', arguments: '<handlingstyp>', summary: 'frisläpper en granskad utgåva; två personer, ingen av dem dess författare, krävs för undertecknandeexemplar till verkliga parter',
  options: [{ flags: '--by <namn>', meaning: 'vem som har granskat', required: true }, { flags: '--edition <nummer>', meaning: 'den utgåva som granskats; nekas om den inte längre är den gällande' }], output: editionStatusShape,
  run: async ({ app, args, options }) => {
    const released = await releaseTemplate(app, argument(args, 0), app.actor(demandedOption(options, 'by')), textOption(options, 'edition') ?? null)
    return { json: released, text: told(released), exit: 0 }
  },
}

function told({ kind, edition: number, releases, author, addedAt }: EditionStatus): string {
  const by = releases.map(({ byName, at }) => `${byName} ${moment(at)}`)
  const state = by.length >= 2 ? `frisläppt av ${by.join(' och ')}` : by.length === 1 ? `granskad av ${by.join()}; väntar på en andra person` : 'ej juridiskt granskad'
  return `${kind.padEnd(26)} utgåva ${number} (${author}, ${moment(addedAt)}): ${state}\n`
}
