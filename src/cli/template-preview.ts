import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import type { PreviewRequest } from '../flows/template-preview.js'
import { argument, demandedOption, textOption, type Command, type Invocation } from './command.js'
import { FIELDS_OPTION, readFieldMapFile, readTemplateFile } from './read-template-file.js'

/** `template preview`. */
export const templatePreviewCommand: Command = {
  name: 'template preview', arguments: '<handlingstyp|fil>', summary: 'fyller i en mall med en kunds uppgifter som utkast, utan kod och utan att registrera något',
  options: [
    { flags: '--customer <orgnr>', meaning: 'den registrerade kund vars uppgifter används', required: true },
    { flags: '--out <katalog>', meaning: 'var Word-filen (inte för en PDF-blankett) och PDF:en skrivs (annars ./forhandsvisning)' },
    { flags: '--kind <handlingstyp>', meaning: 'vilken handlingstyp en fil är mall för (annars den som filen själv anger)' },
    FIELDS_OPTION,
  ],
  output: z.strictObject({ kind: z.string(), customer: z.string(), docx: z.string().nullable(), pdf: z.string(), pageCount: z.int(), gaps: z.array(z.string()) }),
  run: async (invocation) => {
    // Loaded here alone: the PDF library and the fonts would cost every other command half its start.
    const { previewTemplate } = await import('../flows/template-preview.js')
    const preview = await previewTemplate(invocation.app, await requestOf(invocation))
    const folder = resolve(textOption(invocation.options, 'out') ?? 'forhandsvisning')
    const [docx, pdf] = [preview.docx === null ? null : join(folder, `${preview.kind}-utkast.docx`), join(folder, `${preview.kind}-utkast.pdf`)]
    try {
      await mkdir(folder, { recursive: true })
      if (docx !== null && preview.docx !== null) await writeFile(docx, preview.docx)
      await writeFile(pdf, preview.pdf)
    } catch (cause) {
      throw new Failure('file-unreadable', `Det går inte att skriva i ${folder}. Välj en annan katalog med --out.`, { cause })
    }
    const { kind, customer, pageCount, gaps } = preview
    const missing = gaps.length === 0 ? '' : `Luckor: ${gaps.join(' ')}\n`
    return { json: { kind, customer, docx, pdf, pageCount, gaps }, text: `${docx === null ? '' : `${docx}\n`}${pdf} (${pageCount} sidor, ${customer})\n${missing}`, exit: 0 }
  },
}

async function requestOf({ args, options }: Invocation): Promise<PreviewRequest> {
  const source = argument(args, 0)
  const orgnr = demandedOption(options, 'customer')
  if (/\.(docx|pdf)$/i.test(source)) return { orgnr, kind: textOption(options, 'kind') ?? null, file: await readTemplateFile(source), map: await readFieldMapFile(options) }
  return { orgnr, kind: source, file: null }
}
