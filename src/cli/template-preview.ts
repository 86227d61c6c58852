import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { previewTemplate, type PreviewRequest } from '../flows/template-preview.js'
import { argument, demandedOption, textOption, type Command, type Invocation } from './command.js'
import { readWordFile } from './read-word-file.js'

/** `template preview`. */
export const templatePreviewCommand: Command = {
  name: 'template preview', arguments: '<handlingstyp|fil.docx>', summary: 'fyller i en mall med en kunds uppgifter som utkast, utan kod och utan att registrera något',
  options: [
    { flags: '--customer <orgnr>', meaning: 'den registrerade kund vars uppgifter används', required: true },
    { flags: '--out <katalog>', meaning: 'var Word-filen och PDF:en skrivs (annars ./forhandsvisning)' },
    { flags: '--kind <handlingstyp>', meaning: 'vilken handlingstyp en fil är mall för (annars den som filen själv anger)' },
  ],
  output: z.strictObject({ kind: z.string(), customer: z.string(), docx: z.string(), pdf: z.string(), pageCount: z.int(), gaps: z.array(z.string()) }),
  run: async (invocation) => {
    const preview = await previewTemplate(invocation.app, await requestOf(invocation))
    const folder = resolve(textOption(invocation.options, 'out') ?? 'forhandsvisning')
    const [docx, pdf] = [join(folder, `${preview.kind}-utkast.docx`), join(folder, `${preview.kind}-utkast.pdf`)]
    try {
      await mkdir(folder, { recursive: true })
      await writeFile(docx, preview.docx)
      await writeFile(pdf, preview.pdf)
    } catch (cause) {
      throw new Failure('file-unreadable', `Det går inte att skriva i ${folder}. Välj en annan katalog med --out.`, { cause })
    }
    const { kind, customer, pageCount, gaps } = preview
    const missing = gaps.length === 0 ? '' : `Luckor: ${gaps.join(' ')}\n`
    return { json: { kind, customer, docx, pdf, pageCount, gaps }, text: `${docx}\n${pdf} (${pageCount} sidor, ${customer})\n${missing}`, exit: 0 }
  },
}

async function requestOf({ args, options }: Invocation): Promise<PreviewRequest> {
  const source = argument(args, 0)
  const orgnr = demandedOption(options, 'customer')
  if (/\.docx$/i.test(source)) return { orgnr, kind: textOption(options, 'kind') ?? null, docx: await readWordFile(source) }
  return { orgnr, kind: source, docx: null }
}
