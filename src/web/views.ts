import { readFileSync, readdirSync } from 'node:fs'
import Handlebars from 'handlebars'
import type { MenuRow } from './menu.js'
import type { Crumb } from './page.js'
import { timed } from './timed.js'

/** What the frame around every page needs. */
export interface Frame {
  readonly title: string
  readonly crumbs: readonly Crumb[]
  /** Empty for one who has not logged in. */
  readonly menu: readonly MenuRow[]
  /** The name of who has logged in; empty for a session without an account, null for nobody. */
  readonly visitor: string | null
  /** What the last form has done; empty for nothing. */
  readonly told: string
  /** Why a form was refused that the page no longer shows; otherwise it stands in the form. */
  readonly refusal?: string
  /** Where the handbook helps with this page; empty for one who has not logged in. */
  readonly help: string
  /** Addresses of what every page takes from the service. */
  readonly css: string
  readonly htmx: string
  readonly passwords: string
  readonly inSight: string
  readonly icon: string
}

/** Every view in `views/` by its name, with the parts in `views/parts/` and the handbook's texts in `views/help/`. Every value is escaped, and one that a view misses is a bug. */
export interface Views {
  /** A whole page of one view and its content. */
  readonly page: (view: string, frame: Frame, content: object) => string
  readonly names: readonly string[]
}

/** Reads and compiles the views. */
export function compileViews(): Views {
  const engine = Handlebars.create()
  const here = new URL('./views/', import.meta.url)
  const namesIn = (directory: URL): string[] => readdirSync(directory).filter((name) => name.endsWith('.hbs')).map((name) => name.replace(/\.hbs$/, ''))
  const compiled = (name: string, directory = here) => engine.compile<object>(readFileSync(new URL(`${name}.hbs`, directory), 'utf8'), { strict: true, knownHelpersOnly: true })
  for (const [folder, prefix] of [['parts/', ''], ['help/', 'help/']] as const) {
    const parts = new URL(folder, here)
    for (const name of namesIn(parts)) engine.registerPartial(`${prefix}${name}`, compiled(name, parts))
  }
  const names = namesIn(here).filter((name) => name !== 'page')
  const frame = compiled('page')
  const views = new Map(names.map((name) => [name, compiled(name)]))
  return {
    names,
    page: (view, around, content) => {
      const render = views.get(view)
      if (render === undefined) throw new Error(`no view ${view}`)
      return frame({ ...around, content: new engine.SafeString(timed(render(content))) })
    },
  }
}
