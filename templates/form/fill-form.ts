import type { FillContext } from '../context.js'
import type { Run } from '../document.js'
import { Failure, type Fault } from '../failure.js'
import type { Rectangle } from '../stamp.js'
import { Filling, type Gaps } from '../word/filling.js'
import type { Flow } from '../word/flow.js'
import type { ParagraphProgram } from '../word/program.js'
import { holds, rootScope, type Scope } from '../word/scope.js'
import type { CompiledField } from './compile-entries.js'
import type { FormField } from './form-fields.js'
import type { CompiledForm } from './read-form.js'

/** What one field is to say; `blank` is left as the form has it, a choice of null chooses nothing. */
export type FieldValue =
  | { readonly type: 'blank' }
  | { readonly type: 'text'; readonly runs: readonly Run[] }
  | { readonly type: 'tick'; readonly ticked: boolean }
  | { readonly type: 'choice'; readonly option: string | null; readonly gap: string | null }

export interface FilledField {
  readonly field: FormField
  readonly value: FieldValue
}

/** A place for one signature, in the coordinates of the form's own page. */
export interface FormSignature {
  readonly id: string
  readonly party: string
  readonly role: string
  readonly page: number
  readonly area: Rectangle
}

/** A form filled with one customer's facts. */
export interface FilledForm {
  readonly form: CompiledForm
  readonly fields: readonly FilledField[]
  readonly signatures: readonly FormSignature[]
}

/** Every text that stands in a form's field is one line or several of plain runs. */
export function textOfRuns(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('')
}

/**
 * The form filled with one customer's facts. Missing facts are shown as gaps or refused; a question about an absent fact is answered no.
 * @throws Failure `facts-missing` listing every fact that is filled in but not given; `facts-invalid` when a fact says what a field has no option for; `template-invalid` for a format that does not fit
 */
export function fillForm(form: CompiledForm, context: FillContext, gaps: Gaps): FilledForm {
  const pen = new Pen(gaps, rootScope(context))
  const fields = form.fields.map((one): FilledField => ({ field: one.field, value: pen.value(one) }))
  const signatures = pen.signatures(form)
  if (pen.filling.misused.length > 0) throw new Failure('template-invalid', 'Blankettens fältkarta använder uppgifter på ett sätt som inte går. Rätta taggarna.', { faults: pen.filling.misused })
  if (pen.unknown.length > 0) throw new Failure('facts-invalid', 'Uppgifterna stämmer inte med blankettens alternativ.', { faults: pen.unknown })
  const { missing } = pen.filling
  if (gaps === 'refuse' && missing.length > 0) throw new Failure('facts-missing', `Uppgifter saknas: ${missing.map(({ path }) => path).join(', ')}. Komplettera dem, eller gör ett utkast.`, { faults: missing })
  return { form, fields, signatures }
}

class Pen {
  readonly filling: Filling
  readonly unknown: Fault[] = []

  constructor(gaps: Gaps, private readonly scope: Scope) {
    this.filling = new Filling(gaps, new Map(), null)
  }

  value({ field, program }: CompiledField): FieldValue {
    switch (program.type) {
      case 'blank':
        return { type: 'blank' }
      case 'text':
        return { type: 'text', runs: this.#runs(program.flow) ?? [] }
      case 'tick': {
        let ticked = false
        this.filling.walk(program.flow, this.scope, (condition, at) => (ticked = holds(condition, at)))
        return { type: 'tick', ticked }
      }
      case 'choice':
        return this.#choice(field, this.#runs(program.flow) ?? [], program.options)
      default:
        throw new Error(program satisfies never)
    }
  }

  /** Null when the list has no such element; `needsOne` makes a list that is empty altogether a fact that is missing. */
  #runs(flow: Flow<ParagraphProgram>, needsOne: () => boolean = () => false): readonly Run[] | null {
    const found: (readonly Run[])[] = []
    this.filling.walk(flow, this.scope, (paragraph, at) => void found.push(this.filling.paragraph(paragraph, at).runs), needsOne)
    return found[0] ?? null
  }

  #choice(field: FormField, runs: readonly Run[], options: ReadonlyMap<string, string | null>): FieldValue {
    const gap = runs.find((run) => run.gap)?.text ?? null
    const said = textOfRuns(runs)
    if (gap !== null || said === '') return { type: 'choice', option: null, gap }
    const option = options.has(said) ? (options.get(said) ?? null) : said
    if (option !== null && !field.options.includes(option)) this.unknown.push({ path: `Fält ${field.name}`, message: `uppgiften är ”${said}”, men fältet kan bara vara ${field.options.join(', ')}. Rätta uppgiften, eller lägg till den i fältkartans options.` })
    return { type: 'choice', option, gap: null }
  }

  signatures({ signatures, boxes }: CompiledForm): FormSignature[] {
    const counts = new Map<string, number>()
    return signatures.flatMap(({ entry: { party }, role }, index): FormSignature[] => {
      const runs = this.#runs(role, () => true)
      const box = boxes[index]
      if (runs === null || box === undefined) return []
      const ordinal = (counts.get(party) ?? 0) + 1
      counts.set(party, ordinal)
      return [{ id: `${party}-${ordinal}`, party, role: textOfRuns(runs), ...box }]
    })
  }
}
