import { z } from 'zod'
import type { Right } from '../../contracts/rights.js'
import { Failure, type FailureCode } from '../../templates/failure.js'
import { faultsOf } from '../../templates/facts-faults.js'
import type { App } from '../app.js'
import type { TakenFile } from '../flows/take-incoming.js'
import type { WorkedLetter } from '../flows/work-outbox.js'
import type { Upload, UploadedFile } from './upload.js'

/** What every route may touch. */
export interface Surroundings {
  readonly app: App
  /** One pass over the outbox, never beside another. */
  readonly runOutbox: () => Promise<WorkedLetter[]>
  /** One pass over `incoming/`, never beside another. */
  readonly runIncoming: () => Promise<TakenFile[]>
  /** A fresh one-time link for a browser. */
  readonly offerLink: () => string
}

/** A file to download. */
export interface Download {
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly fileName: string
  readonly sha256: string
}

/** What a request brings, before anything of it is believed. */
export interface Brought {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

interface Described {
  readonly method: 'get' | 'post' | 'put'
  /** Below `/api/v1`, in Express' syntax: `/versions/:code`. */
  readonly path: string
  /** What its sender must be allowed to do, by the table of `contracts/rights.ts`. */
  readonly right: Right
  readonly summary: string
  readonly params: z.ZodObject
  /** What may stand after `?`; a route without it takes nothing there. */
  readonly query?: z.ZodObject
  readonly body: z.ZodType | null
  /** What is done gives a `ListPart`: the items are answered, and where the rest is stands in `Link`. */
  readonly paged?: 'by cursor'
  readonly status: 200 | 201
  /** The answer is kept nowhere: the same request again with its Idempotency-Key is told that it was done, and does nothing. */
  readonly secret?: 'in the answer'
}

/** A part of a list that grows, and the cursor that goes on after it; null at the end. */
export interface ListPart {
  readonly items: readonly unknown[]
  readonly next: string | null
}

/** One route of the API: what it takes, what it answers, and what it does. `prepare` checks what was brought and gives the work still to be done, with a text that is the same for the same request. */
export type Route = Described & (
  | { readonly carries: 'json'; readonly answer: z.ZodType; readonly mostBytes?: number; readonly prepare: (brought: Brought) => { readonly said: unknown; readonly work: (around: Surroundings) => Promise<unknown> } }
  | { readonly carries: 'upload'; readonly answer: z.ZodType; readonly mostBytes?: number; readonly work: (around: Surroundings, upload: Upload) => Promise<unknown> }
  | { readonly carries: 'download'; readonly answer: null; readonly mediaTypes: readonly string[]; readonly fetch: (around: Surroundings, brought: Brought) => Promise<Download> }
)

interface Input<P extends z.ZodObject, B> {
  readonly app: App
  readonly around: Surroundings
  readonly params: z.output<P>
  readonly body: B
}

interface ReadSpec<P extends z.ZodObject> {
  readonly path: string
  readonly right: Right
  readonly summary: string
  readonly params: P
  readonly answer: z.ZodType
  readonly run: (input: Input<P, null>) => Promise<unknown>
}

interface ListSpec<P extends z.ZodObject, Q extends z.ZodObject> extends Omit<ReadSpec<P>, 'run'> {
  readonly query: Q
  readonly run: (input: Input<P, null> & { readonly query: z.output<Q> }) => Promise<ListPart>
}

interface WriteSpec<P extends z.ZodObject, B extends z.ZodType> extends Omit<ReadSpec<P>, 'run'> {
  readonly method: 'post' | 'put'
  readonly body: B
  readonly status: 200 | 201
  readonly secret?: 'in the answer'
  /** Fields of the body of which nothing is kept, not even the hash by which a repeated request is known: a password could be guessed from it. */
  readonly secrets?: readonly string[]
  /** What its body may be at most; a megabyte unless said. */
  readonly mostBytes?: number
  /** What a body of the wrong form is called; `call-invalid` unless said. */
  readonly bodyFailure?: FailureCode
  readonly run: (input: Input<P, z.output<B>>) => Promise<unknown>
}

const NO_QUERY = z.strictObject({})

/** A route that reads. */
export function reading<P extends z.ZodObject>({ run, ...spec }: ReadSpec<P>): Route {
  return {
    ...spec, method: 'get', body: null, status: 200, carries: 'json',
    prepare: ({ params, query }) => {
      const known = read(spec.params, params, 'call-invalid')
      read(NO_QUERY, query, 'call-invalid')
      return { said: null, work: (around) => run({ app: around.app, around, params: known, body: null }) }
    },
  }
}

/** A route that reads a list part by part. */
export function listing<P extends z.ZodObject, Q extends z.ZodObject>({ run, ...spec }: ListSpec<P, Q>): Route {
  return {
    ...spec, method: 'get', body: null, status: 200, carries: 'json', paged: 'by cursor',
    prepare: ({ params, query }) => {
      const known = read(spec.params, params, 'call-invalid')
      const asked = read(spec.query, query, 'call-invalid')
      return { said: null, work: (around) => run({ app: around.app, around, params: known, query: asked, body: null }) }
    },
  }
}

/** A route that writes; its body is JSON. */
export function writing<P extends z.ZodObject, B extends z.ZodType>({ run, bodyFailure = 'call-invalid', secrets = [], ...spec }: WriteSpec<P, B>): Route {
  return {
    ...spec, carries: 'json',
    prepare: ({ params, query, body }) => {
      const known = read(spec.params, params, 'call-invalid')
      read(NO_QUERY, query, 'call-invalid')
      const said = read(spec.body, body, bodyFailure)
      return { said: withoutFields(said, secrets), work: (around) => run({ app: around.app, around, params: known, body: said }) }
    },
  }
}

function withoutFields(said: unknown, left: readonly string[]): unknown {
  return left.length === 0 || typeof said !== 'object' || said === null ? said : Object.fromEntries(Object.entries(said).filter(([name]) => !left.includes(name)))
}

/** A route that takes one file with the text fields of `fields`; `mostBytes` bounds the file. */
export function uploading<F extends z.ZodObject>({ run, fields, ...spec }: { readonly path: string; readonly right: Right; readonly summary: string; readonly fields: F; readonly answer: z.ZodType; readonly status: 200 | 201; readonly mostBytes: number; readonly run: (input: { readonly app: App; readonly file: UploadedFile; readonly fields: z.output<F> }) => Promise<unknown> }): Route {
  return {
    ...spec, method: 'post', params: z.strictObject({}), body: fields, carries: 'upload',
    work: ({ app }, upload) => {
      const [file, another] = upload.files
      if (file === undefined || another !== undefined) throw new Failure('call-invalid', `Det följde med ${upload.files.length} filer. Skicka en fil i taget, i fältet ”file”.`)
      return run({ app, file, fields: read(fields, upload.fields, 'call-invalid') })
    },
  }
}

/** A route that gives a file of one of these media types. */
export function downloading<P extends z.ZodObject>({ run, ...spec }: { readonly path: string; readonly right: Right; readonly summary: string; readonly params: P; readonly mediaTypes: readonly string[]; readonly run: (app: App, params: z.output<P>) => Promise<Download> }): Route {
  return { ...spec, method: 'get', body: null, answer: null, status: 200, carries: 'download', fetch: async ({ app }, { params, query }) => {
    read(NO_QUERY, query, 'call-invalid')
    const file = await run(app, read(spec.params, params, 'call-invalid'))
    if (!spec.mediaTypes.includes(file.mediaType)) throw new Error(`${spec.path} does not say that it gives ${file.mediaType}`)
    return file
  } }
}

function read<T extends z.ZodType>(schema: T, given: unknown, code: FailureCode): z.output<T> {
  const result = schema.safeParse(given, { reportInput: true })
  if (result.success) return result.data
  const faults = faultsOf(result.error, schema).map(({ path, message }) => ({ path: path === 'hela filen' ? 'hela begäran' : path, message }))
  throw new Failure(code, `Begäran har ${faults.length} fel. Rätta dem och skicka igen. Formen står i /api/openapi.json.`, { faults })
}
