import { expect, it } from 'vitest'
import { openPasses } from '../../src/http/passes.js'
import { Failure } from '../../templates/failure.js'

it('tells of a failure once for as long as it lasts, and of every bug', async () => {
  const full = () => new Failure('disk-full', 'Disken är full.')
  const busy = new Failure('database-busy', 'Databasen är upptagen.')
  const thrown = [full(), full(), full(), busy, full(), null, full(), new TypeError('oväntat'), new TypeError('oväntat')]
  const told: string[] = []
  let done = (): void => undefined
  const finished = new Promise<void>((resolve) => {
    done = resolve
  })
  const passes = openPasses(async () => {
    const next = thrown.shift()
    if (next === undefined) return done()
    if (next !== null) throw next
  }, { everyMs: 0, onError: (error) => told.push(error instanceof Failure ? error.code : String(error)) })
  passes.start()
  await finished
  await passes.stop()
  expect(told).toEqual(['disk-full', 'database-busy', 'disk-full', 'disk-full', 'TypeError: oväntat', 'TypeError: oväntat'])
})
