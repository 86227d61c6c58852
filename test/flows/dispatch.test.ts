import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { readPageCode } from '../../signing/page-code.js'
import { readReceipt, receiptText, type Receipt } from '../../signing/receipt.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { checkKeys } from '../../src/flows/keys.js'
import { letterDetails, verifyLetter, type VerifiedReceipt } from '../../src/flows/letters.js'
import { verifyInArchive } from '../../src/flows/verify-in-archive.js'
import { keyRingIn } from '../../src/key-ring-in.js'
import { resumeLetter } from '../../src/flows/steer-letter.js'
import { customerStatus } from '../../src/flows/status.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { openLetter } from '../../src/mail/open-letter.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import type { ScanReport } from '../../signing/scan-report.js'
import { CLERK, documentOf, factsOf, failureOf, makeSupplierKey, openHouse, openUnpinnedHouse, packed, pinSupplierKey, wait, type PostalHouse } from '../open-house.js'
import { approveReviewSet, confirmed, scanned, sheetsOf, type Sheet } from '../signed-scans.js'
import { gpg, withGpg } from '../mail/real-gpg.js'
import { seeded, shuffled } from '../../src/demo/seeded.js'

const FACTS = factsOf('lillfors-kommun')
const MEMBERS = ['raps', 'rutiner'] as const

let house: PostalHouse
let manifest: Manifest
let pile: ScanReport
/** Brings the second page of RAPS, which the pile lacks. */
let lone: ScanReport
let supplierKey: openpgp.PrivateKey

const codeOf = (kind: string): string => documentOf(manifest, kind).code
const outbox = (): Promise<Letter[]> => letters(house.app.store.read)
const latest = async (): Promise<Letter> => {
  const letter = (await outbox()).at(-1)
  if (letter === undefined) throw new Error('the outbox is empty')
  return letter
}

beforeAll(async () => {
  house = await openUnpinnedHouse()
  supplierKey = house.supplierKey
  manifest = await packed(house, FACTS, { kinds: [...MEMBERS, 'kortprognos'] })
  const turns = [0, 180, 90, 270] as const
  const isLone = ({ document, page }: Sheet): boolean => document.kind === 'raps' && page === 2
  const sheets = [...MEMBERS.flatMap((kind) => sheetsOf(documentOf(manifest, kind), 1)), ...sheetsOf(documentOf(manifest, 'kortprognos'), 1)]
  lone = await scanned(house, sheets.filter(isLone))
  pile = await scanned(house, shuffled(sheets.filter((sheet) => !isLone(sheet)).map((sheet, index) => ({ ...sheet, turned: turns[index % 4] ?? 0 })), seeded(11)))
})

describe('a letter of review documents', () => {
  it('falls due by itself when the last member is approved and signed by customer and SVR, and not before', async () => {
    await approveReviewSet(house, manifest)
    const due: boolean[] = []
    for (const [kind, party] of [['raps', 'kund'], ['raps', 'svr'], ['rutiner', 'kund'], ['rutiner', 'svr']] as const) due.push((await confirmed(house, pile, codeOf(kind), party)).letterDue !== null)
    expect(due).toEqual([false, false, false, true])
    expect(await latest()).toMatchObject({ state: 'due', number: 1, predecessor: null, codes: [codeOf('raps'), codeOf('rutiner')].sort(), recipient: 'granskning@driftbolaget.example', releaseAt: '2026-11-22T09:15:00.000Z' })
  })

  it('is not changed by a scan that comes after the confirmation', async () => {
    wait(house, 1)
    await scanned(house, sheetsOf(documentOf(manifest, 'raps'), 1))
    expect((await outbox()).map(({ state }) => state)).toEqual(['due'])
  })

  it('does not leave before the release delay is over', async () => {
    wait(house, 13)
    expect(await workOutbox(house.app)).toEqual([])
    expect(house.receiver.bytesReceived()).toBe(0)
  })

  it('is cancelled with the confirmation it rests on, and falls due anew under the same number, so that the supplier sees no gap', async () => {
    const status = await customerStatus(house.app, FACTS.kund.orgnr)
    const signature = status.documents.find(({ code }) => code === codeOf('rutiner'))?.exemplars[0]?.confirmations.find(({ party }) => party === 'svr')
    await withdraw(house.app, signature?.event ?? 0, 'fel exemplar i handen', house.app.actor(CLERK))
    expect((await outbox()).map(({ state }) => state)).toEqual(['cancelled'])
    wait(house, 30)
    expect(await workOutbox(house.app)).toEqual([])
    const again = await confirmed(house, pile, codeOf('rutiner'), 'svr')
    expect(again.letterDue?.number).toBe(1)
    wait(house, 15)
  })
})

