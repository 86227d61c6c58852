import { describe, expect, it } from 'vitest'
import { Failure, FAILURE_CODES } from '../../templates/failure.js'
import { STATUS_OF_FAILURE } from '../../src/http/failure-status.js'
import { traceOf } from '../../src/http/log.js'
import { problemOf, problemSchema } from '../../src/http/problem.js'

describe('a refusal', () => {
  it.each(FAILURE_CODES)('%s has a status, a Swedish title and the failure\'s own words', (code) => {
    const problem = problemSchema.parse(problemOf(new Failure(code, 'vad och hur', { faults: [{ path: 'a.b', message: 'fel' }] })))
    expect(problem).toMatchObject({ status: STATUS_OF_FAILURE[code], code, detail: 'vad och hur', faults: [{ path: 'a.b', message: 'fel' }] })
    expect(problem.title.length).toBeGreaterThan(3)
  })

  it('knows no status for a code that does not exist', () => {
    expect(Object.keys(STATUS_OF_FAILURE).sort()).toEqual([...FAILURE_CODES].sort())
  })
})

describe('a bug', () => {
  it('tells the client an id and nothing of what happened', () => {
    const problem = problemOf(new Error('SQLITE_CONSTRAINT: kund 212000-9879'))
    expect(problem).toMatchObject({ status: 500, code: 'internal', id: expect.stringMatching(/^[0-9a-f]{8}$/) })
    expect(problem.detail).toContain(problem.id)
    expect(problem.detail).toContain('Se efter om det du gjorde blev sparat innan du gör om det')
    expect(JSON.stringify(problem)).not.toMatch(/SQLITE|212000/)
  })

  it('is logged with its place, without numbers and addresses that name somebody', () => {
    const trace = traceOf(new TypeError('kund 212000-9879, 19811218-9876, 8112189876 anna@exempel.se ”Anna Andersson” gick inte'))
    expect(trace.message).toBe('kund [nummer], [nummer], [nummer] [adress] [text] gick inte')
    expect(trace.frames[0]).toContain('problem.test')
  })
})
