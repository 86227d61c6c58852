import type { IncomingMessage } from 'node:http'
import type { Request, Response } from 'express'
import { mayDo, whoMay, type Right } from '../../contracts/rights.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { appFor, checkCsrf, csrfToken, refuseEnded, visitOf, visitorOf, whileLetIn } from '../http/visitor.js'
import { readForm, triedForm, typedOf, type Typed } from './form-body.js'
import { helpFor } from './help-sections.js'
import { menuOf } from './menu.js'
import type { FormFile, House, Page, PageForm, Shown, Tried, Visit } from './page.js'
import type { StaticFiles } from './static-files.js'
import { keepTold, takeTold } from './told.js'
import type { Frame, Views } from './views.js'

/** What every page is served with. */
export interface Kit {
  readonly app: App
  readonly house: House
  readonly pages: readonly Page[]
  readonly views: Views
  readonly files: StaticFiles
  readonly receiveFiles: (request: IncomingMessage, bounds: { readonly fileBytes: number; readonly fields: readonly string[] | 'any'; readonly fewestFiles: 0 | 1; readonly keepsFields?: boolean }) => Promise<{ readonly files: readonly FormFile[]; readonly fields: Readonly<Record<string, string>>; readonly values: Typed; readonly refused: Failure | null; readonly directory: string; readonly discard: () => Promise<void> }>
  readonly explain: (error: unknown) => { readonly status: number; readonly title: string; readonly code: string; readonly detail: string; readonly faults?: readonly { readonly path: string; readonly message: string }[] | undefined }
}

/** Shows a page to who may see it. @throws Failure `token-required`, `access-refused` and what the page throws */
export async function showPage(kit: Kit, page: Page, request: Request, response: Response): Promise<void> {
  const visit = visitFor(kit, page.right, request, {})
  const shown = await page.show(visit)
  const frame = frameFor(kit, request, { ...shown, told: takeTold(kit.app.config, request, response) })
  response.type('html').send(kit.views.page(shown.view, frame, shown.content))
}

/** Does what a form asks for and leads on; shows its page again, with what is wrong, when it is refused. @throws Failure `token-required`, `access-refused`, and bugs */
export async function takeForm(kit: Kit, page: Page, form: PageForm, request: Request, response: Response): Promise<void> {
  const asked = visitFor(kit, form.right, request, {})
  const brought = await bodyInTime(kit, form, request)
  let typed = typedOf(brought.body)
  let isOwn = false
  try {
    checkCsrf(request, typed['csrf']?.[0])
    isOwn = true
    if (form.tidied !== undefined) typed = await form.tidied(asked.app, typed, brought.files)
    if (brought.refused !== null) throw brought.refused
    const sent = typed
    const visit = { ...asked, actor: () => actorOf(asked.app, asked.visitor, sent) }
    const said = readForm(form.said, typed)
    const done = await whileLetIn(request, visit.app, () => form.work(visit, { said, files: brought.files, directory: brought.directory }))
    if ('shown' in done) {
      response.status(done.status).type('html').send(kit.views.page(done.shown.view, frameFor(kit, request, { ...done.shown, told: '' }), done.shown.content))
      return
    }
    keepTold(kit.app.config, response, done.told)
    response.redirect(303, done.to)
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'token-required') throw error
    if (!isOwn && asksForPart(request)) throw new Failure('access-refused', OTHER_SESSION.part, { cause: error })
    // Of another session: shown to be read, and sent anew by whoever reads it.
    if (!isOwn) return await showUnsent(kit, page, form, request, response, { error, typed })
    if (error.code === 'access-refused') throw error
    const { detail, faults = [] } = kit.explain(error)
    await showAgain(kit, page, request, response, { error, tried: triedForm(typed['formular']?.[0] ?? form.id, detail, faults, typed, [...Object.keys(form.said.shape), ...error.faults.map(({ path }) => path)]) })
  } finally {
    await brought.discard()
  }
}

const OTHER_SESSION = {
  whole: 'Det här skrevs på en sida som öppnades under en tidigare inloggning. Inget är sparat. Läs igenom det som står i formuläret, välj eventuella filer på nytt och skicka det igen.',
  part: 'Sidan öppnades under en tidigare inloggning, så det du skriver kontrolleras inte längre. Skicka formuläret: det visas igen, ifyllt, och inget sparas förrän du har läst igenom det och skickat det en gång till.',
} as const

/** A form of another session, filled in; where its page cannot be shown, only why it was refused. */
async function showUnsent(kit: Kit, page: Page, form: PageForm, request: Request, response: Response, { error, typed }: { readonly error: Failure; readonly typed: Typed }): Promise<void> {
  try {
    const tidy = await tidyOrTyped(kit, form, typed)
    await showAgain(kit, page, request, response, { error, tried: { form: typed['formular']?.[0] ?? form.id, message: OTHER_SESSION.whole, faults: new Map(), otherFaults: [], typed: tidy } })
  } catch (cause) {
    throw cause instanceof Failure ? error : cause
  }
}

