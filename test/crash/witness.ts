import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { RecordedEvent } from '../../contracts/event.js'
import { openArchive, type Archive } from '../../src/archive/archive.js'
import type { MailReceiver } from '../../src/demo/mail-receiver.js'
import { manifestSchema } from '../../src/flows/manifest.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { canonicalJson } from '../../templates/canonical-json.js'
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
      assert.deepEqual(faults, [])
      this.litter = litter.length
      await this.#lookAtEvents(store)
      for (const letter of await letters(store.read)) await this.#lookAtLetter(store, archive, letter)
    } finally {
      await store.close()
    }
  }

  /** A finished command said that it recorded these. */
  told(events: readonly RecordedEvent[]): void {
    const seen = new Set(this.#seen.map(canonicalJson))
    for (const event of events) assert.ok(seen.has(canonicalJson(event)), `event ${event.sequence} is lost`)
  }

  async #lookAtEvents(store: Store): Promise<void> {
    const events: RecordedEvent[] = []
    for await (const event of allEvents(store.read)) events.push(event)
    assert.deepEqual(events.slice(0, this.#seen.length), this.#seen)
    this.#seen = events
    const deeds = events.flatMap(deedOf)
    assert.deepEqual(deeds.filter((deed, index) => deeds.indexOf(deed) !== index), [])
  }

  async #lookAtLetter(store: Store, archive: Archive, letter: Letter): Promise<void> {
    const queued = this.#seen.flatMap(({ event }) => (event.type === 'letter-queued' && event.letter === letter.id ? [event] : []))
    assert.deepEqual(queued.map(({ messageId, ciphertextSha256 }) => ({ messageId, ciphertextSha256 })), letter.ciphertextSha256 === null ? [] : [{ messageId: letter.messageId, ciphertextSha256: letter.ciphertextSha256 }])
    const mails = this.#receiver.messages().filter(({ envelopeId }) => envelopeId === letter.id)
    if (letter.ciphertextSha256 === null) {
      assert.deepEqual(mails, [])
      return
    }

    const sealed = { messageId: letter.messageId, ciphertext: letter.ciphertextSha256 }
    assert.deepEqual(this.#sealed.get(letter.id) ?? sealed, sealed)
    this.#sealed.set(letter.id, sealed)
    assert.equal((await letterFilesOf(store.read, letter.id)).length, letter.codes.length)
    const kept = Buffer.from(await archive.read(letter.ciphertextSha256))
    for (const { raw } of mails) assert.ok(raw.equals(kept), 'a mail has other bytes than the archive')
    const doubtful = (await attemptsOf(store.read, letter.id)).filter(({ outcome }) => outcome === 'unknown').length + (letter.state === 'sending' ? 1 : 0)
    assert.ok(mails.length <= doubtful + 1, `${mails.length} mails after ${doubtful} doubtful attempts`)
    assert.ok(letter.state !== 'relayed' || mails.length > 0, 'a relayed letter never arrived')
  }
}

const ONCE: ReadonlySet<string> = new Set(['customer-registered', 'issued', 'approved', 'scan-received', 'signature-confirmed', 'letter-due', 'letter-queued', 'letter-relayed'])

/** What may be recorded once: the same deed twice is an event doubled. A letter falls due once for its documents, whatever it is called. */
function deedOf({ orgnr, code, exemplar, event }: RecordedEvent): string[] {
  if (!ONCE.has(event.type)) return []
  const about = event.type === 'letter-due' ? event.codes : event.type === 'issued' ? code : event
  return [JSON.stringify([event.type, orgnr, code, exemplar, about])]
}

/** The pack written in `folder` is exactly what its manifest says. */
export function lookAtFolder(folder: string): void {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  const files = manifest.documents.flatMap((document) => document.files)
  assert.deepEqual(readdirSync(folder).sort(), ['manifest.json', ...files.map(({ path }) => path)].sort())
  for (const { path, sha256 } of files) assert.equal(createHash('sha256').update(readFileSync(join(folder, path))).digest('hex'), sha256)
}
