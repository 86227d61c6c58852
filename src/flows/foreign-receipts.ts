import { readReceipt, type Receipt } from '../../signing/receipt.js'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import { archiveReferences } from '../storage/references.js'
import type { Store } from '../storage/store.js'

interface Foreign {
  readonly sha256: string
  readonly receipt: Receipt
}

/** Looked for once while the program runs: a database is exchanged for an older one only while nothing has it open. */
const FOUND = new WeakMap<Store, Promise<readonly Foreign[]>>()

/**
 * Stops a letter before it is sealed when the archive has a receipt for the same documents to the same recipient that the database knows nothing of: an older database lies beside a newer archive, and they have gone.
 * A person who lets it go on after having been told of that receipt decides.
 * @throws Failure `letter-state` naming the receipt
 */
export async function refuseForeignReceipt(app: App, row: Letter): Promise<void> {
  const looking = FOUND.get(app.store) ?? foreignReceipts(app)
  FOUND.set(app.store, looking)
  const codes = new Set(row.codes)
  const alike = (await looking).find(({ receipt }) => receipt.orgnr === row.orgnr && sameAddress(receipt.to, row.recipient) && receipt.members.some(({ code }) => codes.has(code.replaceAll('-', ''))))
  if (alike === undefined) return
  const told = (await eventsOf(app.store.read, row.orgnr)).some(({ event }) => event.type === 'letter-held' && event.letter === row.id && event.reason.includes(alike.sha256))
  if (told) return
  throw new Failure('letter-state', `Handlingarna i brev ${row.number} för ${row.orgnr} har redan gått till ${row.recipient}, enligt kvittot ${alike.sha256} i arkivet, som databasen inte känner till: databasen är äldre än arkivet. Läs tillbaka rätt databas, eller ställ in brevet med ”letter cancel”. Ska de ändå gå en gång till, fråga mottagaren och återuppta brevet. Inget har skickats.`)
}

/** The archive is listed first: a letter's ciphertext is in a row before its receipt is archived, so nothing that is under way is taken for foreign. */
async function foreignReceipts({ archive, store }: App): Promise<readonly Foreign[]> {
  const unknown = new Set<string>()
  for await (const sha256 of archive.list()) unknown.add(sha256)
  const known = new Set<string>()
  for await (const { sha256 } of archiveReferences(store.read)) known.add(sha256)
  const found: Foreign[] = []
  for (const sha256 of unknown) {
    const receipt = known.has(sha256) ? null : await receiptIn(archive, sha256)
    if (receipt !== null && !known.has(receipt.ciphertext.sha256)) found.push({ sha256, receipt })
  }
  return found
}

/** How every receipt begins, since the members of its JSON are sorted. */
const BEGINNING = '{"attempts":'

/** Null for every other file, of which no more than the beginning is read; one that is damaged is for `archive verify`. */
async function receiptIn(archive: App['archive'], sha256: string): Promise<Receipt | null> {
  try {
    const pieces = archive.pieces(sha256)
    const first = await pieces.next()
    await pieces.return(undefined)
    if (first.done === true || Buffer.from(first.value.subarray(0, BEGINNING.length)).toString('latin1') !== BEGINNING) return null
    return readReceipt(new TextDecoder().decode(await archive.read(sha256)))
  } catch (error) {
    if (error instanceof Failure || error instanceof SyntaxError || (error instanceof Error && error.name === 'ZodError')) return null
    throw error
  }
}
