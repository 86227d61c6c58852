import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWorkThread } from '../../src/flows/work-thread.js'

const ECHO = `import { parentPort } from 'node:worker_threads'
parentPort.on('message', (job) => {
  parentPort.postMessage(job)
  if (job === 'dör') setTimeout(() => { throw new Error('efteråt') }, 50)
})
`
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'anslut-thread-'))
})

afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

it('takes the next job on another thread when one has died between two jobs', async () => {
  const path = join(directory, 'echo.mjs')
  await writeFile(path, ECHO)
  const thread = openWorkThread<string, string>(path, { given: null, mostMs: 10_000 })
  try {
    expect(await thread.work('dör')).toBe('dör')
    await passed(1000)
    expect(await thread.work('nästa')).toBe('nästa')
  } finally {
    await thread.close()
  }
})
