import { createHash } from 'node:crypto'
import express, { Router, type Request, type Response } from 'express'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { Once } from './once.js'
import type { Route, Surroundings } from './route.js'
import { receiveFiles } from './upload.js'

/** What the API needs besides its routes. */
export interface ApiTools {
  readonly around: Surroundings
  readonly once: Once
  readonly incoming: string
  readonly onUpload: (bytes: number) => void
}

/** The routes as Express serves them. */
export function apiOf(routes: readonly Route[], tools: ApiTools): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const json = express.json({ limit: '1mb', strict: true, inflate: false, type: 'application/json' })
  for (const route of routes) {
    const serveIt = async (request: Request, response: Response): Promise<void> => {
      response.locals['route'] = route.path
      await serveRoute(route, tools, request, response)
    }
    if (route.carries === 'json') router[route.method](route.path, json, serveIt)
    else router[route.method](route.path, serveIt)
  }
  return router
}

async function serveRoute(route: Route, tools: ApiTools, request: Request, response: Response): Promise<void> {
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
      const { said, work } = route.prepare(brought)
      await answerOnce(route, tools, request, response, canonicalJson(said), () => work(tools.around))
      return
    }
    default: route satisfies never
  }
}

async function serveUpload(route: Extract<Route, { carries: 'upload' }>, tools: ApiTools, request: Request, response: Response): Promise<void> {
  const { app } = tools.around
  const upload = await receiveFiles(request, tools.incoming, app.config.scanMaxBytes)
  try {
    for (const { bytes } of upload.files) tools.onUpload(bytes)
    const said = canonicalJson(upload.files.map(({ fileName, sha256 }) => ({ fileName, sha256 })))
    await answerOnce(route, tools, request, response, said, async () => {
      const made = await route.work(tools.around, upload)
      await upload.discard()
      return made
    })
  } finally {
    await upload.discard()
  }
}


async function answerOnce(route: Route, { once }: ApiTools, request: Request, response: Response, said: string, work: () => Promise<unknown>): Promise<void> {
  const key = route.method === 'post' ? request.get('Idempotency-Key') : undefined
  const bodySha256 = createHash('sha256').update(said).digest('hex')
  const asked = { key, route: `${request.method} ${request.baseUrl}${request.path}`, bodySha256 }
  const answer = await once.run(asked, async () => ({ status: route.status, json: JSON.stringify(await work()) }))
  if (answer.repeated) response.set('Idempotent-Replayed', 'true')
  response.status(answer.status).type('application/json').send(answer.json)
}
