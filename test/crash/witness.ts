import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { RecordedEvent } from '../../contracts/event.js'
import { openArchive, type Archive } from '../../src/archive/archive.js'
import type { MailReceiver } from '../../src/demo/mail-receiver.js'
import { manifestSchema } from '../../src/flows/manifest.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { allEvents } from '../../src/storage/events.js'
import { attemptsOf } from '../../src/storage/letter-attempts.js'
import { letterFilesOf } from '../../src/storage/letter-files.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import { openStore, type Store } from '../../src/storage/store.js'
import type { Office } from './office.js'

/** Remembers what a data directory has held and been told, and looks with the real store and archive whether it still holds, once and only once. */
export class Witness {
  readonly #office: Office
  readonly #receiver: MailReceiver
  #seen: readonly RecordedEvent[] = []
  /** What a letter was sealed as when first seen so. */
  readonly #sealed = new Map<string, { messageId: string | null; ciphertext: string }>()
  litter = 0

  constructor(office: Office, receiver: MailReceiver) {
    this.#office = office
    this.#receiver = receiver
  }

  /** Throws at the first thing lost, doubled or half-written. */
  async look(): Promise<void> {
    const store = await openStore(join(this.#office.data, 'anslut.sqlite'))
    const archive = await openArchive(join(this.#office.data, 'archive'))
    try {
      const { faults, litter } = await verifyEverything({ store, archive })
      expect(faults).toEqual([])
      this.litter = litter.length
      await this.#lookAtEvents(store)
      for (const letter of await letters(store.read)) await this.#lookAtLetter(store, archive, letter)
    } finally {
      await store.close()
    }
  }

  /** A finished command said that it recorded these. */
  told(events: readonly RecordedEvent[]): void {
    for (const event of events) expect(this.#seen).toContainEqual(event)
  }

  async #lookAtEvents(store: Store): Promise<void> {
    const events: RecordedEvent[] = []
    for await (const event of allEvents(store.read)) events.push(event)
    expect(events.slice(0, this.#seen.length)).toEqual(this.#seen)
    this.#seen = events
    const deeds = events.flatMap(deedOf)
    expect(deeds.filter((deed, index) => deeds.indexOf(deed) !== index)).toEqual([])
  }

  async #lookAtLetter(store: Store, archive: Archive, letter: Letter): Promise<void> {
    const queued = this.#seen.flatMap(({ event }) => (event.type === 'letter-queued' && event.letter === letter.id ? [event] : []))
    expect(queued.map(({ messageId, ciphertextSha256 }) => ({ messageId, ciphertextSha256 }))).toEqual(letter.ciphertextSha256 === null ? [] : [{ messageId: letter.messageId, ciphertextSha256: letter.ciphertextSha256 }])
    const mails = this.#receiver.messages().filter(({ envelopeId }) => envelopeId === letter.id)
    if (letter.ciphertextSha256 === null) return void expect(mails).toEqual([])

    const sealed = { messageId: letter.messageId, ciphertext: letter.ciphertextSha256 }
    expect(this.#sealed.get(letter.id) ?? sealed).toEqual(sealed)
    this.#sealed.set(letter.id, sealed)
    expect(await letterFilesOf(store.read, letter.id)).toHaveLength(letter.codes.length)
    const kept = Buffer.from(await archive.read(letter.ciphertextSha256))
    for (const { raw } of mails) expect(raw.equals(kept)).toBe(true)
    const doubtful = (await attemptsOf(store.read, letter.id)).filter(({ outcome }) => outcome === 'unknown').length + (letter.state === 'sending' ? 1 : 0)
    expect(mails.length).toBeLessThanOrEqual(doubtful + 1)
    if (letter.state === 'relayed') expect(mails.length).toBeGreaterThan(0)
  }
}

/** What may be recorded once: the same deed twice is an event doubled. */
function deedOf({ orgnr, code, exemplar, event }: RecordedEvent): string[] {
  const about = `${event.type} ${orgnr ?? ''} ${code ?? ''} ${exemplar ?? ''}`
  switch (event.type) {
    case 'customer-registered': case 'issued': case 'approved': return [about]
    case 'scan-received': return [`${about} ${event.scan}`]
    case 'signature-confirmed': return [`${about} ${event.party}`]
    case 'letter-queued': case 'letter-relayed': return [`${about} ${event.letter}`]
    case 'letter-due': return [`${event.type} ${event.codes.join()}`]
    default: return []
  }
}

/** The pack written in `folder` is exactly what its manifest says. */
export function lookAtFolder(folder: string): void {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  const files = manifest.documents.flatMap((document) => document.files)
  expect(existsSync(folder) ? readdirSync(folder).sort() : []).toEqual(['manifest.json', ...files.map(({ path }) => path)].sort())
  for (const { path, sha256 } of files) expect(createHash('sha256').update(readFileSync(join(folder, path))).digest('hex')).toBe(sha256)
}
