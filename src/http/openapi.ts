import { z } from 'zod'
import { problemSchema } from './problem.js'
import type { Route } from './route.js'

/** A JSON object of an OpenAPI document. */
type Json = Readonly<Record<string, unknown>>

const API = '/api/v1'

/** The OpenAPI 3.1 document of the routes, made from the very schemas they validate with; `cookie` is what a session's is called. */
export function openApiOf(routes: readonly Route[], version: string, cookie: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = `${API}${route.path.replaceAll(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Anslut', version, description: 'Refusals are `application/problem+json` with the failure code in `code` and Swedish text. Reads need the token or a session, writes the token.' },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'a person\'s token; until accounts are in force what the file `.anslut-token` in the data directory holds' },
        session: { type: 'apiKey', in: 'cookie', name: cookie, description: 'a browser that has signed in; reads only' },
      },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  }
}

function operationOf(route: Route): Json {
  const reads = route.method === 'get'
  const given = [...parametersOf(route.params), ...queryOf(route), ...(route.method === 'post' ? [route.secret === undefined ? IDEMPOTENCY_KEY : KEY_OF_SECRET] : [])]
  return {
    summary: route.summary,
    operationId: `${route.method}${route.path.replaceAll(/[/:-]+(\w)/g, (_, first: string) => first.toUpperCase())}`,
    ...(reads ? { security: [{ token: [] }, { session: [] }] } : {}),
    ...(given.length === 0 ? {} : { parameters: given }),
    ...bodyOf(route),
    responses: {
      [String(route.status)]: route.carries === 'download'
        ? { description: 'the file, as an attachment', content: Object.fromEntries(route.mediaTypes.map((mediaType) => [mediaType, {}])) }
        : { description: 'done', ...(route.paged === undefined ? {} : { headers: { Link: NEXT_LINK } }), content: { 'application/json': { schema: schemaOf(route.answer, 'output') } } },
      default: { description: 'refused, or an internal fault', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  }
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 200 },
  description: 'the same key with the same body, asked with a token of the same rights, gets the first answer again, for two days; refused with `repeat-mismatch` where the body, or what the token may, differs or an earlier version of the program did it, and with `repeat-doubtful` where the first request broke off after it had begun to write: look whether it was done, and send it with a new key if it was not',
}

const KEY_OF_SECRET = { ...IDEMPOTENCY_KEY, description: 'the same key with the same body is refused with `already-recorded` for two days once it has been done: the answer holds a secret, which is shown once; or with `repeat-mismatch` and `repeat-doubtful` as elsewhere' }

function parametersOf(params: z.ZodObject): Json[] {
  return Object.entries(params.shape).map(([name, schema]) => ({ name, in: 'path', required: true, schema: schemaOf(schema, 'input') }))
}

const NEXT_LINK = { description: 'where the list goes on (`rel="next"`, RFC 8288); absent at its end', required: false, schema: { type: 'string' } }

function queryOf({ query }: Route): Json[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => ({ name, in: 'query', required: false, schema: schemaOf(schema, 'input') }))
}

function bodyOf(route: Route): Json {
  if (route.carries === 'upload') {
    const files = { type: 'array', items: { type: 'string', format: 'binary' } }
    const fields: z.core.JSONSchema.BaseSchema = route.body === null ? {} : z.toJSONSchema(route.body, { unrepresentable: 'any', io: 'input' })
    const schema = { type: 'object', properties: { file: files, ...fields.properties }, required: ['file', ...(fields.required ?? [])], additionalProperties: false }
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } }
  }
  return route.body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } } }
}

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io })
  return rest
}
