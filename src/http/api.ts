import { createHash } from 'node:crypto'
import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import { canonicalJson } from '../../templates/canonical-json.js'
import { Failure } from '../../templates/failure.js'
import { refuseDeep } from '../../templates/refuse-deep.js'
import type { Once } from './once.js'
import type { Route, Surroundings } from './route.js'
import type { Upload, UploadBounds } from './upload.js'
import { appFor, refuseEnded, requireRight, visitOf, visitorOf, whileLetIn } from './visitor.js'

/** What the API needs besides its routes. */
export interface ApiTools {
  readonly around: Surroundings
  readonly once: Once
  /** Streams the files of a request to disk, within the bounds of who sends it. */
  readonly receiveFiles: (request: Request, bounds: UploadBounds) => Promise<Upload>
  readonly onUpload: (bytes: number) => void
}

const listPart = z.strictObject({ items: z.array(z.unknown()).readonly(), next: z.string().nullable() })

const MOST_JSON_BYTES = 1024 * 1024

/** The routes as Express serves them. */
export function apiOf(routes: readonly Route[], tools: ApiTools): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const jsonUpTo = (limit: number): RequestHandler => express.json({ limit, strict: true, inflate: false, type: 'application/json' })
  const json = jsonUpTo(MOST_JSON_BYTES)
  for (const route of routes) {
    const serveIt = async (request: Request, response: Response): Promise<void> => {
      response.locals['route'] = route.path
      await serveRoute(route, tools, request, response)
    }
    const mayAsk = requireRight(route.right)
    if (route.carries === 'json') router[route.method](route.path, mayAsk, refuseOtherCharset, route.mostBytes === undefined ? json : jsonUpTo(route.mostBytes), serveIt)
    else router[route.method](route.path, mayAsk, serveIt)
  }
  const methodsOf = (path: string): string[] => routes.flatMap((route) => (route.path === path ? [route.method.toUpperCase(), ...(route.method === 'get' ? ['HEAD'] : [])] : []))
  for (const path of new Set(routes.map((route) => route.path))) router.all(path, tellMethods(methodsOf(path)))
  return router
}

/** Tells which methods an address takes; asked with another one it is refused (RFC 9110, 15.5.6). @throws Failure `method-unsupported` */
function tellMethods(methods: readonly string[]): RequestHandler {
  return (request, response) => {
    response.set('Allow', methods.join(', '))
    if (request.method !== 'OPTIONS') throw new Failure('method-unsupported', `Adressen tar inte emot ${request.method}, bara ${methods.join(', ')}. Formen står i /api/openapi.json.`)
    response.status(204).end()
  }
}

async function serveRoute(route: Route, shared: ApiTools, request: Request, response: Response): Promise<void> {
  const tools = { ...shared, around: { ...shared.around, app: appFor(request, shared.around.app) } }
  const brought = { params: request.params, query: request.query, body: request.body ?? {} }
  switch (route.carries) {
    case 'download': {
      const file = await route.fetch(tools.around, brought)
      response.attachment(file.fileName)
      response.set({ 'Content-Type': file.mediaType, ETag: `"${file.sha256}"`, 'Content-Length': String(file.bytes.byteLength) })
      response.end(file.bytes)
      return
    }
    case 'upload':
      await serveUpload(route, tools, request, response)
      return
    case 'json': {
      if (request.get('Content-Type') !== undefined && request.is('application/json') === false) throw new Failure('media-type-unsupported', 'Det som skickades är inte märkt som JSON. Skicka det med Content-Type: application/json.')
      refuseDeep(brought.body, 'call-invalid', 'Det som skickades')
      const { said, work } = route.prepare(brought)
      await answerOnce(route, tools, request, response, canonicalJson(said), () => work(tools.around))
      return
    }
    default: route satisfies never
  }
}

/** JSON is UTF-8 (RFC 8259); the parser would take UTF-16 and UTF-32 as well. @throws Failure `media-type-unsupported` */
const refuseOtherCharset: RequestHandler = (request, _response, next) => {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.get('Content-Type') ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') throw new Failure('media-type-unsupported', 'Det som skickades är märkt med en annan teckenkodning än UTF-8. Skicka det som JSON i UTF-8.')
  next()
}

async function serveUpload(route: Extract<Route, { carries: 'upload' }>, tools: ApiTools, request: Request, response: Response): Promise<void> {
  const { app } = tools.around
  const fields = route.body instanceof z.ZodObject ? Object.keys(route.body.shape) : []
  const upload = await tools.receiveFiles(request, { fileBytes: route.mostBytes ?? app.config.scanMaxBytes, fields, fewestFiles: 1 })
  try {
    for (const { bytes } of upload.files) tools.onUpload(bytes)
    const files = upload.files.map(({ fileName, sha256 }) => ({ fileName, sha256 }))
    const said = canonicalJson(fields.length === 0 ? files : { files, fields: upload.fields })
    await answerOnce(route, tools, request, response, said, async () => {
      const made = await route.work(tools.around, upload)
      await upload.discard()
      return made
    })
  } finally {
    await upload.discard()
  }
}

async function answerOnce(route: Route, { once, around: { app } }: ApiTools, request: Request, response: Response, said: string, work: () => Promise<unknown>): Promise<void> {
  const key = route.method === 'post' ? request.get('Idempotency-Key') : undefined
  // What a key that reaches further was answered may hold what this one may not see; done anew under the same key it would be done twice.
  const reach = visitOf(request)?.person?.token?.scopes ?? []
  const bodySha256 = createHash('sha256').update(said).update(reach.join()).digest('hex')
  // Another account's key is another key: nobody is given what somebody else was answered.
  const whose = visitorOf(request).accountId
  const asked = { key, route: `${request.method} ${request.baseUrl}${request.path}${whose === null ? '' : ` ${whose}`}`, bodySha256 }
  // A repeated answer is given to nobody who has been let out either.
  if (route.method !== 'get') await refuseEnded(request, app.store.read)
  let secret = ''
  const answer = await once.run(asked, async () => {
    const done = route.method === 'get' ? await work() : await whileLetIn(request, app, work)
    const json = JSON.stringify(route.paged === undefined ? done : itemsOf(done, request, response))
    if (route.secret === undefined) return { status: route.status, json }
    secret = json
    return { status: route.status, json: 'null' }
  })
  if (answer.repeated && route.secret !== undefined) throw new Failure('already-recorded', 'Begäran är redan utförd, en gång. Svaret innehöll en hemlighet som inte sparas och därför inte visas igen. Kom den aldrig fram: återkalla det som gjordes och gör om med en ny Idempotency-Key.')
  if (answer.repeated) response.set('Idempotent-Replayed', 'true')
  response.status(answer.status).type('application/json').send(route.secret === undefined ? answer.json : secret)
}

/** The items of one part of a list; the address of the next stands in `Link` (RFC 8288). */
function itemsOf(part: unknown, request: Request, response: Response): readonly unknown[] {
  const { items, next } = listPart.parse(part)
  if (next !== null) {
    const asked = new URLSearchParams(Object.entries(request.query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] satisfies [string, string]] : [])))
    asked.set('cursor', next)
    response.set('Link', `<${request.baseUrl}${request.path}?${asked.toString()}>; rel="next"`)
  }
  return items
}
