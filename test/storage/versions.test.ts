import { describe, expect, test } from 'vitest'
import { currentVersion, filesOf, insertVersion, markCancelled, markSuperseded, versionOf, versionsOf } from '../../src/storage/versions.js'
import { customerOf, customers, saveCustomer } from '../../src/storage/customers.js'
import { CUSTOMER, EPOCH, filesOfVersion, insertVersions, newVersion, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()
const current = (subject = '') => currentVersion(temporary().store.read, CUSTOMER.orgnr, 'raps', subject, 'signing')

describe('a version', () => {
  test('comes back with its files as it was issued', async () => {
    const { store } = temporary()
    const version = newVersion('A')
    await store.write(async (tx) => {
      await insertVersions(tx)
      await insertVersion(tx, version, filesOfVersion('A'))
    })
    const stored = { ...version, signatureBoxes: version.layout.signatureBoxes, supersededBy: null, cancelledAt: null }
    expect(await versionOf(store.read, 'A')).toEqual(stored)
    expect(await versionsOf(store.read, CUSTOMER.orgnr)).toEqual([stored])
    expect(await current()).toEqual(stored)
    expect(await filesOf(store.read, 'A')).toEqual(filesOfVersion('A'))
    expect(await versionOf(store.read, 'B')).toBeNull()
    expect(await current('2')).toBeNull()
  })

  test('gives way to the one that supersedes it, once', async () => {
    const { store } = temporary()
    await store.write(async (tx) => {
      await insertVersions(tx)
      await insertVersion(tx, newVersion('A'), [])
    })
    await store.write(async (tx) => {
      expect(await markSuperseded(tx, 'A', 'B')).toBe(true)
      await insertVersion(tx, newVersion('B'), [])
      expect(await markSuperseded(tx, 'A', 'B')).toBe(false)
    })
    expect((await current())?.code).toBe('B')
    expect((await versionsOf(store.read, CUSTOMER.orgnr)).map(({ code, supersededBy }) => [code, supersededBy])).toEqual([['A', 'B'], ['B', null]])
  })

  test('cannot be current beside another of the same kind, subject and stage', async () => {
    const { store } = temporary()
    await store.write((tx) => insertVersions(tx, 'A'))
    const beside = (changes: Parameters<typeof newVersion>[1]) => store.write((tx) => insertVersion(tx, newVersion('B', changes), []))
    await expect(beside({ subject: 'A' })).rejects.toThrow('UNIQUE')
    await beside({ subject: 'A', stage: 'draft' })
  })

  test('that is cancelled leaves its place free', async () => {
    const { store } = temporary()
    await store.write((tx) => insertVersions(tx, 'A'))
    await store.write(async (tx) => {
      expect(await markCancelled(tx, 'A', EPOCH)).toBe(true)
      expect(await markCancelled(tx, 'A', EPOCH)).toBe(false)
      await insertVersion(tx, newVersion('B', { subject: 'A' }), [])
    })
    expect((await current('A'))?.code).toBe('B')
  })

  test('superseded by one that never comes is refused', async () => {
    const { store } = temporary()
    await store.write((tx) => insertVersions(tx, 'A'))
    await expect(store.write((tx) => markSuperseded(tx, 'A', 'NEVER'))).rejects.toThrow('FOREIGN KEY')
  })

  test('of an edition or a customer that is not recorded is refused', async () => {
    const { store } = temporary()
    await store.write((tx) => insertVersions(tx))
    await expect(store.write((tx) => insertVersion(tx, newVersion('A', { edition: '2' }), []))).rejects.toThrow('FOREIGN KEY')
    await expect(store.write((tx) => insertVersion(tx, newVersion('A', { orgnr: '1' }), []))).rejects.toThrow('FOREIGN KEY')
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
