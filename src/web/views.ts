import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'

/** The pages' views, compiled. */
export type ViewName = 'customer' | 'customers' | 'login' | 'refused'

const NAMES: readonly ViewName[] = ['customer', 'customers', 'login', 'refused']

/** What the frame around every page needs. */
export interface Frame {
  readonly title: string
  /** Whether the reader has logged in and gets the way back to the list. */
  readonly inside: boolean
}

/** Compiles the views; the answer makes a whole page of one view and its content. Every value is escaped, and one that a view misses is a bug. */
export function compileViews(): (view: ViewName, frame: Frame, content: object) => string {
  const engine = Handlebars.create()
  const compiled = (name: string) => engine.compile<object>(readFileSync(new URL(`./views/${name}.hbs`, import.meta.url), 'utf8'), { strict: true, knownHelpersOnly: true })
  const page = compiled('page')
  const views = new Map(NAMES.map((name) => [name, compiled(name)]))
  return (view, frame, content) => {
    const render = views.get(view)
    if (render === undefined) throw new Error(`no view ${view}`)
    return page({ ...frame, content: new engine.SafeString(render(content)) })
  }
}

/** The style sheet. */
export function styleSheet(): string {
  return readFileSync(new URL('./anslut.css', import.meta.url), 'utf8')
}
