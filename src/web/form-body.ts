import type { z } from 'zod'
import { Failure, type Fault } from '../../templates/failure.js'
import { faultsOf } from '../../templates/facts-faults.js'
import { faultInTyped } from '../../templates/plain-text.js'
import type { Tried } from './page.js'

/** What a form sent, by the name of the field. */
export type Typed = Readonly<Record<string, readonly string[]>>

/** What was typed, of a body as Express parses it; fields left empty are left out. */
export function typedOf(body: unknown): Typed {
  if (typeof body !== 'object' || body === null) return {}
  const pairs = Object.entries(body).map(([name, value]): [string, string[]] => [name, (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one.trim() !== '')])
  return Object.fromEntries(pairs.filter(([, values]) => values.length > 0))
}

/** What the schema makes of what was typed. @throws Failure `call-invalid` with a fault for every field that is wrong */
export function readForm<S extends z.ZodObject>(schema: S, typed: Typed): z.output<S> {
  const said = Object.fromEntries(Object.entries(typed).filter(([name]) => name !== 'csrf' && name !== 'by' && name !== 'formular').map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
  const unfit = Object.entries(typed).flatMap(([path, values]) => values.map((value) => faultInTyped(value, path === 'by' ? 'one line' : 'several lines')).filter((fault) => fault !== null).map((fault) => ({ path, message: sentence(fault) })))
  if (unfit.length > 0) throw refusedFields(unfit)
  const read = schema.safeParse(said, { reportInput: true })
  if (read.success) return read.data
  const faults = faultsOf(read.error, schema).map(({ path, message }) => ({ path, message: message.startsWith('saknas') ? 'Fyll i fältet.' : sentence(message) }))
  throw refusedFields(faults)
}

function refusedFields(faults: readonly Fault[]): Failure {
  return new Failure('call-invalid', faults.length === 1 ? 'Ett fält behöver rättas. Inget är sparat.' : `${faults.length} fält behöver rättas. Inget är sparat.`, { faults })
}

/** A refusal as the form shows it: each fault at its field, or by its place where the form has no such field. */
export function triedForm(form: string, message: string, faults: readonly Fault[], typed: Typed, fields: readonly string[]): Tried {
  const known = new Set([...fields, 'by'])
  const atFields = faults.filter(({ path }) => known.has(path))
  const others = faults.filter(({ path }) => !known.has(path)).map(({ path, message }) => `${path}: ${message}`)
  return { form, message, faults: new Map(atFields.map((fault) => [fault.path, sentence(fault.message)])), otherFaults: others, typed }
}

function sentence(text: string): string {
  const begun = `${text.slice(0, 1).toLocaleUpperCase('sv')}${text.slice(1)}`
  return /[.!?]$/u.test(begun) ? begun : `${begun}.`
}
