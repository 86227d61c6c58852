import { Failure, type Fault } from '../../templates/failure.js'
import { lintWordFile, type LintedFile } from '../../templates/lint-word-file.js'
import { writeLintComments } from '../../templates/write-lint-comments.js'

/** What stands in the way of using a Word template, and what its author may want to look at. */
export interface TemplateCheck {
  /** By place; empty when the template can be used. */
  readonly faults: readonly Fault[]
  /** Facts the kind asks customers for although the template never says them. */
  readonly notes: readonly Fault[]
}

/** The same with a copy of the file that shows all of it as Word comments; null when the file cannot be read at all. */
export interface CommentedCheck extends TemplateCheck {
  readonly copy: Uint8Array | null
}

/** Everything wrong with a Word template, by place. `kind` null: only what is wrong for every kind. */
export function checkTemplate(docx: Uint8Array, kind: string | null): TemplateCheck {
  const { faults, notes } = linted(docx, kind)
  return { faults, notes }
}

/** The check with a commented copy for the author. */
export function commentTemplate(docx: Uint8Array, kind: string | null): CommentedCheck {
  const { faults, notes, file } = linted(docx, kind)
  return { faults, notes, copy: file === null ? null : writeLintComments(docx, file) }
}

function linted(docx: Uint8Array, kind: string | null): TemplateCheck & { file: LintedFile | null } {
  try {
    const file = lintWordFile(docx, kind)
    return { faults: file.faults, notes: file.notes, file: file.root === null ? null : file }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { faults: error.faults.length > 0 ? error.faults : [{ path: 'fil', message: error.message }], notes: [], file: null }
  }
}
