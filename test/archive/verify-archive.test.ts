import { chmod, mkdir, rename, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifyArchive } from '../../src/archive/verify-archive.js'
import { bytesOf, hashOf, useTemporaryArchive } from './temporary-archive.js'

const temporary = useTemporaryArchive()

async function overwrite(path: string, bytes: string): Promise<void> {
  await chmod(path, 0o600)
  await writeFile(path, bytes)
}

async function three() {
  const { archive } = temporary()
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((text) => archive.keep(bytesOf(text))))
  if (a === undefined || b === undefined || c === undefined) throw new Error('three were kept')
  return { a: a.sha256, b: b.sha256, c: c.sha256 }
}

const naming = (...hashes: string[]) => hashes.map((sha256) => ({ sha256, what: `filen ${sha256.slice(0, 4)}` }))

describe('an archive', () => {
  test('that holds what the references name, and nothing else, has no faults', async () => {
    const { archive } = temporary()
    const { a, b, c } = await three()
    const progress: [number, number][] = []
    const verified = await verifyArchive({ archive, references: naming(a, b, c, a), onProgress: (checked, total) => { progress.push([checked, total]) } })
    expect(verified).toEqual({ faults: [], litter: [], checked: 3 })
    expect(progress).toEqual([[1, 3], [2, 3], [3, 3]])
  })

  test('shows a missing, a changed and a shortened file, each by what it was, and names an orphaned one as litter', async () => {
    const { archive } = temporary()
    const { a, b, c } = await three()
    const { sha256: d } = await archive.keep(bytesOf('d'))
    await unlink(archive.pathOf(a))
    await overwrite(archive.pathOf(b), 'B')
    await overwrite(archive.pathOf(c), '')
    const { faults, litter } = await verifyArchive({ archive, references: naming(a, b, c) })
    expect(faults.map(({ fault, path }) => [fault, path])).toEqual([['missing', a], ['changed', b], ['changed', c]])
    expect(litter.map(({ path }) => path)).toEqual([d])
    expect(faults[0]?.message).toContain(`filen ${a.slice(0, 4)}: `)
  })

  test('names every use of a lost file', async () => {
    const { archive } = temporary()
    const lost = hashOf(bytesOf('lost'))
    const { faults } = await verifyArchive({ archive, references: [{ sha256: lost, what: 'skanningen bunt.pdf' }, { sha256: lost, what: 'bilagan' }] })
    expect(faults.map(({ message }) => message.split(':')[0])).toEqual(['skanningen bunt.pdf', 'bilagan'])
  })

  test('names what does not belong there', async () => {
    const { archive, directory } = temporary()
    const { a, b, c } = await three()
    const shard = join(directory, a.slice(0, 2))
    await Promise.all([writeFile(join(shard, 'Thumbs.db'), ''), writeFile(join(directory, 'notes.txt'), ''), mkdir(join(directory, 'old'))])
    await mkdir(join(directory, 'ff'), { recursive: true })
    await rename(archive.pathOf(b), join(directory, 'ff', b))
    const { faults } = await verifyArchive({ archive, references: naming(a, b, c) })
    expect(faults.map(({ fault, path }) => [fault, path])).toEqual([
      ['missing', b], ['stranger', join(a.slice(0, 2), 'Thumbs.db')], ['stranger', `ff/${b}`], ['stranger', 'notes.txt'], ['stranger', 'old'],
    ])
  })

  test('takes a link in place of a file for a missing file, whatever it points to', async () => {
    const { archive, beside } = temporary()
    const { a, b, c } = await three()
    await rename(archive.pathOf(a), join(beside, 'elsewhere'))
    await symlink(join(beside, 'elsewhere'), archive.pathOf(a))
    const { faults } = await verifyArchive({ archive, references: naming(a, b, c) })
    expect(faults.map(({ fault, path }) => [fault, path])).toEqual([['missing', a], ['stranger', join(a.slice(0, 2), a)]])
  })

  test('does not call a file orphaned whose row is committed while it is verified', async () => {
    const { archive } = temporary()
    const { a, b, c } = await three()
    async function* references() {
      yield* naming(a, b, c)
      const { sha256 } = await archive.keep(bytesOf('kept meanwhile'))
      yield* naming(sha256)
    }
    expect(await verifyArchive({ archive, references: references() })).toEqual({ faults: [], litter: [], checked: 4 })
  })
})
