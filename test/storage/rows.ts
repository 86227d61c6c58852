import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Actor, Event, NewEvent } from '../../contracts/event.js'
import { factsSchema } from '../../templates/facts.js'
import { saveCustomer, type Customer } from '../../src/storage/customers.js'
import { addEdition } from '../../src/storage/editions.js'
import type { Transaction } from '../../src/storage/store.js'
import { addVersions, type NewVersion, type VersionFile } from '../../src/storage/versions.js'

export const EPOCH = '2026-11-22T09:00:00.000Z'

export const ACTOR: Actor = { name: 'Åsa Öberg', osUser: 'asa', verified: false }

/** A SHA-256 that depends on nothing but the word. */
export function sha256Of(word: string): string {
  return createHash('sha256').update(word).digest('hex')
}

const facts = factsSchema.parse(JSON.parse(readFileSync('fixtures/facts/lillfors-kommun.json', 'utf8')))

export const CUSTOMER: Customer = { orgnr: facts.kund.orgnr, name: facts.kund.namn, facts, factsSha256: sha256Of('facts'), registeredAt: EPOCH }

/** One event as a flow would hand it in. */
export function newEvent(event: Event, about: Partial<Omit<NewEvent, 'event'>> = {}): NewEvent {
  return { happenedOn: '2026-11-22', actor: ACTOR, orgnr: null, code: null, exemplar: null, ...about, event }
}

/** A version of RAPS with one page and one signature box; `code` makes it unique. */
export function newVersion(code: string, changes: Partial<NewVersion> = {}): NewVersion {
  return {
    code,
    orgnr: CUSTOMER.orgnr,
    kind: 'raps',
    subject: '',
    stage: 'signing',
    title: 'Tillämpningsanvisning RAPS',
    edition: '1',
    factsSha256: CUSTOMER.factsSha256,
    contentSha256: sha256Of(`content ${code}`),
    exemplars: 2,
    pageCount: 1,
    issuedAt: EPOCH,
    customerText: null,
    layout: {
      pages: [{ page: 1, widthPt: 595.28, heightPt: 841.89, codes: [{ exemplar: 1, corner: 'topRight', text: `01${code}`, xPt: 510.5, yPt: 770.25, sizePt: 42.52 }] }],
      signatureBoxes: [{ id: 'kund-1', party: 'kund', role: 'Kommundirektör', page: 1, xPt: 60, yPt: 120, widthPt: 200, heightPt: 60 }],
    },
    ...changes,
  }
}

/** The files of such a version: one to negotiate and two originals. */
export function filesOfVersion(code: string): VersionFile[] {
  return [
    { path: 'raps-1.pdf', exemplar: 1, holder: 'svr', mediaType: 'application/pdf', sha256: sha256Of(`${code} 1`), bytes: 100 },
    { path: 'raps-2.pdf', exemplar: 2, holder: 'kund', mediaType: 'application/pdf', sha256: sha256Of(`${code} 2`), bytes: 101 },
    { path: 'raps.docx', exemplar: null, holder: null, mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', sha256: sha256Of(`${code} docx`), bytes: 3_000_000_000 },
  ]
}

/** The customer, the edition and versions with those codes, each of a subject of its own so that all are current. */
export async function insertVersions(tx: Transaction, ...codes: readonly string[]): Promise<void> {
  await saveCustomer(tx, CUSTOMER)
  await addEdition(tx, { kind: 'raps', edition: '1', templateSha256: sha256Of('template'), author: 'Anslut', addedAt: EPOCH })
  await addVersions(tx, codes.map((code) => ({ version: newVersion(code, { subject: code }), files: filesOfVersion(code) })))
}
