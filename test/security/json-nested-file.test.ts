import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readJson } from '../../src/cli/read-json.js'
import { handedInJson } from '../../src/web/handed-in-json.js'
import { failureOf } from '../open-house.js'

const directory = mkdtempSync(join(tmpdir(), 'anslut-nested-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function nested(levels: number): string {
  const path = join(directory, `${levels}.json`)
  writeFileSync(path, `${'['.repeat(levels)}${']'.repeat(levels)}`)
  return path
}

describe('a file of JSON nested deeper than any form', () => {
  it('is refused by name on the command line and at its field on a page, before anything walks it', async () => {
    const path = nested(3000)
    expect(await failureOf(readJson(path))).toMatchObject({ code: 'file-unreadable', message: expect.stringContaining(path) })
    expect(await failureOf(handedInJson(path, 'party-invalid'))).toMatchObject({ code: 'party-invalid', message: expect.stringMatching(/^Filen är JSON i fler än 64 nivåer/) })
  })

  it('is read when it is no deeper than a form', async () => {
    for (const read of [readJson(nested(20)), handedInJson(nested(20), 'facts-invalid')]) expect(Array.isArray(await read)).toBe(true)
  })
})
