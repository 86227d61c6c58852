import { readFile } from 'node:fs/promises'
import { Failure } from '../../../templates/failure.js'
import { isPdf } from '../../../templates/is-pdf.js'
import { WORD_MEDIA_TYPE } from '../../../templates/word-media-type.js'
import type { CommentedCheck } from '../../flows/template-check.js'
import type { FormFile } from '../page.js'
import { handedInJson } from '../handed-in-json.js'
import type { changeRows } from './line-changes.js'
import type { filePreview } from './template-preview.js'

/** A larger copy makes the page too heavy. */
const LARGEST_COPY_BYTES = 2 * 1024 * 1024

/** A template as it was handed in, and the field map that lay beside it; null for none. */
export interface HandedIn {
  readonly file: Uint8Array
  readonly fileName: string
  readonly map: unknown
}

/** One Word file, or a PDF form alone or with its field map. @throws Failure `call-invalid` for anything else */
export async function handedIn(files: readonly FormFile[]): Promise<HandedIn> {
  const maps = files.filter(({ fileName }) => /\.json$/iu.test(fileName))
  const [template, another] = files.filter((file) => !maps.includes(file))
  if (template === undefined) throw refused('Välj en fil.', 'Välj mallens fil.')
  if (another !== undefined || maps.length > 1) throw refused('Det följde med fler filer än en mall och en fältkarta.', 'Välj en mall i taget.')
  const file = await readFile(template.path)
  const [map] = maps
  if (map !== undefined && !isPdf(file)) throw refused('En fältkarta hör till en PDF-blankett; en Word-mall har sina taggar i texten.', 'Lämna in Word-filen ensam.')
  return { file, fileName: template.fileName, map: map === undefined ? null : await handedInJson(map.path, 'call-invalid', `Fältkartan ${map.fileName}`) }
}

/** What taking a file in would change, and how it looks. */
export interface Foreseen {
  readonly changes: ReturnType<typeof changeRows>
  readonly more: string
  readonly none: string
  /** Null unless a customer was named. */
  readonly preview: Awaited<ReturnType<typeof filePreview>> | null
}

/** What a check found, for the page; the copy with comments is carried by the page itself, so that nothing that was handed in is kept. */
export function checkView(kind: string, { file, fileName }: HandedIn, { faults, notes, copy }: CommentedCheck, foreseen: Foreseen | null) {
  const form = isPdf(file)
  const isShown = copy !== null && copy.byteLength <= LARGEST_COPY_BYTES && (faults.length + notes.length > 0)
  return {
    fileName, faults, notes, foreseen, count: faults.length === 1 ? '1 fel' : `${faults.length} fel`,
    where: form ? 'Rätta i fältkartan eller blanketten och lämna in den igen.' : 'Rätta i Word och lämna in filen igen.',
    copy: !isShown ? null : form
      ? { name: `${kind}-faltkarta.json`, label: 'Hämta en fältkarta med alla fält', href: `data:application/json;base64,${Buffer.from(copy).toString('base64')}` }
      : { name: `${kind}-kommentarer.docx`, label: 'Hämta filen med kommentarer i Word', href: `data:${WORD_MEDIA_TYPE};base64,${Buffer.from(copy).toString('base64')}` },
  }
}

/** What `checkView` gives. */
export type CheckView = ReturnType<typeof checkView>

function refused(message: string, atField: string): Failure {
  return new Failure('call-invalid', `${message} Inget är gjort.`, { faults: [{ path: 'file', message: atField }] })
}
