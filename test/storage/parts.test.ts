import { expect, test } from 'vitest'
import { answers, answersAfter, insertAnswer } from '../../src/storage/answers.js'
import { customerTexts, customerTextsAfter, insertCustomerText } from '../../src/storage/customer-texts.js'
import { appendEvents, eventsAfter, eventsOf } from '../../src/storage/events.js'
import { insertOrdinaryLetter, ordinaryLetters, ordinaryLettersAfter } from '../../src/storage/ordinary-letters.js'
import { insertScan, scans, waitingScansAfter } from '../../src/storage/scans.js'
import { CUSTOMER, EPOCH, insertVersions, newEvent, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()
const WORDS = ['c', 'a', 'd', 'b', 'e']
/** Two and two of one instant, which the rest of the order must tell apart. */
const at = (index: number): string => `2026-11-2${2 + Math.floor(index / 2)}T09:00:00.000Z`

/** The whole list, two at a time, by the cursor that the API gives on. */
async function walked<T>(part: (after: string | null, most: number) => Promise<readonly T[] | null>, keyOf: (one: T) => string): Promise<T[]> {
  const found: T[] = []
  for (;;) {
    const last = found.at(-1)
    const next = (await part(last === undefined ? null : keyOf(last), 2)) ?? []
    if (next.length === 0) return found
    expect(next.length).toBeLessThanOrEqual(2)
    found.push(...next)
  }
}

test('every list comes part by part as it comes whole, each row once though instants are shared, and knows no cursor but its own', async () => {
  const { store } = temporary()
  const { read } = store
  await store.write(async (tx) => {
    await insertVersions(tx, 'A')
    for (const [index, word] of WORDS.entries()) {
      const sha256 = sha256Of(word)
      await insertAnswer(tx, { sha256, letter: null, part: null, receivedAt: at(index), kind: 'reply', from: 'a@example.se', subject: word, recipient: null, diagnostic: null, signature: 'none', byEnvelope: false })
      const purpose = index === 2 ? 'reminder' : 'draft'
      await insertOrdinaryLetter(tx, { id: word, purpose, orgnr: purpose === 'reminder' ? null : CUSTOMER.orgnr, recipient: 'a@example.se', about: word, protection: 'open', messageId: word, rawSha256: sha256, createdAt: at(index) })
      await insertCustomerText(tx, { id: word, orgnr: CUSTOMER.orgnr, kind: 'raps', baseCode: 'A', edition: '1', fileSha256: sha256, templateSha256: sha256, differences: 0, byName: 'Eva', osUser: 'eva', registeredAt: at(index), state: 'dropped' })
      await insertScan(tx, { sha256, fileName: word, bytes: 1, mediaType: 'application/pdf', receivedAt: at(index), pages: 2 }, [1, 2].map((sourcePage) => ({ scan: sha256, sourcePage, reason: index === 3 ? 'blank' : 'no-code' })))
    }
    await appendEvents(tx, WORDS.map((note) => newEvent({ type: 'scan-received', scan: sha256Of(note), fileName: note }, { orgnr: CUSTOMER.orgnr })), EPOCH)
  })
  expect(await walked((after, most) => answersAfter(read, after, most), ({ sha256 }) => sha256)).toEqual(await answers(read))
  expect(await walked((after, most) => ordinaryLettersAfter(read, { after, most }), ({ id }) => id)).toEqual(await ordinaryLetters(read))
  expect((await ordinaryLettersAfter(read, { after: null, most: null, purpose: 'reminder' }))?.map(({ id }) => id)).toEqual(['d'])
  expect(await walked((after, most) => customerTextsAfter(read, after, most), ({ id }) => id)).toEqual(await customerTexts(read, null))
  expect(await walked((after, most) => waitingScansAfter(read, after, most), ({ sha256 }) => sha256)).toEqual((await scans(read)).filter(({ fileName }) => fileName !== 'b'))
  expect(await walked((after, most) => eventsAfter(read, CUSTOMER.orgnr, Number(after), most), ({ sequence }) => String(sequence))).toEqual(await eventsOf(read, CUSTOMER.orgnr))
  for (const part of [answersAfter, customerTextsAfter, waitingScansAfter]) expect(await part(read, 'x', 2)).toBeNull()
  expect(await ordinaryLettersAfter(read, { after: 'x', most: 2 })).toBeNull()
})
