import busboy from 'busboy'
import type { Request, Response } from 'express'
import { typedOf, type Typed } from './form-body.js'
import type { PageForm } from './page.js'
import { frameFor, type Kit } from './serve-page.js'

/** Whoever has no session may send no more than this; a longer form says only that nothing is saved. */
const MOST_BYTES = 4 * 1024 * 1024
const MOST_TYPED_BYTES = 512 * 1024
/** What the form is given anew when it is shown again. */
const NOT_CARRIED: ReadonlySet<string> = new Set(['csrf', 'file'])

/** Answers a form that was sent when the session was over: nothing is done, and what was typed is kept on the page, without files and without what only its owner may know. Sent on from there it meets `takeForm`, which shows the form filled in and saves nothing, whoever has signed in. */
export async function showSessionEnded(kit: Kit, form: PageForm, request: Request, response: Response): Promise<void> {
  const typed = form.right === 'self' ? {} : form.mostBytes === null ? typedOf(request.body) : await typedBeside(request)
  const carried = Object.entries(typed).filter(([name]) => !NOT_CARRIED.has(name)).flatMap(([name, values]) => values.map((value) => ({ name, value })))
  response.locals['code'] = 'token-required'
  if (!request.complete) response.set('Connection', 'close')
  const content = { action: request.originalUrl, carried: carried.length === 0 ? null : carried, files: form.mostBytes !== null, enctype: form.mostBytes === null ? 'application/x-www-form-urlencoded' : 'multipart/form-data' }
  response.status(401).type('html').send(kit.views.page('session-ended', frameFor(kit, null, { title: 'Inloggningen har gått ut', crumbs: [], told: '' }), content))
}

/** Tells a page that only asked for a part of itself why it got none: its own text stands untouched. */
export function tellPart(kit: Kit, request: Request, response: Response, { ended, detail }: { readonly ended: boolean; readonly detail: string }): void {
  response.send(kit.views.page('part-refused', frameFor(kit, null, { title: 'Inloggningen har gått ut', crumbs: [], told: '' }), { ended, detail, verdict: request.path.endsWith('/lage') }))
}

/** The text fields of a form with files, none of which is kept; empty when it is too long or broken. */
async function typedBeside(request: Request): Promise<Typed> {
  if (!(Number(request.headers['content-length']) <= MOST_BYTES)) return {}
  return new Promise((resolve) => {
    const values = new Map<string, string[]>()
    let bytes = 0
    try {
      const parser = busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { fields: 2000, fieldSize: MOST_TYPED_BYTES, headerPairs: 20 } })
      parser.on('file', (_field, stream) => void stream.on('error', () => undefined).resume())
      parser.on('field', (name, value) => {
        bytes += name.length + value.length
        if (bytes <= MOST_TYPED_BYTES) values.set(name, [...(values.get(name) ?? []), value])
      })
      parser.once('close', () => resolve(bytes > MOST_TYPED_BYTES ? {} : typedOf(Object.fromEntries(values)))).once('error', () => resolve({}))
      request.once('error', () => resolve({})).once('close', () => void (request.complete || resolve({})))
      request.pipe(parser)
    } catch {
      resolve({})
    }
  })
}
