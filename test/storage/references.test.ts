import { expect, test } from 'vitest'
import { insertLetterFiles } from '../../src/storage/letter-files.js'
import { claimLetter, insertLetter, moveLetter } from '../../src/storage/letters.js'
import { owe } from '../../src/storage/owed-receipts.js'
import { keepExaminations } from '../../src/storage/page-examinations.js'
import { archiveReferences } from '../../src/storage/references.js'
import { insertScan } from '../../src/storage/scans.js'
import { CUSTOMER, EPOCH, filesOfVersion, insertVersions, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()
const examination = { unexamined: null, sameContent: true, patches: { looked: 1, found: 1 }, boxes: [{ id: 'kund-1', ink: 'signed' as const, confidence: 1, bilevel: false, cutout: sha256Of('cut-out') }], differences: [] }
const changed = { ...examination, boxes: [], differences: [{ answer: 'look' as const, xPt: 1, yPt: 1, widthPt: 1, heightPt: 1, issued: sha256Of('issued'), scanned: sha256Of('scanned') }] }

test('every file that a row names is referred to, with what it is', async () => {
  const { store } = temporary()
  await store.write(async (tx) => {
    await insertVersions(tx, 'A')
    await insertScan(tx, { sha256: sha256Of('scan'), fileName: 'bunt.pdf', bytes: 1, mediaType: 'application/pdf', receivedAt: EPOCH, pages: 0 }, [])
    await keepExaminations(tx, [{ shown: { scan: sha256Of('scan'), sourcePage: 2, code: 'A', exemplar: 1, page: 1 }, examination, drawn: [] }, { shown: { scan: sha256Of('scan'), sourcePage: 3, code: 'A', exemplar: 1, page: 2 }, examination: changed, drawn: [] }])
    await insertLetter(tx, { id: 'L', orgnr: CUSTOMER.orgnr, recipient: 'g@example.se', predecessor: null, codes: ['A'], evidence: [], dueAt: EPOCH, releaseAt: EPOCH })
    await insertLetterFiles(tx, 'L', [{ code: 'A', fileName: 'RAPS.pdf', sha256: sha256Of('attached'), bytes: 1, pageCount: 1, part: 1 }])
    await claimLetter(tx, 'L', 'värd/1/a', EPOCH)
    await moveLetter(tx, 'L', 'due', { state: 'queued', messageId: '<1@example.se>', ciphertextSha256: sha256Of('cipher'), ciphertextBytes: 1 })
    await moveLetter(tx, 'L', 'queued', { state: 'sending' })
    await moveLetter(tx, 'L', 'sending', { state: 'relayed', receiptSha256: sha256Of('receipt') })
  })
  const found: Record<string, string> = {}
  for await (const { sha256, what } of archiveReferences(store.read)) found[what in found ? `${what} igen` : what] = sha256
  const [first, second, word] = filesOfVersion('A').map(({ sha256 }) => sha256)
  expect(found).toEqual({
    'mallen raps, utgåva 1': sha256Of('template'),
    [`raps-1.pdf för ${CUSTOMER.orgnr}, kod A`]: first,
    [`raps-2.pdf för ${CUSTOMER.orgnr}, kod A`]: second,
    [`raps.docx för ${CUSTOMER.orgnr}, kod A`]: word,
    'skanningen bunt.pdf, mottagen 2026-11-22': sha256Of('scan'),
    'ett utklipp ur sida 2 av skanningen bunt.pdf': sha256Of('cut-out'),
    'ett utklipp ur sida 3 av skanningen bunt.pdf': sha256Of('issued'),
    'ett utklipp ur sida 3 av skanningen bunt.pdf igen': sha256Of('scanned'),
    [`bilagan RAPS.pdf till brev 1 för ${CUSTOMER.orgnr}`]: sha256Of('attached'),
    [`det krypterade brevet 1 för ${CUSTOMER.orgnr}`]: sha256Of('cipher'),
    [`kvittot för brev 1 för ${CUSTOMER.orgnr}`]: sha256Of('receipt'),
  })

  await store.write((tx) => owe(tx, { sha256: sha256Of('receipt'), letter: 'L', text: '{}' }))
  const kept: string[] = []
  for await (const { what } of archiveReferences(store.read)) kept.push(kept.includes(what) ? `${what} igen` : what)
  expect(Object.keys(found).filter((what) => !kept.includes(what))).toEqual([`kvittot för brev 1 för ${CUSTOMER.orgnr}`])
})

test('an empty database refers to nothing', async () => {
  const found: unknown[] = []
  for await (const reference of archiveReferences(temporary().store.read)) found.push(reference)
  expect(found).toEqual([])
})
