import { sql } from 'kysely'
import { picturesOf } from '../../signing/page-examination.js'
import { eventSchema } from '../../contracts/event.js'
import { answers } from './answers.js'
import { cleanCopies } from './clean-copies.js'
import { eventsOfTypes } from './events.js'
import { letterParts } from './letter-parts.js'
import { ordinaryLetters } from './ordinary-letters.js'
import { owedReceipts } from './owed-receipts.js'
import { logotypes } from './logotypes.js'
import { allPlacements } from './placements.js'
import type { Db } from './store.js'

/** A file the database says the archive holds; `what` says in Swedish which. */
export interface Reference {
  readonly sha256: string
  readonly what: string
}

/** Every file that rows name, read when asked for, so that files kept before the reading began are all accounted for. */
export async function* archiveReferences(db: Db): AsyncGenerator<Reference> {
  const editions = await db.selectFrom('edition').select(['kind', 'edition', 'template_sha256']).orderBy('kind').orderBy('edition').execute()
  for (const row of editions) yield { sha256: row.template_sha256, what: `mallen ${row.kind}, utgåva ${row.edition}` }

  for (const { sha256, fileName, orgnr } of await logotypes(db)) yield { sha256, what: `logotypen ${fileName} för ${orgnr}` }
  const texts = await db.selectFrom('customer_text').select(['orgnr', 'kind', 'file_sha256', 'template_sha256', 'registered_at']).orderBy('registered_at').execute()
  for (const row of texts) {
    yield { sha256: row.file_sha256, what: `kundens text för ${row.kind}, ${row.orgnr}, registrerad ${row.registered_at.slice(0, 10)}` }
    yield { sha256: row.template_sha256, what: `det som kundens text för ${row.kind}, ${row.orgnr}, skrivs ut från` }
  }

  const files = await db.selectFrom('version_file').innerJoin('version', 'version.code', 'version_file.code').select(['orgnr', 'version.code', 'path', 'sha256']).orderBy('version.code').orderBy('path').execute()
  for (const row of files) yield { sha256: row.sha256, what: `${row.path} för ${row.orgnr}, kod ${row.code}` }

  const scans = await db.selectFrom('scan').select(['sha256', 'file_name', 'received_at']).orderBy('received_at').execute()
  for (const row of scans) yield { sha256: row.sha256, what: `skanningen ${row.file_name}, mottagen ${row.received_at.slice(0, 10)}` }

  yield* examinationReferences(db)
  for (const { sha256, code, exemplar } of await cleanCopies(db, null)) yield { sha256, what: `den rena kopian av exemplar ${exemplar}, kod ${code}` }
  yield* placementReferences(db)
  yield* letterReferences(db)
  yield* revocationReferences(db)
  yield* meetingReferences(db)
}

async function* revocationReferences(db: Db): AsyncGenerator<Reference> {
  const revoked = await db.selectFrom('event').select(['recorded_at', 'payload_json']).where('type', '=', 'own-key-revoked').orderBy('sequence').execute()
  for (const row of revoked) {
    const event = eventSchema.parse(JSON.parse(row.payload_json))
    if (event.type === 'own-key-revoked') yield { sha256: event.certificateSha256, what: `återkallelsen ${row.recorded_at.slice(0, 10)} av den egna nyckeln ${event.fingerprint}` }
  }
}

/** Handouts and minutes are named by events alone. */
async function* meetingReferences(db: Db): AsyncGenerator<Reference> {
  for (const { event, orgnr } of await eventsOfTypes(db, ['handout-added', 'meeting-minutes-kept'])) {
    if (event.type === 'handout-added') yield { sha256: event.sha256, what: `utdelningsmaterialet ${event.handout}, utgåva ${event.edition}` }
    if (event.type === 'meeting-minutes-kept') yield { sha256: event.sha256, what: `minnesanteckningarna ${event.fileName} från träff ${event.ordinal}, ${orgnr ?? ''}` }
  }
}

const SCANS_AT_A_TIME = 100

/** The pictures that `picturesOf` names, taken out by SQLite: a house of thousands of customers has gigabytes of examinations, which are not to be read into memory to be asked for their pictures. */
async function* examinationReferences(db: Db): AsyncGenerator<Reference> {
  const scans = await db.selectFrom('page_examination').innerJoin('scan', 'scan.sha256', 'page_examination.scan').select(['scan.sha256', 'file_name']).distinct().orderBy('scan.sha256').execute()
  const names = new Map(scans.map((row) => [row.sha256, row.file_name]))
  for (let from = 0; from < scans.length; from += SCANS_AT_A_TIME) {
    const some = scans.slice(from, from + SCANS_AT_A_TIME).map(({ sha256 }) => sha256)
    const { rows } = await sql<{ readonly scan: string; readonly source_page: number; readonly sha256: string }>`
      select scan, source_page, box.value ->> 'cutout' as sha256 from page_examination, json_each(examination_json, '$.boxes') as box where scan in (${sql.join(some)})
      union all select scan, source_page, difference.value ->> 'issued' from page_examination, json_each(examination_json, '$.differences') as difference where scan in (${sql.join(some)})
      union all select scan, source_page, difference.value ->> 'scanned' from page_examination, json_each(examination_json, '$.differences') as difference where scan in (${sql.join(some)})
      order by scan, source_page`.execute(db)
    for (const row of rows) yield { sha256: row.sha256, what: `ett utklipp ur sida ${row.source_page} av skanningen ${names.get(row.scan) ?? ''}` }
  }
}

