import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openKeyRing } from '../../src/mail/key-ring.js'
import { ownerKey, SUPPLIER } from '../mail/letter-fixture.js'

test('a stranger’s key with the supplier’s address never takes the place of the pinned one', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'anslut-keys-'))
  const ring = openKeyRing(directory, async () => 'fras')
  const real = (await ownerKey('Leverantör', SUPPLIER)).toPublic()
  const stranger = (await ownerKey('Leverantör', SUPPLIER)).toPublic()
  const { fingerprint } = await ring.importPublic(real.write())
  await ring.importPublic(stranger.write())
  expect((await ring.recipient(fingerprint)).getFingerprint()).toBe(real.getFingerprint())

  await writeFile(join(directory, 'recipients', `${fingerprint}.asc`), stranger.armor())
  await expect(ring.recipient(fingerprint)).rejects.toMatchObject({ code: 'key-invalid', message: expect.stringContaining(stranger.getFingerprint().toUpperCase()) })
  await rm(directory, { recursive: true })
})