describe('nothing is sent, and the letter waits untouched,', () => {
  it('without a mail server', async () => {
    await house.reopen({ smtpUrl: null })
    expect((await failureOf(workOutbox(house.app))).code).toBe('smtp-unset')
  })

  it('without the passphrase, or with another', async () => {
    await house.reopen({ passphraseFile: null })
    expect((await failureOf(workOutbox(house.app))).code).toBe('keys-locked')
    const wrong = `${house.directory}/fel-fras`
    writeFileSync(wrong, 'en annan fras\n')
    chmodSync(wrong, 0o600)
    await house.reopen({ passphraseFile: wrong })
    expect((await failureOf(workOutbox(house.app))).code).toBe('keys-locked')
  })

  it('while the parties are those that came with the program', async () => {
    const other = await openHouse({ smtpUrl: 'smtp://127.0.0.1:9' })
    expect((await failureOf(workOutbox(other.app))).code).toBe('parties-unset')
  })

  it('as the outbox shows', async () => {
    await house.reopen()
    expect(await latest()).toMatchObject({ state: 'due', attempts: 0, ciphertextSha256: null })
    expect(house.receiver.bytesReceived()).toBe(0)
  })
})

describe('a letter is held', () => {
  it('while no key is pinned by two persons, and says so', async () => {
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['held'])
    expect((await latest()).reason).toContain('Två personer behöver fästa')
    expect((await customerStatus(house.app, FACTS.kund.orgnr)).stuck[0]).toMatchObject({ what: 'Brevet med granskningsdokument' })
    expect(await workOutbox(house.app)).toEqual([])
    expect((await checkKeys(house.app)).map(({ message }) => message)).toEqual([expect.stringContaining('Ingen nyckel är fäst')])
  })

  it('while the pinned key has expired, until another is pinned and a person resumes it', async () => {
    await pinSupplierKey(house, supplierKey)
    await resumeLetter(house.app, (await latest()).id, house.app.actor(CLERK))
    wait(house, 3 * 365 * 24 * 60)
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['held'])
    expect((await latest()).reason).toContain('gått ut')
    expect(house.receiver.bytesReceived()).toBe(0)
    supplierKey = await makeSupplierKey(house)
    await pinSupplierKey(house, supplierKey)
    await resumeLetter(house.app, (await latest()).id, house.app.actor(CLERK))
    expect(await latest()).toMatchObject({ state: 'due', reason: null })
  })
})

describe('delivery', () => {
  it('that is put off is tried again later with the same bytes and Message-ID', async () => {
    house.receiver.behave('refuse-content-temporarily')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['queued'])
    expect(await workOutbox(house.app)).toEqual([])
    wait(house, 1)
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['queued'])
  })

  it('point 18: whose connection is lost after the last dot is doubtful, and tried again with the same bytes', async () => {
    house.receiver.behave('drop-after-dot')
    wait(house, 5)
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['unknown'])
    house.receiver.behave('accept')
    wait(house, 60)
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    const arrived = house.receiver.messages()
    expect(arrived.length).toBe(4)
    expect(new Set(arrived.map(({ raw }) => raw.toString('latin1'))).size).toBe(1)
    expect((await letterDetails(house.app, (await latest()).id)).attempts.map(({ outcome }) => outcome)).toEqual(['refused-temporarily', 'refused-temporarily', 'unknown', 'accepted'])
    expect(await workOutbox(house.app)).toEqual([])
  })

  it('names the letter by its Message-ID and envelope, to the review address alone, over TLS', async () => {
    const { id, messageId } = await latest()
    const [mail] = house.receiver.messages()
    expect(mail).toMatchObject({ from: 'siths-forvaltning@exempelradgivningen.example', to: ['granskning@driftbolaget.example'], envelopeId: id, encryptedConnection: true })
    expect(mail?.raw.toString('latin1')).toContain(`Message-ID: ${messageId ?? ''}`)
  })
})

