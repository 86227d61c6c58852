import type { z } from 'zod'
import type { CompiledTemplate } from './compile-template.js'
import type { Fault } from './failure.js'
import { factsSchema } from './facts.js'
import { pathShape } from './known-paths.js'
import { factsNamedIn } from './lint-template.js'
import { requirements } from './required-facts.js'
import { elementOf, fieldsOf } from './schema-shape.js'

/** The person an application is about stands in the customer's list under another name. */
const SUBJECT = 'handlaggaren'
const SUBJECT_LIST = 'kontakter.handlaggare[]'

/** What an author of a Word template may do about a fact that it never prints. */
export function addTag(tag: string): string {
  return `skrivs aldrig ut i mallen. Lägg till ${tag} där uppgiften hör hemma, om den inte har tagits bort med avsikt.`
}

/** The same for whoever maps the fields of a form. */
export function mapField(tag: string): string {
  return `står inte i något fält. Har blanketten ett fält för uppgiften, ange ${tag} i fältkartan.`
}

/** The facts that a signing copy of the kind cannot be made without although neither the template nor an appendix of the kind names them, by their path, in schema order; `advise` says what to do. */
export function unusedFacts(template: CompiledTemplate, kind: string, advise: (tag: string) => string): Fault[] {
  const named = [...factsNamedIn(template)].map((path) => (path === SUBJECT || path.startsWith(`${SUBJECT}.`) ? SUBJECT_LIST + path.slice(SUBJECT.length) : path))
  const isNamed = (path: string): boolean => named.some((one) => one === path || one.startsWith(`${path}.`) || one.startsWith(`${path}[]`))
  const unused = requiredPaths(factsSchema, '', kind).filter((path) => !isNamed(path))
  // Whoever goes through the list will see what else it holds.
  return unused
    .filter((path) => !unused.some((one) => path.startsWith(`${one}[]`) || path.startsWith(`${one}.`)))
    .map((path) => ({ path, message: `${path} krävs för undertecknandeexemplar av ${kind} men ${advise(tagFor(path))}` }))
}

/** The tag that names the fact at a known path, as it may be written. */
function tagFor(path: string): string {
  const [own = path, list] = path.split('[].').reverse()
  if (pathShape(path) === 'list') return `{{#each ${path}}} … {{/each}}`
  if (pathShape(path) === 'group') return `en uppgift ur ${path}`
  return list === undefined ? `{{${own}}}` : `{{${own}}} inom {{#each ${list}}}`
}

function requiredPaths(schema: z.core.$ZodType, path: string, kind: string): string[] {
  const element = elementOf(schema)
  if (element !== null) return requiredPaths(element, `${path}[]`, kind)
  return [...fieldsOf(schema)].flatMap(([key, field]) => {
    const place = path === '' ? key : `${path}.${key}`
    const signing = requirements.get(field)?.signing ?? []
    const asks = signing.some((one) => one === kind) && !signing.some((one) => one.startsWith(`${kind}-`))
    return [...(asks ? [place] : []), ...requiredPaths(field, place, kind)]
  })
}
