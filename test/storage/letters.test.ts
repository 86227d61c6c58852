import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { LETTER_STATES } from '../../signing/outbox.js'
import { attemptsOf, recordAttempt } from '../../src/storage/letter-attempts.js'
import { insertLetterFiles, letterFilesOf } from '../../src/storage/letter-files.js'
import { claimLetter, insertLetter, letterOf, letters, lettersToWork, moveLetter, releaseClaim, type NewLetter } from '../../src/storage/letters.js'
import { CUSTOMER, EPOCH, insertVersions, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()

const RELEASE = '2026-11-22T09:15:00.000Z'
const LATER = '2026-11-22T10:00:00.000Z'
const pages = [{ page: 1, scan: sha256Of('scan'), sourcePage: 3, rotation: 180 as const }]
const due: NewLetter = {
  id: 'L1', orgnr: CUSTOMER.orgnr, recipient: 'granskning@example.se', predecessor: null, codes: ['B', 'A'],
  evidence: [{ member: 'A', code: 'A', exemplar: 1, pages }], dueAt: EPOCH, releaseAt: RELEASE,
}
const queued = { state: 'queued', messageId: '<1@example.se>', ciphertextSha256: sha256Of('cipher'), ciphertextBytes: 5 } as const

async function withLetter(): Promise<void> {
  await temporary().store.write(async (tx) => {
    await insertVersions(tx, 'A', 'B')
    await insertLetter(tx, due)
  })
}

describe('a letter', () => {
  test('comes back as it fell due, its codes sorted', async () => {
    const { store } = temporary()
    await withLetter()
    await store.write((tx) => insertLetter(tx, { ...due, id: 'L2', predecessor: 'L1', codes: ['B'] }))
    expect(await letterOf(store.read, 'L1')).toEqual({
      ...due, number: 1, codes: ['A', 'B'], state: 'due', messageId: null, ciphertextSha256: null, ciphertextBytes: null, attempts: 0,
      nextAttemptAt: null, claimedAt: null, claimedBy: null, receiptSha256: null, reason: null,
    })
    expect((await letters(store.read)).map(({ id }) => id)).toEqual(['L1', 'L2'])
    expect(await letters(store.read, { orgnr: '1' })).toEqual([])
    expect(await letterOf(store.read, 'L3')).toBeNull()
  })

  test('takes the number it was sealed under, so that one called back before leaves no gap', async () => {
    const { store } = temporary()
    await withLetter()
    const numbers = async (): Promise<number[]> => (await letters(store.read)).map(({ number }) => number)
    await store.write((tx) => moveLetter(tx, 'L1', 'due', { state: 'cancelled', reason: 'återtagen' }))
    await store.write((tx) => insertLetter(tx, { ...due, id: 'L2' }))
    expect(await numbers()).toEqual([1, 1])
    await store.write((tx) => moveLetter(tx, 'L2', 'due', { state: 'queued', messageId: '<2@example.se>', ciphertextSha256: 'b'.repeat(64), ciphertextBytes: 9 }))
    await store.write((tx) => insertLetter(tx, { ...due, id: 'L3', predecessor: 'L2', codes: ['B'] }))
    expect(await numbers()).toEqual([1, 1, 2])
    await expect(store.write((tx) => sql`update letter set sealed_number = 7 where id = 'L2'`.execute(tx))).rejects.toThrow('keeps its number')
  })

  test('point 17: falls due once for the same versions and recipient, and again when the first was cancelled', async () => {
    const { store } = temporary()
    await withLetter()
    const again = { ...due, id: 'L2', codes: ['A', 'B'] }
    expect(await store.write((tx) => insertLetter(tx, again))).toBeNull()
    expect(await store.write((tx) => insertLetter(tx, { ...again, recipient: 'Granskning@EXAMPLE.se' }))).toBeNull()
    expect(await store.write((tx) => moveLetter(tx, 'L1', 'due', { state: 'cancelled', reason: 'återtagen' }))).toBe(true)
    expect(await store.write((tx) => insertLetter(tx, again))).not.toBeNull()
    expect(await store.write((tx) => insertLetter(tx, { ...again, id: 'L3', recipient: 'annan@example.se' }))).not.toBeNull()
  })

  test('is held by one worker at a time', async () => {
    const { store } = temporary()
    await withLetter()
    const claims = await Promise.all(['a', 'b', 'c'].map((worker) => store.write((tx) => claimLetter(tx, 'L1', worker, EPOCH))))
    expect(claims).toEqual([true, false, false])
    expect(await lettersToWork(store.read, LATER)).toEqual([])
  })

  test('waits for its release and its next attempt', async () => {
    const { store } = temporary()
    await withLetter()
    const idsAt = async (now: string) => (await lettersToWork(store.read, now)).map(({ id }) => id)
    expect(await idsAt(EPOCH)).toEqual([])
    expect(await idsAt(RELEASE)).toEqual(['L1'])
    await store.write((tx) => moveLetter(tx, 'L1', 'due', { ...queued, nextAttemptAt: LATER }))
    expect(await idsAt(RELEASE)).toEqual([])
    expect(await idsAt(LATER)).toEqual(['L1'])
    await store.write((tx) => moveLetter(tx, 'L1', 'queued', { state: 'held', reason: 'nyckel saknas' }))
    expect(await idsAt(LATER)).toEqual([])
  })

  test('waits for no attempt that a clock far ahead has set', async () => {
    const { store } = temporary()
    await withLetter()
    await store.write((tx) => moveLetter(tx, 'L1', 'due', { ...queued, nextAttemptAt: '2099-01-01T00:00:00.000Z' }))
    expect((await lettersToWork(store.read, RELEASE)).map(({ id }) => id)).toEqual(['L1'])
  })

  test('moves only from the state it was seen in, and only for the worker that holds it', async () => {
    const { store } = temporary()
    await withLetter()
    await store.write((tx) => claimLetter(tx, 'L1', 'a', EPOCH))
    expect(await store.write((tx) => moveLetter(tx, 'L1', 'queued', { state: 'sending' }))).toBe(false)
    expect(await store.write((tx) => moveLetter(tx, 'L1', 'due', { ...queued, claimedBy: 'b' }))).toBe(false)
    expect((await letterOf(store.read, 'L1'))?.state).toBe('due')
    expect(await store.write((tx) => moveLetter(tx, 'L1', 'due', { ...queued, claimedBy: 'a' }))).toBe(true)
    expect(await letterOf(store.read, 'L1')).toMatchObject({ ...queued, claimedBy: 'a', claimedAt: EPOCH })
    expect(await store.write((tx) => moveLetter(tx, 'L1', 'queued', { state: 'sending', claimedBy: 'a' }))).toBe(true)
    expect(await letterOf(store.read, 'L1')).toMatchObject({ state: 'sending', claimedBy: 'a' })
    expect(await store.write((tx) => moveLetter(tx, 'L1', 'sending', { state: 'queued', nextAttemptAt: LATER }))).toBe(true)
    expect(await letterOf(store.read, 'L1')).toMatchObject({ state: 'queued', claimedBy: null, claimedAt: null })
  })

  test('is never being sent without a worker, who would be missed', async () => {
    const { store } = temporary()
    await withLetter()
    await store.write((tx) => moveLetter(tx, 'L1', 'due', queued))
    await expect(store.write((tx) => moveLetter(tx, 'L1', 'queued', { state: 'sending' }))).rejects.toThrow('CHECK')
  })

  test('is never queued without a message id and a ciphertext, and never gets others', async () => {
    const { store } = temporary()
    await withLetter()
    await expect(store.write((tx) => moveLetter(tx, 'L1', 'due', { state: 'queued' }))).rejects.toThrow('CHECK')
    await store.write((tx) => moveLetter(tx, 'L1', 'due', queued))
    await expect(store.write((tx) => moveLetter(tx, 'L1', 'queued', { ...queued, state: 'held', messageId: '<2@example.se>' }))).rejects.toThrow('built and encrypted once')
    await expect(store.write((tx) => moveLetter(tx, 'L1', 'queued', { ...queued, state: 'held', ciphertextSha256: sha256Of('other') }))).rejects.toThrow('built and encrypted once')
    await expect(store.write((tx) => sql`update letter set codes_json = '["A"]'`.execute(tx))).rejects.toThrow('never changed')
    await expect(store.write((tx) => sql`delete from letter`.execute(tx))).rejects.toThrow('never removed')
  })

  test('is let go by the worker that holds it alone, and never while it is being sent', async () => {
    const { store } = temporary()
    await withLetter()
    await store.write((tx) => insertLetter(tx, { ...due, id: 'L2', codes: ['B'] }))
    await store.write(async (tx) => {
      await claimLetter(tx, 'L1', 'a', EPOCH)
      await claimLetter(tx, 'L2', 'b', EPOCH)
      await moveLetter(tx, 'L2', 'due', { ...queued, messageId: '<2@example.se>' })
      expect(await moveLetter(tx, 'L2', 'queued', { state: 'sending', claimedBy: 'b' })).toBe(true)
    })
    await store.write((tx) => releaseClaim(tx, 'L1', 'somebody else'))
    expect((await letterOf(store.read, 'L1'))?.claimedBy).toBe('a')
    await store.write((tx) => releaseClaim(tx, 'L1', 'a'))
    await store.write((tx) => releaseClaim(tx, 'L2', 'b'))
    expect((await letterOf(store.read, 'L1'))?.claimedBy).toBeNull()
    expect(await letterOf(store.read, 'L2')).toMatchObject({ state: 'sending', claimedBy: 'b' })
    expect(await store.write((tx) => moveLetter(tx, 'L2', 'sending', { state: 'unknown', claimedBy: 'b' }))).toBe(true)
    expect(await store.write((tx) => claimLetter(tx, 'L2', 'c', LATER))).toBe(true)
  })

  test('counts its attempts', async () => {
    const { store } = temporary()
    await withLetter()
    const tried = { part: 1, at: EPOCH, outcome: 'deferred', response: '451 försök senare' }
    expect(await store.write((tx) => recordAttempt(tx, 'L1', tried))).toBe(1)
    expect(await store.write((tx) => recordAttempt(tx, 'L1', { ...tried, outcome: 'relayed', response: '250 ok' }))).toBe(2)
    expect(await attemptsOf(store.read, 'L1')).toEqual([{ ...tried, attempt: 1 }, { ...tried, attempt: 2, outcome: 'relayed', response: '250 ok' }])
    expect((await letterOf(store.read, 'L1'))?.attempts).toBe(2)
  })

  test('remembers what was attached to it', async () => {
    const { store } = temporary()
    await withLetter()
    const file = { code: 'A', fileName: 'RAPS.pdf', sha256: sha256Of('attached'), bytes: 9, pageCount: 1, part: 1 }
    await store.write((tx) => insertLetterFiles(tx, 'L1', [file]))
    await store.write((tx) => insertLetterFiles(tx, 'L1', [file]))
    expect(await letterFilesOf(store.read, 'L1')).toEqual([file])
  })

  test.each(LETTER_STATES)('can be %s as far as the table is concerned', async (state) => {
    const { store } = temporary()
    await withLetter()
    await store.write((tx) => claimLetter(tx, 'L1', 'a', EPOCH))
    await store.write((tx) => moveLetter(tx, 'L1', 'due', queued))
    await store.write((tx) => sql`update letter set state = ${state}`.execute(tx))
    expect((await letterOf(store.read, 'L1'))?.state).toBe(state)
  })

  test('never goes a way that the outbox does not know', async () => {
    await withLetter()
    await expect(temporary().store.write((tx) => moveLetter(tx, 'L1', 'due', { state: 'relayed' }))).rejects.toThrow('never goes from due to relayed')
  })

  test('cannot be in a state that no code knows', async () => {
    await withLetter()
    await expect(temporary().store.write((tx) => sql`update letter set state = 'lost'`.execute(tx))).rejects.toThrow('CHECK')
  })
})