describe('the supplier', () => {
  it('point 16: opens the letter with their own key and finds exactly the confirmed pages of each document, upright and in order', async () => {
    const [mail] = house.receiver.messages()
    const opened = await openLetter([mail?.raw ?? Buffer.alloc(0)], supplierKey, await (await house.app.keyRing()).ownPublic('sender'))
    expect(opened.attachments).toHaveLength(2)
    const shown: string[][] = []
    for (const { sha256 } of opened.attachments) {
      const pages = await house.app.imaging.readPages({ path: house.app.archive.pathOf(sha256) })
      shown.push(pages.map(({ codes }) => codes.slice(0, 1).map(({ text, rotation }) => {
        const read = readPageCode(text, house.app.pageKeys.keyOf)
        return 'ok' in read ? `${read.ok.code} ${read.ok.exemplar} ${read.ok.page}@${rotation}` : read.wrong
      }).join()))
    }
    const expected = MEMBERS.map((kind) => Array.from({ length: documentOf(manifest, kind).pageCount }, (_, index) => `${codeOf(kind)} 1 ${index + 1}@0`))
    expect(shown.sort()).toEqual(expected.sort())
  })

  it.runIf(gpg !== null)('opens it with GnuPG too, which finds the signature good', async () => {
    const [mail] = house.receiver.messages()
    const armored = /-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(mail?.raw.toString('latin1') ?? '')?.[0] ?? ''
    const clock = `${house.clock.now.toISOString().replaceAll(/[-:]|\.\d+Z$/gu, '')}!`
    await withGpg(async (home) => {
      home.run(['--faked-system-time', clock, '--import'], new TextEncoder().encode(supplierKey.armor()))
      home.run(['--faked-system-time', clock, '--import'], new TextEncoder().encode((await (await house.app.keyRing()).ownPublic('sender')).armor()))
      const { output, status } = home.judge(['--faked-system-time', clock, '--decrypt'], new TextEncoder().encode(armored))
      expect(status).toMatch(/GOODSIG|VALIDSIG/)
      expect(status).toContain('DECRYPTION_OKAY')
      expect(output.toString('latin1')).toContain('application/pdf')
    })
  })
})

