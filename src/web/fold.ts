import { formView, type FormSpec, type FormView } from './form.js'
import type { Visit } from './page.js'

/** A form behind its heading, for `{{> fold}}`: open when it was refused just now. */
export interface Fold {
  readonly title: string
  readonly open: boolean
  readonly form: FormView
}

/** The form folded away until somebody wants it. */
export function foldedForm(visit: Visit, spec: FormSpec): Fold {
  const form = formView(visit, { ...spec, heading: '' })
  return { title: spec.heading, open: form.refused !== null, form }
}

/** The same, open from the start. */
export function openForm(visit: Visit, spec: FormSpec): Fold {
  return { ...foldedForm(visit, spec), open: true }
}
