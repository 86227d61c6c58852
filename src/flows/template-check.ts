import { Failure, type Fault } from '../../templates/failure.js'
import { isPdf } from '../../templates/is-pdf.js'
import { lintWordFile, type LintedFile } from '../../templates/lint-word-file.js'
import { writeLintComments } from '../../templates/write-lint-comments.js'
import { checkForm, startedMap } from './form-check.js'
import { unprintableIn } from './refuse-unprintable.js'
import { unseenFieldFaults } from './unseen-field-faults.js'
import type { Imaging } from '../imaging/imaging.js'

/** What stands in the way of using a template, and what its author may want to look at. */
export interface TemplateCheck {
  /** By place; empty when the template can be used. */
  readonly faults: readonly Fault[]
  /** Facts the kind asks customers for although the template never says them. */
  readonly notes: readonly Fault[]
}

/** The same with a file for the author to go on with: a copy that shows all of it as Word comments, or a form's field map; null when the file cannot be read at all. */
export interface CommentedCheck extends TemplateCheck {
  readonly copy: Uint8Array | null
}

/** Everything wrong with a Word template or a PDF form, by place. `kind` null: only what is wrong for every kind; `map` is a form's field map where it is not the one inside it. */
export async function checkTemplate(file: Uint8Array, kind: string | null, map: unknown = null): Promise<TemplateCheck> {
  const { faults, notes } = isPdf(file) ? await checkForm(file, map, kind) : await linted(file, kind)
  return { faults, notes }
}

/** The check with a file for the author. */
export async function commentTemplate(file: Uint8Array, kind: string | null, map: unknown = null): Promise<CommentedCheck> {
  if (isPdf(file)) {
    const reading = await checkForm(file, map, kind)
    return { faults: reading.faults, notes: reading.notes, copy: reading.fields.length === 0 ? null : new TextEncoder().encode(startedMap(reading)) }
  }
  const { faults, notes, file: read } = await linted(file, kind)
  return { faults, notes, copy: read === null ? null : writeLintComments(file, read) }
}

/** The check with a file for the author, and with a form's fields tried where nothing else is wrong, as when it is taken in. `imagingOf` is asked for a form alone. */
export async function tryTemplate(imagingOf: () => Pick<Imaging, 'rasterPdf'> | Promise<Pick<Imaging, 'rasterPdf'>>, file: Uint8Array, kind: string | null, map: unknown = null): Promise<CommentedCheck> {
  const checked = await commentTemplate(file, kind, map)
  return checked.faults.length > 0 || !isPdf(file) ? checked : { ...checked, faults: await unseenFieldFaults(await imagingOf(), file, map) }
}

async function linted(docx: Uint8Array, kind: string | null): Promise<TemplateCheck & { file: LintedFile | null }> {
  try {
    const file = lintWordFile(docx, kind)
    const unprintable = file.template === null ? [] : await unprintableIn(file.template)
    return { faults: [...file.faults, ...unprintable], notes: file.notes, file: file.root === null ? null : file }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { faults: error.faults.length > 0 ? error.faults : [{ path: 'fil', message: error.message }], notes: [], file: null }
  }
}
