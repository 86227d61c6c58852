import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile, type Compiled } from '../storage/compiled.js'
import { killAfter } from '../storage/kill-after.js'
import { bytesOf, useTemporaryArchive } from './temporary-archive.js'

const run = promisify(execFile)
const temporary = useTemporaryArchive()
let child: Compiled
beforeAll(() => { child = compile('test/archive/child/keep.ts') })
afterAll(() => child.remove())

describe('an archive whose writer', () => {
  test('is killed at any moment holds only whole files, every acknowledged one among them', async () => {
    const { archive, directory } = temporary()
    const acknowledged: string[] = []
    for (const [index, delayMs] of [0, 3, 11, 17, 29].entries()) {
      const lines = await killAfter([child.script, directory, `round ${index}`, '100000', '60000'], index + 1, delayMs)
      acknowledged.push(...lines.filter((line) => /^[0-9a-f]{64}$/.test(line)))
    }
    expect(acknowledged.length).toBeGreaterThan(0)
    for (const sha256 of acknowledged) expect(await archive.check(sha256)).toBe('whole')
    for await (const sha256 of archive.list()) expect(await archive.check(sha256)).toBe('whole')
    expect(await archive.strangers()).toEqual([])
  })

  test('meets a full disk says so, leaves nothing half-written, and the archive goes on', async () => {
    const { archive, directory } = temporary()
    const { stdout } = await run('sh', ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, child.script, directory, 'big', '1', '5000000'])
    expect(stdout.split('\n')).toEqual(['open', 'disk-full', ''])
    expect(await readdir(join(directory, 'tmp'))).toEqual([])
    const found: string[] = []
    for await (const sha256 of archive.list()) found.push(sha256)
    expect(found).toEqual([])
    await archive.keep(bytesOf('after'))
  })

  test('has others beside it loses nothing to them', async () => {
    const { archive, directory } = temporary()
    const outputs = await Promise.all(['same', 'same', 'other'].map((name) => run(process.execPath, [child.script, directory, name, '30', '20000'])))
    const hashes = new Set(outputs.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line.length === 64)))
    expect(hashes.size).toBe(60)
    for (const sha256 of hashes) expect(await archive.check(sha256)).toBe('whole')
  })
})
