import { readReceipt, receiptsOfParts, type Receipt } from '../../signing/receipt.js'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import { plainFiles, rememberPlain } from '../storage/plain-files.js'
import { archiveReferences } from '../storage/references.js'
import type { Store } from '../storage/store.js'
import { foreignLetters, mayHold, type ForeignLetter } from './foreign-letters.js'

interface Foreign {
  readonly receipts: readonly { readonly sha256: string; readonly receipt: Receipt }[]
  readonly letters: readonly ForeignLetter[]
}

/** Looked for once while the program runs: a database is exchanged for an older one only while nothing has it open. */
const FOUND = new WeakMap<Store, Promise<Foreign>>()

/**
 * Stops a letter before it is sealed when the archive has a receipt for the same documents to the same recipient, or a letter with them, that the database knows nothing of: an older database lies beside a newer archive, and they have gone or may have.
 * A person who lets it go on after having been told of them decides.
 * @throws Failure `letter-state` naming what was found
 */
export async function refuseForeignReceipt(app: App, row: Letter): Promise<void> {
  const { receipts, letters } = await (FOUND.get(app.store) ?? lookedFor(app))
  const codes = new Set(row.codes)
  const alike = receipts.filter(({ receipt }) => receipt.orgnr === row.orgnr && sameAddress(receipt.to, row.recipient) && receipt.members.some(({ code }) => codes.has(code.replaceAll('-', ''))))
  const sealed = letters.filter((letter) => mayHold(app, letter, row))
  if (alike.length + sealed.length === 0) return
  const told = (await eventsOf(app.store.read, row.orgnr)).flatMap(({ event }) => (event.type === 'letter-held' && event.letter === row.id ? [event.reason] : [])).join()
  const untold = [...alike.map(({ sha256 }) => `kvittot ${sha256}`), ...sealed.map(({ sha256 }) => `det krypterade brevet ${sha256}`)].filter((each) => !told.includes(each))
  if (untold.length === 0) return
  const which = `Handlingarna i brev ${row.number} för ${row.orgnr}`
  if (alike.length > 0) throw new Failure('letter-state', `${which} har redan gått till ${row.recipient}, enligt ${untold.join(' och ')} i arkivet, som databasen inte känner till: databasen är äldre än arkivet. Läs tillbaka rätt databas, eller ställ in brevet med ”letter cancel”. Ska de ändå gå en gång till, fråga mottagaren och återuppta brevet. Inget har skickats.`)
  throw new Failure('letter-state', `${which} kan redan ha gått till ${row.recipient}: arkivet har ${untold.join(' och ')}, som databasen inte känner till. Databasen är äldre än arkivet, eller så avbröts programmet just när brevet krypterades. Läs tillbaka rätt databas om det finns en. Fråga annars mottagaren: har brevet inte kommit, återuppta det; har det kommit, ställ in det med ”letter cancel”. Inget har skickats.`)
}

/** What stands in the way once, such as a database that is busy, must not stand in the way of every letter after. */
function lookedFor(app: App): Promise<Foreign> {
  const looking = foreignIn(app)
  FOUND.set(app.store, looking)
  looking.catch(() => FOUND.delete(app.store))
  return looking
}

/** The archive is listed first: a letter's ciphertext is in a row before its receipt is archived, so nothing that is under way is taken for foreign. */
async function foreignIn(app: App): Promise<Foreign> {
  const { archive, store } = app
  const unknown = new Set<string>()
  for await (const sha256 of archive.list()) unknown.add(sha256)
  const known = new Set<string>()
  for await (const { sha256 } of archiveReferences(store.read)) known.add(sha256)
  const plain = await plainFiles(store.read)
  const files: Record<FileKind, string[]> = { receipt: [], letter: [], plain: [], damaged: [] }
  for (const sha256 of unknown) if (!known.has(sha256) && !plain.has(sha256)) files[await kindOf(archive, sha256)].push(sha256)
  if (files.plain.length > 0) await store.write((tx) => rememberPlain(tx, files.plain))

  const receipts: Foreign['receipts'][number][] = []
  for (const sha256 of files.receipt) {
    const receipt = await receiptIn(archive, sha256)
    if (receipt !== null && !known.has(receipt.ciphertext.sha256)) receipts.push({ sha256, receipt })
  }
  // What a receipt tells of is told of already.
  const told = new Set(receipts.flatMap(({ receipt }) => receiptsOfParts(receipt)).map(({ ciphertext }) => ciphertext.sha256))
  return { receipts, letters: await foreignLetters(app, files.letter.filter((sha256) => !told.has(sha256))) }
}

type FileKind = 'receipt' | 'letter' | 'plain' | 'damaged'

/** How every receipt begins, since the members of its JSON are sorted, and every sealed letter. */
const BEGINNINGS = [['{"attempts":', 'receipt'], ['From: ', 'letter']] as const

/** What a file may be, by its beginning; one that is damaged is for `archive verify`. */
async function kindOf(archive: App['archive'], sha256: string): Promise<FileKind> {
  try {
    const pieces = archive.pieces(sha256)
    const first = await pieces.next()
    await pieces.return(undefined)
    const text = first.done === true ? '' : Buffer.from(first.value.subarray(0, 64)).toString('latin1')
    return BEGINNINGS.find(([beginning]) => text.startsWith(beginning))?.[1] ?? 'plain'
  } catch (error) {
    if (error instanceof Failure) return 'damaged'
    throw error
  }
}

/** Null for what only begins as a receipt does, and for a damaged one. */
async function receiptIn(archive: App['archive'], sha256: string): Promise<Receipt | null> {
  try {
    return readReceipt(new TextDecoder().decode(await archive.read(sha256)))
  } catch (error) {
    if (error instanceof Failure || error instanceof SyntaxError || (error instanceof Error && error.name === 'ZodError')) return null
    throw error
  }
}