async function* placementReferences(db: Db): AsyncGenerator<Reference> {
  for (const { scan, sourcePage, assigned } of await allPlacements(db)) {
    for (const sha256 of assigned === null ? [] : picturesOf(assigned.examination)) yield { sha256, what: `ett utklipp ur sida ${sourcePage} av skanningen ${scan.slice(0, 12)}, hänförd för hand` }
  }
}

const ORDINARY_LABELS = { reminder: 'påminnelsen', notice: 'meddelandet om ett konto', draft: 'brevet med utkast', invitation: 'inbjudan' } as const

async function* letterReferences(db: Db): AsyncGenerator<Reference> {
  const attached = await db.selectFrom('letter_file').innerJoin('letter', 'letter.id', 'letter_file.letter').select(['sealed_number', 'orgnr', 'file_name', 'sha256']).orderBy('letter').execute()
  for (const row of attached) yield { sha256: row.sha256, what: `bilagan ${row.file_name} till brev ${row.sealed_number} för ${row.orgnr}` }

  const letters = await db.selectFrom('letter').select(['sealed_number', 'orgnr', 'ciphertext_sha256', 'receipt_sha256']).orderBy('due_at').execute()
  // What the archive has not taken yet lies in the database.
  const owed = new Set((await owedReceipts(db)).map(({ sha256 }) => sha256))
  for (const row of letters) {
    if (row.ciphertext_sha256 !== null) yield { sha256: row.ciphertext_sha256, what: `det krypterade brevet ${row.sealed_number} för ${row.orgnr}` }
    if (row.receipt_sha256 !== null && !owed.has(row.receipt_sha256)) yield { sha256: row.receipt_sha256, what: `kvittot för brev ${row.sealed_number} för ${row.orgnr}` }
  }
  for (const { ciphertextSha256, letter, part } of await letterParts(db, null)) yield { sha256: ciphertextSha256, what: `del ${part} av det krypterade brevet ${letter}` }
  yield* earlierCiphertexts(db, new Set(letters.map(({ ciphertext_sha256: sha256 }) => sha256)))
  yield* earlierReceipts(db, new Set([...owed, ...letters.map(({ receipt_sha256: sha256 }) => sha256)]))
  for (const { rawSha256, createdAt, purpose } of await ordinaryLetters(db)) yield { sha256: rawSha256, what: `${ORDINARY_LABELS[purpose]} ${createdAt.slice(0, 10)}` }
  for (const { sha256, from, receivedAt } of await answers(db)) yield { sha256, what: `svaret från ${from}, mottaget ${receivedAt.slice(0, 10)}` }
}

/** What a letter was before it was divided anew stays proof of what was sealed and never sent. */
async function* earlierCiphertexts(db: Db, current: ReadonlySet<string | null>): AsyncGenerator<Reference> {
  const queued = await db.selectFrom('event').select(['orgnr', 'recorded_at', 'payload_json']).where('type', '=', 'letter-queued').orderBy('sequence').execute()
  for (const row of queued) {
    const event = eventSchema.parse(JSON.parse(row.payload_json))
    if (event.type !== 'letter-queued' || current.has(event.ciphertextSha256)) continue
    for (const sha256 of new Set([event.ciphertextSha256, ...(event.parts ?? []).map((part) => part.ciphertextSha256)])) yield { sha256, what: `ett brev för ${row.orgnr ?? ''} som delades om ${row.recorded_at.slice(0, 10)} och aldrig gick` }
  }
}

/** A letter that was sent again has a newer receipt; the earlier one stays proof of what happened then. */
async function* earlierReceipts(db: Db, current: ReadonlySet<string | null>): AsyncGenerator<Reference> {
  const relayed = await db.selectFrom('event').select(['orgnr', 'recorded_at', 'payload_json']).where('type', '=', 'letter-relayed').orderBy('sequence').execute()
  for (const row of relayed) {
    const event = eventSchema.parse(JSON.parse(row.payload_json))
    if (event.type === 'letter-relayed' && !current.has(event.receiptSha256)) yield { sha256: event.receiptSha256, what: `ett tidigare brevkvitto för ${row.orgnr ?? ''}, ${row.recorded_at.slice(0, 10)}` }
  }
}