/** What was typed, tidied where that can be done: what the person wrote matters more than its order. */
async function tidyOrTyped({ app }: Kit, { tidied }: PageForm, typed: Typed): Promise<Typed> {
  try {
    return (await tidied?.(app, typed, [])) ?? typed
  } catch (error) {
    if (!(error instanceof Failure)) app.report(error)
    return typed
  }
}

/** Whether a page asked for a part of itself, which it puts in by script. */
export function asksForPart(request: Request): boolean {
  return request.get('HX-Request') === 'true'
}

async function showAgain(kit: Kit, page: Page, request: Request, response: Response, { error, tried }: { readonly error: Failure; readonly tried: Tried }): Promise<void> {
  const { status, code } = kit.explain(error)
  response.locals['code'] = code
  const shown = await page.show({ ...visitFor(kit, page.right, request, {}), tried })
  const frame = frameFor(kit, request, { ...shown, title: `Fel: ${shown.title}`, told: '' })
  const html = kit.views.page(shown.view, frame, shown.content)
  response.status(status).type('html').send(holdsForm(html, tried.form) ? html : kit.views.page(shown.view, { ...frame, refusal: tried.message }, shown.content))
}

/** Whether the page still has the form: what a colleague has done meanwhile may have taken it away. */
function holdsForm(html: string, id: string): boolean {
  return html.split('<form ').slice(1).some((form) => form.slice(0, form.indexOf('>')).includes(` id="${id}"`))
}

function visitFor(kit: Kit, right: Right, request: Request, typed: Typed): Visit {
  const visitor = visitorOf(request)
  // Pages go by roles; a token may reach less far than those.
  if (visitor.accountId !== null && visitOf(request)?.session === null) throw new Failure('access-refused', 'Sidorna är till för webbläsare. Program med nyckel använder /api/v1.')
  if (!mayDo(visitor.roles, right)) throw new Failure('access-refused', `Det här får bara ${whoMay(right)} göra. Be en administratör om rollen om du behöver den.`)
  const texts = (pairs: object): Record<string, string> => Object.fromEntries(Object.entries(pairs).flatMap(([name, value]: [string, unknown]) => {
    const one: unknown = Array.isArray(value) ? value[0] : value
    return typeof one === 'string' ? [[name, one]] : []
  }))
  const app = appFor(request, kit.app)
  return { app, house: kit.house, visitor, csrf: (visitOf(request)?.session ?? null) === null ? '' : csrfToken(request), params: texts(request.params), query: texts(request.query), tried: null, actor: () => actorOf(app, visitor, typed) }
}

function actorOf(app: App, { name, accountId }: Visit['visitor'], typed: Typed): ReturnType<App['actor']> {
  if (accountId !== null) return app.actor(name)
  const by = typed['by']?.[0]
  if (by === undefined) throw new Failure('call-invalid', 'Skriv vem du är. Inget är sparat.', { faults: [{ path: 'by', message: 'Skriv ditt namn.' }] })
  return app.actor(by)
}

interface FormBody {
  readonly body: unknown
  readonly files: readonly FormFile[]
  readonly refused: Failure | null
  readonly directory: string
  readonly discard: () => Promise<void>
}

/** What a form brings, from who is still let in when all of it is there. @throws Failure as `refuseEnded` */
async function bodyInTime(kit: Kit, form: PageForm, request: Request): Promise<FormBody> {
  const brought = await bodyOf(kit, form, request)
  try {
    await refuseEnded(request, kit.app.store.read)
    return brought
  } catch (error) {
    await brought.discard()
    throw error
  }
}

async function bodyOf({ app, receiveFiles }: Kit, form: PageForm, request: Request): Promise<FormBody> {
  if (form.mostBytes === null) return { body: request.body, files: [], refused: null, directory: '', discard: () => Promise.resolve() }
  const { fields, values, ...brought } = await receiveFiles(request, { fileBytes: typeof form.mostBytes === 'number' ? form.mostBytes : form.mostBytes(app), fields: form.names === 'free' ? 'any' : [...Object.keys(form.said.shape), 'csrf', 'by', 'formular'], fewestFiles: 0, keepsFields: true })
  return { body: form.names === 'free' ? values : fields, ...brought }
}

/** The frame around what is shown; `request` is null for one who has not logged in. */
export function frameFor({ pages, files }: Kit, request: Request | null, { title, crumbs, told }: Pick<Shown, 'title' | 'crumbs'> & { readonly told: string }): Frame {
  const visitor = request === null ? null : visitorOf(request)
  return {
    title, crumbs, told, help: request === null ? '' : helpFor(request.path), css: files.css, htmx: files.htmx, passwords: files.passwords, inSight: files.inSight, icon: files.icon,
    menu: request === null || visitor === null ? [] : menuOf(pages, visitor, request.path), visitor: visitor === null ? null : visitor.accountId === null ? '' : visitor.name,
  }
}
