import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { exportKeys } from '../../src/flows/export-keys.js'
import { keyList } from '../../src/flows/keys.js'
import { verifyLetter } from '../../src/flows/letters.js'
import { revokeKey, rotateKey } from '../../src/flows/own-keys.js'
import { unpin } from '../../src/flows/pin-key.js'
import { resendLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { letters } from '../../src/storage/letters.js'
import { pinInEffect } from '../../src/storage/pins.js'
import { CLERK, COLLEAGUE, failureOf, factsOf, makeSupplierKey, openPostalHouse, packed, pinSupplierKey, wait, type PostalHouse } from '../open-house.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

const SUPPLIER = 'granskning@driftbolaget.example'
const FACTS = factsOf('lillfors-kommun')

let house: PostalHouse
const by = (name = CLERK) => house.app.actor(name)
const letter = async () => {
  const row = (await letters(house.app.store.read)).at(-1)
  if (row === undefined) throw new Error('no letter fell due')
  return row
}
const fingerprint = () => house.supplierKey.getFingerprint().toUpperCase()
const ownFingerprint = async (own: 'sender' | 'archive') => (await (await house.app.keyRing()).ownPublic(own)).getFingerprint().toUpperCase()

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: ['rutiner'] })
  const papers = await packed(house, FACTS, { kinds: ['rutiner'] })
  await approveReviewSet(house, papers, ['rutiner'])
  await signedAndConfirmed(house, papers, ['rutiner'])
  wait(house, 60)
})

describe('a pin', () => {
  it('is withdrawn by one person at once, and the letters to it are stopped', async () => {
    expect(await unpin(house.app, { fingerprint: fingerprint(), address: SUPPLIER.toUpperCase(), reason: 'leverantören ringde inte själv', by: by(COLLEAGUE) })).toMatchObject({ held: 1 })
    expect(await letter()).toMatchObject({ state: 'held', reason: expect.stringContaining('leverantören ringde inte själv') })
    expect(await pinInEffect(house.app.store.read, SUPPLIER)).toBeNull()
    expect((await failureOf(unpin(house.app, { fingerprint: fingerprint(), address: SUPPLIER, reason: 'igen', by: by() }))).code).toBe('key-unpinned')
  })

  it('is made anew by two persons, and a letter that was stopped goes on', async () => {
    await pinSupplierKey(house, house.supplierKey)
    await resumeLetter(house.app, (await letter()).id, by())
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed' }])
    const said = (await keyList(house.app)).find((key) => key.fingerprint === fingerprint())?.pins
    expect(said).toMatchObject([{ ended: { by: COLLEAGUE, replacedBy: null } }, { firstBy: CLERK, secondBy: COLLEAGUE, ended: null }])
  })

  it('gives way to a new one, and what is sealed to the old key still goes', async () => {
    const newer = await makeSupplierKey(house)
    await pinSupplierKey(house, newer)
    expect((await pinInEffect(house.app.store.read, SUPPLIER))?.fingerprint).toBe(newer.getFingerprint().toUpperCase())
    await resendLetter(house.app, (await letter()).id, 'kom inte fram', by())
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed' }])
  })

  it('that was withdrawn keeps a letter sealed to it from leaving, also when a person lets it go on', async () => {
    const sealed = await letter()
    await resendLetter(house.app, sealed.id, 'kom inte fram', by())
    const newest = (await pinInEffect(house.app.store.read, SUPPLIER))?.fingerprint ?? ''
    await unpin(house.app, { fingerprint: newest, address: SUPPLIER, reason: 'fel nyckel', by: by() })
    await pinSupplierKey(house, house.supplierKey)
    await unpin(house.app, { fingerprint: fingerprint(), address: SUPPLIER, reason: 'också fel', by: by() })
    await resumeLetter(house.app, sealed.id, by())
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'held', reason: expect.stringContaining('som inte längre är fäst') }])
  })
})

describe('an own key', () => {
  it('is rotated, and letters sealed with the ones before it are still opened and proved', async () => {
    const { id } = await letter()
    const before = { sender: await ownFingerprint('sender'), archive: await ownFingerprint('archive') }
    for (const own of ['sender', 'archive'] as const) {
      const { made, replaced } = await rotateKey(house.app, own, by())
      expect([replaced, made.fingerprint === replaced]).toEqual([before[own], false])
      expect(await ownFingerprint(own)).toBe(made.fingerprint)
    }
    const { receipt, faults } = await verifyLetter(house.app, id)
    expect([receipt.keys, faults]).toEqual([{ ...before, recipient: fingerprint() }, []])
  })

  it('that is revoked seals nothing, is handed out as revoked, and gives way to a new one', async () => {
    const sender = await ownFingerprint('sender')
    const { armored } = await revokeKey(house.app, { own: 'sender', fingerprint: null, cause: 'compromised', reason: 'datorn blev stulen', by: by() })
    expect(await (await openpgp.readKey({ armoredKey: armored })).isRevoked(undefined, undefined, house.clock.now)).toBe(true)
    expect((await failureOf(workOutbox(house.app))).code).toBe('keys-unusable')
    expect((await failureOf(revokeKey(house.app, { own: 'sender', fingerprint: null, cause: 'retired', reason: 'igen', by: by() }))).code).toBe('already-recorded')
    await rotateKey(house.app, 'sender', by())
    const written = await exportKeys(house.app, 'sender', join(house.directory, 'ut'))
    expect(written.fingerprints).not.toContain(sender)
    const handedOut = await openpgp.readKeys({ armoredKeys: readFileSync(written.keys, 'utf8') })
    expect(handedOut.find((key) => key.getFingerprint().toUpperCase() === sender)?.revocationSignatures).toHaveLength(1)
    expect((await verifyLetter(house.app, (await letter()).id)).faults).toEqual([])
  })

  it('stops the letters sealed with it when it is revoked, and they never go with it', async () => {
    await pinSupplierKey(house, house.supplierKey)
    const { id } = await letter()
    await resumeLetter(house.app, id, by())
    const first = (await verifyLetter(house.app, id)).receipt.keys.archive
    expect(await revokeKey(house.app, { own: 'archive', fingerprint: first, cause: 'retired', reason: 'ur bruk', by: by() })).toMatchObject({ held: 1 })
    await resumeLetter(house.app, id, by())
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'held', reason: expect.stringContaining('återkallad') }])
  })

  it('leaves a history that the archive bears out', async () => {
    expect((await verifyEverything(house.app)).faults).toEqual([])
  })
})
