import type { z } from 'zod'
import type { Actor } from '../../contracts/event.js'
import type { App } from '../app.js'
import type { Right } from '../../contracts/rights.js'
import type { Visitor } from '../http/visitor.js'
import type { ScanQueue } from './scan-queue.js'

/**
 * How a page is made. One file in `src/web/pages/` exports a `Page`, one view of its own in `src/web/views/` shows it, and `pages/registered.ts` lists it; if people shall find it in the menu, `menu.ts` has its row.
 *
 * - `show` reads through flows and gives a view with its content, every text ready in Swedish: views hold no rules and no wording that depends on more than `{{#if}}`.
 * - Whatever changes something is a `PageForm`: a plain POST. Its `work` calls the same flow as the command line and the API, and says where to go (303) and what to tell there (`told`). A form that only looks answers with a page at once (`Answered`). When it is refused, the same page is shown again with `visit.tried`: what was typed, and what is wrong by field.
 * - A form is built with `formView` (form.ts) and shown with `{{> form}}`: labels, hints, errors tied to fields, CSRF and the name of who does it are in place.
 * - Everything works without JavaScript. `hx-…` attributes may make it livelier; a request of theirs gets the whole page and picks its part with `hx-select`.
 * - No inline script or style: the Content-Security-Policy stops them. Looks stand in anslut.css.
 */
export interface Page {
  /** In Express' syntax, Swedish, with plural resources: `/kunder/:orgnr`. */
  readonly path: string
  /** What a visitor must be allowed to see it. */
  readonly right: Right
  readonly show: (visit: Visit) => Promise<Shown>
  readonly forms: readonly PageForm[]
}

/** One look at a page. */
export interface Visit {
  /** As the visitor may use it: its `actor` is the account where there are accounts. */
  readonly app: App
  readonly house: House
  readonly visitor: Visitor
  /** What every form of this session must send back. */
  readonly csrf: string
  readonly params: Readonly<Record<string, string>>
  /** What stands after `?`, each name once. */
  readonly query: Readonly<Record<string, string>>
  /** Null unless a form of this page was refused just now. */
  readonly tried: Tried | null
  /** Who does it: the account, or until there are accounts the name that the form asked for. @throws Failure `call-invalid` without a name */
  readonly actor: () => Actor
}

/** What a page may ask about the service it runs in. */
export interface House {
  /** Why the outbox does not work; null when it does. */
  readonly outboxTrouble: () => string | null
  /** Why answers to letters are not read; null when they are. */
  readonly answersTrouble: () => string | null
  readonly scanQueue: ScanQueue
  /** Where people outside reach the service, without a last slash: `https://anslut.example.se`. */
  readonly address: () => string
}

/** A form that was refused. */
export interface Tried {
  /** Its `id`. */
  readonly form: string
  /** Why, in one sentence or two. */
  readonly message: string
  /** What is wrong, by the name of the field. */
  readonly faults: ReadonlyMap<string, string>
  /** What is wrong that belongs to no field. */
  readonly otherFaults: readonly string[]
  /** What was typed, by the name of the field; several where several were chosen. */
  readonly typed: Readonly<Record<string, readonly string[]>>
}

/** What a page shows. */
export interface Shown {
  /** `src/web/views/<view>.hbs`. */
  readonly view: string
  /** The page's own name, for the tab and the last crumb. */
  readonly title: string
  /** The pages above it, outermost first, without itself. */
  readonly crumbs: readonly Crumb[]
  readonly content: object
}

export interface Crumb {
  readonly label: string
  readonly href: string
}

/** Where a form leads when it is done, and what to say there. */
export interface Done {
  readonly to: string
  /** One sentence: what has happened. Empty says nothing. */
  readonly told: string
}

/** A page that a form answers with at once, because it has changed nothing. */
export interface Answered {
  readonly status: 200 | 422
  readonly shown: Shown
}

/** A file that came with a form, on disk until the work is done. */
export interface FormFile {
  readonly path: string
  readonly fileName: string
  readonly sha256: string
  readonly bytes: number
}

/** What a form brings that passed its schema. */
export interface Brought<S extends z.ZodObject> {
  readonly said: z.output<S>
  /** Empty unless the form takes files; those that were left empty are not among them. */
  readonly files: readonly FormFile[]
  /** Where the files lie, for taking it out of messages. */
  readonly directory: string
}

/** A POST; made with `pageForm`. */
export interface PageForm {
  /** The `id` of its `formView`. */
  readonly id: string
  /** Where it is sent: below the page's path, with the same parameters. */
  readonly path: string
  /** What a visitor must be allowed to send it. */
  readonly right: Right
  /** The most bytes of one file; null takes no files. */
  readonly mostBytes: number | ((app: App) => number) | null
  readonly said: z.ZodObject
  /** Its fields have names that its schema does not list. */
  readonly names?: 'free'
  /** What was typed as the form shall have it, also when it is shown again: rows in order, a file as what is kept of it. */
  readonly tidied?: (app: App, typed: Tried['typed'], files: readonly FormFile[]) => Promise<Tried['typed']>
  readonly work: (visit: Visit, brought: { readonly said: unknown; readonly files: readonly FormFile[]; readonly directory: string }) => Promise<Done | Answered>
}

/** A form with its schema; `said` gets what was typed by name, fields left empty left out, several values of one name as a list. `by` and `csrf` are taken out before. */
export function pageForm<S extends z.ZodObject>({ work, ...form }: Omit<PageForm, 'work' | 'said' | 'mostBytes'> & { readonly said: S; readonly mostBytes?: number | ((app: App) => number); readonly work: (visit: Visit, brought: Brought<S>) => Promise<Done | Answered> }): PageForm {
  return { mostBytes: null, ...form, work: (visit, { said, files, directory }) => work(visit, { said: form.said.parse(said), files, directory }) }
}
