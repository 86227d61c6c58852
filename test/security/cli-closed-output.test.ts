import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const MAIN = resolve('dist/src/main.js')

/** Runs `anslut schema status` with its output sent on in a shell. */
const shell = (rest: string) => spawnSync('sh', ['-c', `{ "$0" "$1" schema status; echo "exit $?" >&2; } ${rest}`, process.execPath, MAIN], { encoding: 'utf8' })

describe('an output nobody reads', () => {
  test('is no bug of the program', () => {
    const { stderr } = shell('| true')
    expect(stderr).toBe('exit 0\n')
  })

  test.runIf(existsSync('/dev/full'))('or that cannot be written is told on stderr, and a person must look', () => {
    const { stderr } = shell('> /dev/full')
    expect(stderr).toMatch(/^disk-full: Svaret går inte att skriva \(ENOSPC\)\. .*\nexit 4\n$/)
  })
})
