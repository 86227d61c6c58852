import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepScan } from '../../src/flows/keep-scan.js'
import { failureOf, openHouse, type House } from '../open-house.js'

const NOBODY = 65_534

let house: House
const directory = mkdtempSync(join(tmpdir(), 'anslut-unreadable-'))
const at = (name: string): string => join(directory, name)
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => rmSync(directory, { recursive: true }))

/** Does some work as a user whom file modes bind. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.seteuid?.(NOBODY)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

describe('a scan whose file cannot be read is refused as that and is no bug of ours', () => {
  it.each([
    ['a file without read permission', 'hemlig.pdf', (path: string) => writeFileSync(path, '%PDF-1.7\n')],
    ['a file that has gone', 'borta.pdf', () => undefined],
    ['a directory', 'mapp.pdf', (path: string) => mkdirSync(path)],
    ['a pipe nobody writes to', 'rör.pdf', (path: string) => execFileSync('mkfifo', ['-m', '666', path])],
  ])('%s', async (_, name, make) => {
    chmodSync(directory, 0o755)
    make(at(name))
    if (name === 'hemlig.pdf') chmodSync(at(name), 0o000)
    const refused = await asNobody(() => failureOf(keepScan(house.app, at(name))))
    expect([refused.code, refused.message]).toEqual(['file-unreadable', expect.stringContaining(at(name))])
  })
})
