import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { by, recordBody, typed } from '../../src/http/routes/parts.js'
import { readForm } from '../../src/web/form-body.js'
import { rawRequest } from '../http/raw-request.js'
import { useService } from '../http/served-app.js'

const service = useService()
const NEVER = ['\u0000', '\u001B[2J', '\b', '\u009B8m', '\uD800', '\uDFFF', '\u202E', '\u2066', '\uFFFD'] as const
const form = z.object({ note: z.string().optional() })

function fieldsRefused(said: Parameters<typeof readForm>[1]): string[] {
  try {
    readForm(form, said)
  } catch (error) {
    if (error instanceof Failure && error.code === 'call-invalid') return error.faults.map(({ path }) => path)
    throw error
  }
  return []
}

describe('words that are typed', () => {
  it.each(NEVER)('hold no %j, in the API nor in a form', (character) => {
    const words = `Ring ${character} efter lunch`
    expect([typed, by].map((schema) => schema.safeParse(words).success)).toEqual([false, false])
    expect(recordBody.safeParse({ event: 'note', by: 'Eva Ek', note: words, set: { diarienummer: words } }).error?.issues.map(({ path }) => path)).toEqual([['note'], ['set', 'diarienummer']])
    expect(fieldsRefused({ note: [words] })).toEqual(['note'])
    expect(fieldsRefused({ by: [words] })).toEqual(['by'])
  })

  it('of several lines keep their line ends and tabs, a name has none', () => {
    const lines = 'Första raden\r\n\tandra raden\nÅÄÖ \u{1F58A} Zoë'
    expect(typed.parse(lines)).toBe(lines)
    expect(readForm(form, { note: [lines], by: ['Eva Ek'] })).toEqual({ note: lines })
    expect(by.safeParse('Eva\nEk').success).toBe(false)
    expect(fieldsRefused({ by: ['Eva\nEk'] })).toEqual(['by'])
  })

  it('are refused over HTTP at their place, with what to do', async () => {
    const { served, token } = service()
    const sent = await rawRequest(served.port, { method: 'POST', path: '/api/v1/customers/212000-9879/events', body: '{"by":"Eva \\u001b Ek","event":"note","note":"ring \\ud800"}', headers: { Host: `localhost:${served.port}`, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } })
    const answer = z.object({ status: z.int(), faults: z.array(z.object({ path: z.string(), message: z.string() })) }).parse(JSON.parse(sent.text))
    expect(answer.status).toBe(400)
    expect(answer.faults).toEqual([['by', 'U+001B'], ['note', 'U+D800']].map(([path, point]) => ({ path, message: `innehåller ett tecken som inte kan sparas (${point}); ta bort det, eller skriv om texten för hand i stället för att klistra in den` })))
  })
})
