import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, type Header } from 'tar-stream'
import { afterAll, describe, expect, it } from 'vitest'
import { END_NAME, HEADER_NAME } from '../../src/backup/backup-format.js'
import { readConfig } from '../../src/config.js'
import { restore } from '../../src/flows/restore.js'
import { failureOf } from '../open-house.js'

const directory = mkdtempSync(join(tmpdir(), 'anslut-backup-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const HEADER = JSON.stringify({ format: 1, program: '0.1.0', takenAt: '2026-11-22T09:00:00.000Z', database: '0'.repeat(64), keys: {} })

async function tarOf(entries: readonly { readonly header: Partial<Header> & { readonly name: string }; readonly text: string }[]): Promise<string> {
  const tar = pack()
  for (const { header, text } of entries) tar.entry(header, text)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  const path = join(directory, 'kopia.tar')
  writeFileSync(path, Buffer.concat(chunks))
  return path
}

describe('a file that passes for a backup', () => {
  it.each([
    ['../utanför', {}], ['/etc/utanför', {}], ['keys/../../utanför', {}], ['keys/./x', {}], ['keys/.dold', {}], ['archive/aa/../../utanför', {}], ['archive/aa/bb', {}], ['incoming/x.pdf', {}], ['anslut.sqlite-wal', {}], ['.anslut-restored', {}],
    ['keys/länk', { type: 'symlink', linkname: '/etc/passwd' }], ['keys/hard', { type: 'link', linkname: 'anslut.sqlite' }], ['keys', { type: 'directory' }], ['keys/fifo', { type: 'fifo' }],
  ] as const)('writes nothing at %s, and leaves nothing', async (name, more) => {
    const path = await tarOf([{ header: { name: HEADER_NAME }, text: HEADER }, { header: { name, ...more }, text: 'type' in more ? '' : 'ondska' }, { header: { name: END_NAME }, text: '{"files":1,"bytes":6}' }])
    const target = join(directory, 'mål')
    expect(await failureOf(restore(readConfig({}, target), { file: path, accountsOf: null }, () => undefined))).toMatchObject({ code: 'backup-unreadable', message: expect.stringContaining('Inget är ändrat') })
    expect([readdirSync(target), readdirSync(directory).toSorted()]).toEqual([[], ['kopia.tar', 'mål']])
  })

  it('is refused when a file comes twice, or its beginning is another’s', async () => {
    const key = { header: { name: 'keys/sender.asc' }, text: 'x' }
    for (const entries of [[{ header: { name: HEADER_NAME }, text: HEADER }, key, key], [key], [{ header: { name: HEADER_NAME }, text: '{"format":2}' }], [{ header: { name: HEADER_NAME }, text: 'x'.repeat(2_000_000) }]]) {
      expect((await failureOf(restore(readConfig({}, join(directory, 'mål')), { file: await tarOf(entries), accountsOf: null }, () => undefined))).code).toBe('backup-unreadable')
    }
  })
})
