import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allEvents } from '../../src/storage/events.js'
import { verifyEventChain } from '../../src/storage/event-chain.js'
import { openStore } from '../../src/storage/store.js'
import { compile, type Compiled } from './compiled.js'
import { killAfter } from './kill-after.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()
let child: Compiled
beforeAll(() => { child = compile('test/storage/child/append.ts') })
afterAll(() => child.remove())

test('a process killed while it writes loses no acknowledged event and leaves no transaction half done', async () => {
  const path = join(temporary().directory, 'killed.sqlite')
  let atLeast = 0
  for (const [index, delayMs] of [0, 2, 7, 13, 31].entries()) {
    const lines = await killAfter([child.script, path, `round ${index}`, '100000'], index + 1, delayMs)
    const acknowledged = lines.filter((line) => /^\d/.test(line)).flatMap((line) => line.split(' ').map(Number))
    const store = await openStore(path)
    let last = 0
    for await (const { sequence } of allEvents(store.read)) last = sequence
    expect(await verifyEventChain(store.read)).toEqual([])
    expect(last % 3).toBe(0)
    atLeast = Math.max(atLeast, ...acknowledged)
    expect(last).toBeGreaterThanOrEqual(atLeast)
    await store.close()
  }
  expect(atLeast).toBeGreaterThan(0)
})

test('a process killed while it makes the database leaves one that the next can open', async () => {
  for (const delayMs of [60, 90, 110, 130, 150, 170]) {
    const path = join(temporary().directory, `made-${delayMs}.sqlite`)
    await killAfter(['--import', 'data:text/javascript,process.stdout.write("start\\n")', child.script, path, 'first', '1'], 1, delayMs)
    const store = await openStore(path)
    expect(await verifyEventChain(store.read)).toEqual([])
    await store.close()
  }
})
