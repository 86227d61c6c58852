import { chmod, mkdir, rename, rmdir, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf, hashOf, useTemporaryArchive } from '../archive/temporary-archive.js'

const temporary = useTemporaryArchive()

async function kept() {
  const { archive, beside } = temporary()
  const { sha256 } = await archive.keep(bytesOf('Priset är 100 kr'))
  return { archive, beside, sha256, path: archive.pathOf(sha256) }
}

describe('a file changed behind the back of the archive', () => {
  test('is refused when it is read', async () => {
    const { archive, sha256, path } = await kept()
    await chmod(path, 0o600)
    await writeFile(path, 'Priset är 900 kr')
    await expect(archive.read(sha256)).rejects.toMatchObject({ code: 'archive-damaged', message: expect.stringContaining(sha256) as unknown })
    expect(await archive.check(sha256)).toBe('changed')
  })

  test('is not covered up when the right bytes are kept again', async () => {
    const { archive, sha256, path } = await kept()
    await chmod(path, 0o600)
    await writeFile(path, 'Priset är 900 kr')
    await expect(archive.keep(bytesOf('Priset är 100 kr'))).rejects.toMatchObject({ code: 'archive-damaged' })
    expect(await archive.check(sha256)).toBe('changed')
  })

  test('is missing when it is gone, or a directory, or a link to the right bytes elsewhere', async () => {
    const { archive, beside, sha256, path } = await kept()
    await rename(path, join(beside, 'elsewhere'))
    await expect(archive.read(sha256)).rejects.toMatchObject({ code: 'archive-missing' })
    await symlink(join(beside, 'elsewhere'), path)
    await expect(archive.read(sha256)).rejects.toMatchObject({ code: 'archive-missing' })
    await unlink(path)
    await mkdir(path)
    await expect(archive.read(sha256)).rejects.toMatchObject({ code: 'archive-missing' })
    await rmdir(path)
    await archive.keep(bytesOf('Priset är 100 kr'))
    expect(await archive.check(sha256)).toBe('whole')
  })
})

test.each(['../../etc/passwd', '', 'ABCDEF', `${hashOf(bytesOf('a'))}/..`, hashOf(bytesOf('a')).toUpperCase(), `${hashOf(bytesOf('a'))}\n`])('a name that is no hash reaches no file: %j', async (name) => {
  const { archive } = temporary()
  expect(() => archive.pathOf(name)).toThrow('not a SHA-256')
  await expect(archive.read(name)).rejects.toThrow('not a SHA-256')
})
