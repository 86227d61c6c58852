import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openArchive } from '../../src/archive/archive.js'
import { bytesOf, hashOf, useTemporaryArchive } from './temporary-archive.js'

const temporary = useTemporaryArchive()

async function listed(): Promise<string[]> {
  const found: string[] = []
  for await (const sha256 of temporary().archive.list()) found.push(sha256)
  return found
}

describe('bytes that are kept', () => {
  test.each([['nothing', new Uint8Array()], ['text', bytesOf('Grundavtal')], ['three megabytes', new Uint8Array(randomBytes(3 << 20))]])('come back: %s', async (_what, bytes) => {
    const { archive } = temporary()
    const kept = await archive.keep(bytes)
    expect(kept).toEqual({ sha256: hashOf(bytes), bytes: bytes.byteLength })
    expect(Buffer.compare(await archive.read(kept.sha256), bytes)).toBe(0)
    expect(await archive.check(kept.sha256)).toBe('whole')
  })

  test('lie under their hash, for nobody to write', async () => {
    const { archive, directory } = temporary()
    const { sha256 } = await archive.keep(bytesOf('a'))
    const path = join(directory, sha256.slice(0, 2), sha256)
    expect(archive.pathOf(sha256)).toBe(path)
    expect((await stat(path)).mode & 0o777).toBe(0o400)
    expect((await stat(path)).nlink).toBe(1)
    expect(await readFile(path, 'utf8')).toBe('a')
    expect(await readdir(join(directory, 'tmp'))).toEqual([])
  })

  test('twice, and at the same time, are one file that stays as it was', async () => {
    const { archive } = temporary()
    const first = await archive.keep(bytesOf('a'))
    const before = await stat(archive.pathOf(first.sha256))
    const again = await Promise.all([archive.keep(bytesOf('a')), ...Array.from({ length: 8 }, () => archive.keepFile(Readable.from([bytesOf('a')]), 10))])
    expect(new Set(again.map(({ sha256 }) => sha256))).toEqual(new Set([first.sha256]))
    expect((await stat(archive.pathOf(first.sha256))).ino).toBe(before.ino)
    expect(await listed()).toEqual([first.sha256])
  })

  test('are listed in order, and nothing else is', async () => {
    const { archive, directory } = temporary()
    const kept = await Promise.all(Array.from({ length: 40 }, (_, index) => archive.keep(bytesOf(String(index)))))
    await writeFile(join(directory, 'notes.txt'), 'x')
    expect(await listed()).toEqual(kept.map(({ sha256 }) => sha256).sort())
  })

  test('stay in one piece when the reader of a file is given a part of a larger buffer', async () => {
    const { archive } = temporary()
    const { sha256 } = await archive.keep(bytesOf('--part--').subarray(2, 6))
    expect(sha256).toBe(hashOf(bytesOf('part')))
    expect(new TextDecoder().decode(await archive.read(sha256))).toBe('part')
  })
})

describe('a file that is kept', () => {
  test('is taken from its path or from a stream', async () => {
    const { archive, beside } = temporary()
    const bytes = new Uint8Array(randomBytes(5 << 20))
    await writeFile(join(beside, 'scan.pdf'), bytes)
    const expected = { sha256: hashOf(bytes), bytes: bytes.byteLength }
    expect(await archive.keepFile(join(beside, 'scan.pdf'), bytes.byteLength)).toEqual(expected)
    expect(await archive.keepFile(Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]), bytes.byteLength)).toEqual(expected)
  })

  test('is never whole in memory', async () => {
    const { archive } = temporary()
    const megabyte = new Uint8Array(randomBytes(1 << 20))
    const hash = createHash('sha256')
    for (let count = 0; count < 300; count++) hash.update(megabyte)
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const upload = Readable.from((function* chunks() {
      for (let count = 0; count < 300; count++) {
        most = Math.max(most, process.memoryUsage().arrayBuffers)
        yield Buffer.from(megabyte)
      }
    })())
    expect(await archive.keepFile(upload, Infinity)).toEqual({ sha256: hash.digest('hex'), bytes: 300 << 20 })
    expect(most - before).toBeLessThan(200 << 20)
  })

  test('leaves nothing behind when it is larger than allowed', async () => {
    const { archive, directory } = temporary()
    let drawn = 0
    const endless = Readable.from((function* chunks() { for (;;) { drawn += 1; yield bytesOf('x'.repeat(1000)) } })())
    await expect(archive.keepFile(endless, 10_000)).rejects.toMatchObject({ code: 'scan-too-large' })
    expect(drawn).toBeLessThan(100)
    expect(endless.destroyed).toBe(true)
    expect(await readdir(join(directory, 'tmp'))).toEqual([])
    expect(await listed()).toEqual([])
  })

  test('leaves nothing behind when its stream breaks off', async () => {
    const { archive, directory } = temporary()
    const broken = Readable.from((function* chunks() { yield bytesOf('half'); throw new Error('connection lost') })())
    await expect(archive.keepFile(broken, 10_000)).rejects.toThrow('connection lost')
    expect(await readdir(join(directory, 'tmp'))).toEqual([])
    expect(await listed()).toEqual([])
  })
})

describe('opening', () => {
  test('sweeps away what was left half-written more than a day ago, and only that', async () => {
    const { archive, directory } = temporary()
    const { sha256 } = await archive.keep(bytesOf('kept'))
    const [old, fresh] = [join(directory, 'tmp', '1-old'), join(directory, 'tmp', '2-fresh')]
    await Promise.all([writeFile(old, 'half'), writeFile(fresh, 'half')])
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000)
    await utimes(old, yesterday, yesterday)
    await utimes(archive.pathOf(sha256), yesterday, yesterday)
    await openArchive(directory)
    expect(await readdir(join(directory, 'tmp'))).toEqual(['2-fresh'])
    expect(await listed()).toEqual([sha256])
  })

  test('where a file lies in the way is refused', async () => {
    const { beside } = temporary()
    await writeFile(join(beside, 'file'), '')
    await expect(openArchive(join(beside, 'file'))).rejects.toMatchObject({ code: 'data-directory' })
    await mkdir(join(beside, 'b'))
    await writeFile(join(beside, 'b', 'tmp'), '')
    await expect(openArchive(join(beside, 'b'))).rejects.toMatchObject({ code: 'data-directory' })
  })
})
