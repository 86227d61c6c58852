import type { Tried, Visit } from './page.js'

interface Described {
  readonly name: string
  readonly label: string
  readonly hint?: string
  /** Whether it may be left out: said as "(frivilligt)" after the label, or in the form's intro or a hint. */
  readonly optional?: 'optional' | 'said elsewhere'
  /** What stands there before anything is typed. */
  readonly value?: string
  /** The page asks for nothing else, so typing begins in it. */
  readonly focus?: 'when opened'
}

/** One field of a form; a hidden one always carries what the page says. */
export type FieldSpec = { readonly kind: 'hidden'; readonly name: string; readonly value: string; /** It keeps what was sent when the form is shown again, unless that was what was wrong. */ readonly kept?: 'until told' } | ShownField

type ShownField = Described & (
  | { readonly kind: 'text' | 'date' | 'email' | 'password' | 'number' | 'search'; readonly autocomplete?: string; readonly inputmode?: 'numeric'; /** Names that a new password must not hold, for the meter in the browser. */ readonly own?: string }
  | { readonly kind: 'long'; readonly rows?: number }
  | { readonly kind: 'choice' | 'radio'; readonly options: readonly Option[] }
  | { readonly kind: 'ticks'; readonly options: readonly Option[]; /** What is ticked before anything is chosen. */ readonly values?: readonly string[] }
  | { readonly kind: 'file'; readonly accept: string; readonly many?: 'many' }
)

export interface Option {
  readonly value: string
  readonly label: string
  readonly hint?: string
}

/** A form as a page describes it. */
export interface FormSpec {
  /** The `id` of its `PageForm`; where several on one page are sent to the same, each an id of its own that begins with it. */
  readonly id: string
  /** Where it is sent, parameters filled in. */
  readonly action: string
  /** Its heading; empty for none. */
  readonly heading: string
  /** A sentence under the heading; empty for none. */
  readonly intro?: string
  readonly fields: readonly FieldSpec[]
  /** What the button says: a verb. */
  readonly button: string
  /** What the button is about, for whom hears it alone. */
  readonly about?: string
  readonly tone?: 'danger' | 'quiet'
  /** `nobody`: the form records nothing, so nobody's name is asked for. */
  readonly signedBy?: 'nobody'
}

type Control = 'input' | 'long' | 'choice' | 'set' | 'file' | 'hidden'

/** A field, every text ready, for `{{> field}}`. */
export interface FieldView {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly error: string
  readonly hintId: string
  readonly errorId: string
  readonly describedBy: string
  /** What is wrong may come to stand at it while the form is filled in. */
  readonly live: boolean
  /** It is where typing goes on when the form is shown. */
  readonly autofocus: boolean
  readonly required: boolean
  readonly type: string
  readonly value: string
  readonly autocomplete: string
  /** The `id` of the `<datalist>` whose words are proposed; empty for none. */
  readonly datalist: string
  readonly inputmode: string
  /** Names that a new password must not hold; empty for other fields. */
  readonly own: string
  readonly rows: number
  readonly accept: string
  readonly multiple: boolean
  readonly options: readonly { readonly id: string; readonly value: string; readonly label: string; readonly hint: string; readonly chosen: boolean }[]
  readonly is: Readonly<Record<Control, boolean>>
}

/** A form, every text ready, for `{{> form}}`. */
export interface FormView {
  readonly id: string
  readonly action: string
  readonly heading: string
  readonly intro: string
  readonly csrf: string
  readonly button: string
  readonly about: string
  readonly tone: string
  readonly enctype: string
  readonly fields: readonly FieldView[]
  /** Null unless it was refused; the faults lead to their fields. */
  readonly refused: { readonly message: string; readonly faults: readonly { readonly href: string; readonly text: string }[]; readonly others: readonly string[] } | null
}

const WHO: FieldSpec = { kind: 'text', name: 'by', label: 'Ditt namn', autocomplete: 'name', hint: 'Skrivs i historiken.' }