describe('the receipt', () => {
  it('bears out from the archive alone what was sent', async () => {
    const { id } = await latest()
    const { receipt, faults, proofs } = await verifyLetter(house.app, id)
    expect(faults).toEqual([])
    expect(proofs.map(({ by }) => by)).toEqual(['letter', 'archive', 'encryption', 'history', 'notes'])
    expect(receipt).toMatchObject({ number: 1, to: 'granskning@driftbolaget.example', members: MEMBERS.map((kind) => ({ kind, pageCount: documentOf(manifest, kind).pageCount })).sort((a, b) => (codeOf(a.kind) < codeOf(b.kind) ? -1 : 1)) })
    expect(receipt.attempts).toHaveLength(4)
    const { files } = await letterDetails(house.app, id)
    const raps = files.find(({ code }) => code === codeOf('raps'))?.sources ?? []
    expect(raps.map(({ page, scan, others }) => [page, scan === lone.scan, others])).toEqual(raps.map((_, index) => [index + 1, index === 1, { count: 1, why: 'confirmed' }]))
    expect(receipt.members.map(({ sources }) => sources)).toEqual(files.map(({ sources }) => sources.map(({ page, scan, sourcePage }) => ({ page, scan, sourcePage }))))
    const kept = readReceipt(new TextDecoder().decode(await house.app.archive.read((await latest()).receiptSha256 ?? '')))
    expect(kept).toEqual(receipt)
  })

  it('is not any file of the archive: the digest of another one is refused with where to find the right one', async () => {
    const { ciphertextSha256 } = await latest()
    const failure = await failureOf(verifyLetter(house.app, ciphertextSha256 ?? ''))
    expect(failure).toMatchObject({ code: 'letter-unknown', message: expect.stringContaining('är inget kvitto') })
    expect((await verifyLetter(house.app, (await latest()).receiptSha256 ?? '')).faults).toEqual([])
  })

  it.each<[string, (receipt: Receipt) => Receipt]>([
    ['predecessor', (receipt) => ({ ...receipt, number: 2, predecessor: 1 })],
    ['keys.recipient', (receipt) => ({ ...receipt, keys: { ...receipt.keys, recipient: house.supplierKey.getFingerprint().toUpperCase() } })],
    ['attempts', (receipt) => ({ ...receipt, attempts: receipt.attempts.slice(2).map((attempt) => ({ ...attempt, at: '2026-11-23T08:00:00.000Z' })) })],
    ['members', (receipt) => ({ ...receipt, members: receipt.members.map((member) => ({ ...member, title: `${member.title} 2` })) })],
  ])('that somebody made up shows in its %s, and in the history that does not know it', async (place, change) => {
    if (place === 'keys.recipient') await (await house.app.keyRing()).importPublic(Buffer.from(house.supplierKey.toPublic().armor()))
    const forged = await house.app.archive.keep(Buffer.from(receiptText(change((await verifyLetter(house.app, (await latest()).id)).receipt))))
    const { faults, proofs } = await verifyLetter(house.app, forged.sha256)
    expect([faults.map(({ path }) => path).filter((path) => path.startsWith(place)).length > 0, faults.some(({ path }) => path === 'history'), proofs]).toEqual([true, true, []])
  })

  it('shows a ciphertext that somebody has tampered with', async () => {
    const { id, ciphertextSha256 } = await latest()
    const path = house.app.archive.pathOf(ciphertextSha256 ?? '')
    const whole = await house.app.archive.read(ciphertextSha256 ?? '')
    chmodSync(path, 0o600)
    writeFileSync(path, Buffer.from(whole).fill(65, 2000, 2100))
    expect((await verifyLetter(house.app, id)).faults.map(({ path: place }) => place)).toContain('ciphertext')
    writeFileSync(path, whole)
    expect((await verifyLetter(house.app, id)).faults).toEqual([])
  })

  it('is borne out by a copy of the archive without a database, with its keys or without, and nothing is written there', async () => {
    const copy = join(house.directory, 'kopia')
    cpSync(join(house.app.config.dataDirectory, 'archive'), join(copy, 'archive'), { recursive: true })
    const digest = (await latest()).receiptSha256 ?? ''
    const receipt = join(copy, 'archive', digest.slice(0, 2), digest)
    const verified = async (path: string, keys = house.app.config.dataDirectory, archive: string | null = null): Promise<VerifiedReceipt> => verifyInArchive({ receipt: path, archive, keyRing: await keyRingIn(join(keys, 'keys'), house.app.config.passphraseFile) })
    const before = readdirSync(copy, { recursive: true })
    const [whole, closed] = [await verified(receipt), await verified(receipt, copy)]
    expect([whole.faults, whole.proofs.map(({ by }) => by), whole.unproven.map(({ by }) => by)]).toEqual([[], ['letter', 'archive', 'encryption'], ['history']])
    expect([closed.faults, closed.proofs.map(({ by }) => by), closed.unproven.map(({ by }) => by)]).toEqual([[], ['archive'], ['letter', 'encryption', 'history']])
    expect(readdirSync(copy, { recursive: true })).toEqual(before)

    const loose = join(copy, 'kvitto.json')
    const forged = (change: (receipt: Receipt) => Receipt): string => {
      writeFileSync(loose, receiptText(change(whole.receipt)))
      return loose
    }
    const paths = ({ faults, proofs }: VerifiedReceipt): unknown => [faults.map(({ path }) => path), proofs]
    const archive = join(copy, 'archive')
    expect([(await failureOf(verified(forged((same) => same)))).code, paths(await verified(forged((same) => same), undefined, archive))]).toEqual(['call-invalid', [[], whole.proofs]])
    expect(paths(await verified(forged((same) => ({ ...same, to: 'annan@driftbolaget.example' })), undefined, archive))).toEqual([['receipt', 'to'], []])
    expect(paths(await verified(forged((same) => ({ ...same, to: 'annan@driftbolaget.example' })), copy, archive))).toEqual([['receipt', 'to'], []])
    const another = forged((same) => ({ ...same, letter: '0'.repeat(same.letter.length) }))
    expect([paths(await verified(another, undefined, archive)), paths(await verified(another, copy, archive))]).toEqual([[['receipt', 'letter'], []], [['receipt', 'letter'], []]])
    for (const { unproven } of [whole, closed]) expect(unproven.find(({ by }) => by === 'history')?.why).toContain('vilket slag varje handling är av')
    chmodSync(receipt, 0o600)
    writeFileSync(receipt, readFileSync(receipt, 'utf8').replace('"number":1', '"number":2'))
    expect((await failureOf(verified(receipt))).code).toBe('archive-damaged')
    expect((await failureOf(verified(join(archive, 'finns-inte'), undefined, archive))).code).toBe('file-unreadable')
    rmSync(copy, { recursive: true })
  })

  it('keeps no plaintext anywhere: only the supplier’s and the archive’s keys open the letter', async () => {
    const raw = await house.app.archive.read((await latest()).ciphertextSha256 ?? '')
    const message = await openpgp.readMessage({ armoredMessage: /-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(new TextDecoder('latin1').decode(raw))?.[0] ?? '' })
    const archive = await (await house.app.keyRing()).ownPublic('archive')
    const expected = [supplierKey, archive].map((key) => key.subkeys[0]?.getKeyID().toHex())
    expect(message.getEncryptionKeyIDs().map((id) => id.toHex()).sort()).toEqual(expected.sort())
  })
})
