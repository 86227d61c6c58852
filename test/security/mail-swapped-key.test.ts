import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { expect, test } from 'vitest'
import { openKeyRing } from '../../src/mail/key-ring.js'
import { requireUsableRecipient } from '../../src/mail/recipient.js'
import { EPOCH, YESTERDAY, ownerKey, SUPPLIER } from '../mail/letter-fixture.js'

test('point 7: a stranger’s key with the supplier’s address never takes the place of the pinned one', async () => {
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

test('a copy of the pinned key with a forged newer binding takes nothing of it away', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'anslut-keys-'))
  const ring = openKeyRing(directory, async () => 'fras')
  const real = (await ownerKey('Leverantör', SUPPLIER)).toPublic()
  const { fingerprint } = await ring.importPublic(real.write())

  const bytes = Buffer.from(real.write())
  const created = Buffer.concat([Buffer.from([5, 0x82]), numberOf(YESTERDAY)])
  const bindingAt = bytes.lastIndexOf(created)
  expect(bindingAt).toBeGreaterThan(0)
  numberOf(EPOCH).copy(bytes, bindingAt + 2)
  expect((await ring.importPublic(bytes)).fingerprint).toBe(fingerprint)
  expect((await openpgp.readKey({ binaryKey: bytes })).subkeys[0]?.bindingSignatures[0]?.created).toEqual(EPOCH)

  await requireUsableRecipient(await ring.recipient(fingerprint), SUPPLIER, EPOCH)
  await rm(directory, { recursive: true })
})

function numberOf(instant: Date): Buffer {
  const seconds = Buffer.alloc(4)
  seconds.writeUInt32BE(instant.getTime() / 1000)
  return seconds
}
