import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openApp, type App } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { openLog } from '../../src/http/log.js'
import { serve, type Served } from '../../src/http/serve.js'

/** A service on its own data directory. */
export interface TestService {
  readonly app: App
  readonly served: Served
  readonly token: string
  readonly directory: string
  /** Every line logged so far. */
  readonly logged: () => string
}

/** Hashing that costs nothing; what it is worth is no matter here. */
export const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 }

/** Starts a service over a new data directory; the caller stops it. */
export async function startService(environment: NodeJS.ProcessEnv = {}, now?: () => Date): Promise<TestService & { readonly stop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'anslut-http-'))
  const lines: string[] = []
  const app = await openApp(readConfig({ ANSLUT_SCAN_DEPTH: 'sort', ...environment }, directory), { passwordCost: CHEAP, ...(now === undefined ? {} : { now }) })
  const served = await serve(app, { host: '127.0.0.1', port: 0, log: openLog({ write: (line) => void lines.push(line) }), outboxEveryMs: 60_000 })
  const token = readFileSync(join(directory, '.anslut-token'), 'utf8').trim()
  const stop = async (): Promise<void> => {
    await served.close()
    await app.close()
    await rm(directory, { recursive: true, force: true })
  }
  return { app, served, token, directory, logged: () => lines.join(''), stop }
}

/** One service for a whole test file. */
export function useService(environment: NodeJS.ProcessEnv = {}, now?: () => Date): () => TestService {
  let current: Awaited<ReturnType<typeof startService>> | null = null
  beforeAll(async () => {
    current = await startService(environment, now)
  })
  afterAll(async () => {
    await current?.stop()
  })
  return () => {
    if (current === null) throw new Error('the service starts before the tests')
    return current
  }
}

/** An answer, read whole. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  /** The answer as JSON; undefined when it is none. */
  readonly json: unknown
}

/** Asks the API with the token; a body is sent as JSON unless it is a form. */
export async function ask({ served, token }: TestService, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  const form = body instanceof FormData
  const response = await fetch(new URL(path, served.url), {
    method, redirect: 'manual',
    headers: { Authorization: `Bearer ${token}`, ...(body === undefined || form ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return { status: response.status, headers: response.headers, bytes, json: isJson ? JSON.parse(new TextDecoder().decode(bytes)) : undefined }
}

/** A complete fictional customer's facts. */
export function factsOf(slug: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'facts', `${slug}.json`), 'utf8'))
}

/** A form holding files under the field `file`. */
export function filesForm(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): FormData {
  const form = new FormData()
  for (const { name, bytes } of files) form.append('file', new Blob([new Uint8Array(bytes)]), name)
  return form
}
