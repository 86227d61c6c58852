import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareDataDirectory } from '../../src/storage/data-directory.js'
import { Failure } from '../../templates/failure.js'
import { openStore } from '../../src/storage/store.js'

let parent: string
beforeEach(async () => { parent = await mkdtemp(join(tmpdir(), 'anslut-data-')) })
afterEach(() => rm(parent, { recursive: true }))

/** Why a directory is refused; null when it is not. */
async function refusal(directory: string): Promise<string | null> {
  try {
    await prepareDataDirectory(directory)
    return null
  } catch (error) {
    if (error instanceof Failure && error.code === 'data-directory') return error.message
    throw error
  }
}

test('a new directory gets its layout, closed to others, and can be prepared again', async () => {
  const directory = join(parent, 'new', 'data')
  const layout = await prepareDataDirectory(directory)
  expect(layout).toEqual({ database: join(directory, 'anslut.sqlite'), archive: join(directory, 'archive'), keys: join(directory, 'keys'), incoming: join(directory, 'incoming') })
  expect(await readdir(directory)).toEqual(['archive', 'incoming', 'keys'])
  for (const path of [directory, layout.keys, layout.archive]) expect((await stat(path)).mode & 0o777).toBe(0o700)
  await (await openStore(layout.database)).close()
  await chmod(layout.keys, 0o755)
  expect(await prepareDataDirectory(directory)).toEqual(layout)
  expect((await stat(layout.keys)).mode & 0o777).toBe(0o700)
})

test('several processes may prepare the same new directory', async () => {
  const directory = join(parent, 'data')
  await Promise.all([1, 2, 3, 4].map(() => prepareDataDirectory(directory)))
  expect(await readdir(directory)).toEqual(['archive', 'incoming', 'keys'])
})

test('what an interrupted first start left is taken over', async () => {
  await mkdir(join(parent, 'keys'))
  await mkdir(join(parent, 'lost+found'))
  await writeFile(join(parent, 'anslut.sqlite'), '')
  await writeFile(join(parent, '.anslut-demo'), '')
  expect(await refusal(parent)).toBeNull()
})

test('somebody else\'s directory is refused and left as it is', async () => {
  await writeFile(join(parent, 'bokslut.xlsx'), '')
  expect(await refusal(parent)).toContain('bokslut.xlsx')
  expect(await readdir(parent)).toEqual(['bokslut.xlsx'])
})

test('a directory of ours may hold other things too', async () => {
  const { database } = await prepareDataDirectory(parent)
  await (await openStore(database)).close()
  await writeFile(join(parent, 'notes.txt'), '')
  expect(await refusal(parent)).toBeNull()
})

test('an archive that has lost its database is not started afresh', async () => {
  const { archive, database } = await prepareDataDirectory(parent)
  await mkdir(join(archive, 'ab'))
  expect(await refusal(parent)).toContain('saknas')
  await writeFile(database, '')
  expect(await refusal(parent)).toContain('saknas')
})

test('a file, and a place that cannot be written, are refused', async () => {
  await writeFile(join(parent, 'file'), '')
  expect(await refusal(join(parent, 'file'))).toContain('ingen katalog')
  expect(await refusal(join(parent, 'file', 'data'))).toContain('ingen katalog')
  expect(await refusal('/proc/anslut')).toContain('/proc/anslut')
})
