import { describe, expect, test } from 'vitest'
import { addVersions, currentVersions, filesOf, filesOfVersions, markCancelled, markSuperseded, versionOf, versionsOf } from '../../src/storage/versions.js'
import { customerOf, customers, saveCustomer } from '../../src/storage/customers.js'
import { CUSTOMER, EPOCH, filesOfVersion, insertVersions, newVersion, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()
const current = async (subject = '') => (await currentVersions(temporary().store.read, CUSTOMER.orgnr, 'signing')).find((one) => one.kind === 'raps' && one.subject === subject)?.code

describe('a version', () => {
  test('comes back with its files as it was issued', async () => {
    const { store } = temporary()
    const version = newVersion('A')
    await store.write(async (tx) => {
      await insertVersions(tx)
      await addVersions(tx, [{ version: version, files: filesOfVersion('A') }])
    })
    const stored = { ...version, signatureBoxes: version.layout.signatureBoxes, supersededBy: null, cancelledAt: null }
    expect(await versionOf(store.read, 'A')).toEqual(stored)
    expect(await versionsOf(store.read, CUSTOMER.orgnr)).toEqual([stored])
    expect(await current()).toBe('A')
    expect(await filesOf(store.read, 'A')).toEqual(filesOfVersion('A'))
    expect(await versionOf(store.read, 'B')).toBeNull()
    expect(await current('2')).toBeUndefined()
    expect(await filesOfVersions(store.read, ['A', 'B'])).toEqual(new Map([['A', filesOfVersion('A')], ['B', []]]))
    expect(await filesOfVersions(store.read, [])).toEqual(new Map())
  })

  test('gives way to the one that supersedes it, once', async () => {
    const { store } = temporary()
    await store.write(async (tx) => {
      await insertVersions(tx)
      await addVersions(tx, [{ version: newVersion('A'), files: [] }])
    })
    await store.write(async (tx) => {
      expect(await markSuperseded(tx, 'A', 'B')).toBe(true)
      await addVersions(tx, [{ version: newVersion('B'), files: [] }])
      expect(await markSuperseded(tx, 'A', 'B')).toBe(false)
    })
    expect(await current()).toBe('B')
    expect((await versionsOf(store.read, CUSTOMER.orgnr)).map(({ code, supersededBy }) => [code, supersededBy])).toEqual([['A', 'B'], ['B', null]])
  })

  test('cannot be current beside another of the same kind, subject and stage', async () => {
    const { store } = temporary()
    await store.write((tx) => insertVersions(tx, 'A'))
    const beside = (changes: Parameters<typeof newVersion>[1]) => store.write((tx) => addVersions(tx, [{ version: newVersion('B', changes), files: [] }]))
    await expect(beside({ subject: 'A' })).rejects.toThrow('UNIQUE')
    await beside({ subject: 'A', stage: 'draft' })
  })

  test('that is cancelled leaves its place free', async () => {
    const { store } = temporary()
    await store.write((tx) => insertVersions(tx, 'A'))
    await store.write(async (tx) => {
      expect(await markCancelled(tx, 'A', EPOCH)).toBe(true)
      expect(await markCancelled(tx, 'A', EPOCH)).toBe(false)
      await addVersions(tx, [{ version: newVersion('B', { subject: 'A' }), files: [] }])
    })
    expect(await current('A')).toBe('B')
  })

  test('superseded by one that never comes is refused', async () => {
    const { store } = temporary()
    await store.write((tx) => insertVersions(tx, 'A'))
    await expect(store.write((tx) => markSuperseded(tx, 'A', 'NEVER'))).rejects.toThrow('FOREIGN KEY')
  })

  test('of an edition or a customer that is not recorded is refused', async () => {
    const { store } = temporary()
    await store.write((tx) => insertVersions(tx))
    await expect(store.write((tx) => addVersions(tx, [{ version: newVersion('A', { edition: '2' }), files: [] }]))).rejects.toThrow('FOREIGN KEY')
    await expect(store.write((tx) => addVersions(tx, [{ version: newVersion('A', { orgnr: '1' }), files: [] }]))).rejects.toThrow('FOREIGN KEY')
  })
})

describe('a customer', () => {
  test('keeps the day of registration and every set of facts', async () => {
    const { store } = temporary()
    const facts = { ...CUSTOMER.facts, kund: { ...CUSTOMER.facts.kund, namn: 'Nya Lillfors kommun' } }
    const changed = { ...CUSTOMER, name: 'Nya Lillfors kommun', facts, factsSha256: sha256Of('changed'), registeredAt: '2027-01-01T00:00:00.000Z' }
    await store.write((tx) => saveCustomer(tx, CUSTOMER))
    expect(await customerOf(store.read, CUSTOMER.orgnr)).toEqual(CUSTOMER)
    await store.write((tx) => saveCustomer(tx, changed))
    await store.write((tx) => saveCustomer(tx, changed))
    expect(await customers(store.read)).toEqual([{ ...changed, registeredAt: EPOCH }])
    const kept = await store.read.selectFrom('facts').select(['sha256', 'recorded_at']).orderBy('recorded_at').execute()
    expect(kept).toEqual([{ sha256: CUSTOMER.factsSha256, recorded_at: EPOCH }, { sha256: changed.factsSha256, recorded_at: changed.registeredAt }])
    expect(await customerOf(store.read, '1')).toBeNull()
  })
})