/** The form as it is shown: empty, or with what was typed and what is wrong when it was refused just now. */
export function formView({ visitor, csrf, tried: refused }: Pick<Visit, 'visitor' | 'csrf' | 'tried'>, spec: FormSpec): FormView {
  const tried = refused?.form === spec.id ? refused : null
  const asked = visitor.accountId === null && spec.signedBy !== 'nobody' ? [...spec.fields, WHO] : spec.fields
  const fields = asked.map((field) => fieldView(spec.id, field, tried))
  const atFields = fields.filter(({ error, is }) => error !== '' && !is.hidden)
  const elsewhere = tried === null ? [] : [...tried.faults].filter(([name]) => !fields.some((field) => field.name === name)).map(([name, message]) => `${name}: ${message}`)
  return {
    id: spec.id, action: spec.action, heading: spec.heading, intro: spec.intro ?? '', csrf, button: spec.button, about: spec.about ?? '', tone: spec.tone ?? '',
    enctype: spec.fields.some(({ kind }) => kind === 'file') ? 'multipart/form-data' : 'application/x-www-form-urlencoded', fields,
    refused: tried && { message: tried.message, faults: atFields.map(({ id, label, error }) => ({ href: `#${id}`, text: `${label}: ${error}` })), others: [...elsewhere, ...tried.otherFaults] },
  }
}

function fieldView(form: string, given: FieldSpec, tried: Tried | null): FieldView {
  const spec: FieldSpec & Partial<Described> = given
  const id = `${form}-${spec.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`
  const typed = spec.kind === 'hidden' ? hiddenValue(spec, tried) : (tried?.typed[spec.name] ?? (tried === null ? startOf(spec) : []))
  const error = fieldWords(tried?.faults.get(spec.name) ?? '')
  const control = controlOf(spec)
  const options = 'options' in spec ? spec.options.map((option, index) => ({ id: `${id}-${index + 1}`, value: option.value, label: option.label, hint: option.hint ?? '', chosen: typed.includes(option.value) })) : []
  return {
    id: control === 'set' ? (options[0]?.id ?? id) : id, name: spec.name, label: spec.kind === 'hidden' ? '' : spec.optional === 'optional' ? `${spec.label} (frivilligt)` : spec.label, hint: spec.hint ?? '', error,
    hintId: `${id}-tips`, errorId: `${id}-fel`, describedBy: [spec.hint === undefined ? '' : `${id}-tips`, error === '' ? '' : `${id}-fel`].filter((part) => part !== '').join(' '),
    live: false, autofocus: spec.focus !== undefined && tried === null, required: spec.optional === undefined && spec.kind !== 'ticks', type: spec.kind === 'radio' ? 'radio' : spec.kind === 'ticks' ? 'checkbox' : spec.kind,
    // A password or a file is never sent back.
    value: spec.kind === 'password' ? '' : (typed[0] ?? ''), autocomplete: 'autocomplete' in spec ? (spec.autocomplete ?? 'off') : 'off', inputmode: 'inputmode' in spec ? (spec.inputmode ?? '') : '', datalist: '', own: 'own' in spec ? (spec.own ?? '') : '',
    rows: 'rows' in spec ? (spec.rows ?? 3) : 3, accept: 'accept' in spec ? spec.accept : '', multiple: 'many' in spec && spec.many === 'many', options,
    is: { input: control === 'input', long: control === 'long', choice: control === 'choice', set: control === 'set', file: control === 'file', hidden: control === 'hidden' },
  }
}

/** What is wrong at a field as it is told beside it: a file is told which codes it may hold, a form shows what there is to choose. */
export function fieldWords(message: string): string {
  return message.replace(/(S|s)aknas; skriv ett av [^;.]*/u, '$1aknas; välj ett av alternativen').replace(/(S|s)aknas; lägg till uppgiften/u, '$1aknas; fyll i fältet')
}

function hiddenValue({ name, value, kept }: Extract<FieldSpec, { kind: 'hidden' }>, tried: Tried | null): readonly string[] {
  return kept === undefined || tried === null || tried.faults.has(name) ? [value] : (tried.typed[name] ?? [value])
}

function startOf(spec: FieldSpec): readonly string[] {
  if (spec.kind === 'ticks') return spec.values ?? []
  return spec.value === undefined ? [] : [spec.value]
}

function controlOf({ kind }: FieldSpec): Control {
  switch (kind) {
    case 'long':
    case 'choice':
    case 'file':
    case 'hidden': return kind
    case 'radio':
    case 'ticks': return 'set'
    case 'text':
    case 'date':
    case 'email':
    case 'password':
    case 'number':
    case 'search': return 'input'
    default: return kind satisfies never
  }
}
