import type { z } from 'zod'
import type { CompiledTemplate } from './compile-template.js'
import type { Fault } from './failure.js'
import { factsSchema } from './facts.js'
import { factsNamedIn } from './lint-template.js'
import { requirements } from './required-facts.js'
import { elementOf, fieldsOf } from './schema-shape.js'

/** The person an application is about stands in the customer's list under another name. */
const SUBJECT = 'handlaggaren'
const SUBJECT_LIST = 'kontakter.handlaggare[]'

/** The facts that a signing copy of the kind cannot be made without although the template never names them, by their path, in schema order. */
export function unusedFacts(template: CompiledTemplate, kind: string): Fault[] {
  const named = [...factsNamedIn(template)].map((path) => (path === SUBJECT || path.startsWith(`${SUBJECT}.`) ? SUBJECT_LIST + path.slice(SUBJECT.length) : path))
  const isNamed = (path: string): boolean => named.some((one) => one === path || one.startsWith(`${path}.`) || one.startsWith(`${path}[]`))
  return requiredPaths(factsSchema, '', kind)
    .filter((path) => !isNamed(path))
    .map((path) => ({ path, message: `${path} krävs för undertecknandeexemplar av ${kind} men skrivs aldrig ut i mallen. Lägg till {{${path.split('[].').at(-1)}}} där uppgiften hör hemma, om den inte har tagits bort med avsikt.` }))
}

function requiredPaths(schema: z.core.$ZodType, path: string, kind: string): string[] {
  const element = elementOf(schema)
  if (element !== null) return requiredPaths(element, `${path}[]`, kind)
  return [...fieldsOf(schema)].flatMap(([key, field]) => {
    const place = path === '' ? key : `${path}.${key}`
    const asks = requirements.get(field)?.signing.some((one) => one === kind) === true
    return [...(asks ? [place] : []), ...requiredPaths(field, place, kind)]
  })
}
