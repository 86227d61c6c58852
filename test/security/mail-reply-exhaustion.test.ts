import { createCipheriv, createHash } from 'node:crypto'
import * as openpgp from 'openpgp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAnswerOpener, type AnswerOpener } from '../../src/flows/answer-opener.js'
import { UNOPENED, receiveAnswer } from '../../src/flows/receive-answer.js'
import { readableAnswer } from '../../src/flows/settle-answer.js'
import { openAnswer, type AnswerKeys } from '../../src/mail/open-answer.js'
import { OPENPGP_POLICY } from '../../src/mail/openpgp-policy.js'
import { checkedInTurn, type Made } from '../../src/mail/signatures-in-turn.js'
import { answerThreadPath } from '../../src/program-files.js'
import { letterhead, SUPPLIER, type Letterhead } from '../mail/letter-fixture.js'
import { encryptedReply, reply } from '../mail/returned-mails.js'
import { openHouse, setParties } from '../open-house.js'

const ID = '<letter-1@radgivning.example>'
const openers: AnswerOpener[] = []
let keys: Letterhead
let known: AnswerKeys

beforeAll(async () => {
  keys = await letterhead()
  known = { recipient: keys.supplier.toPublic(), own: [keys.sender], notBefore: null }
})
afterAll(async () => Promise.all(openers.map((opener) => opener.close())))

function opener(mostMs?: number): AnswerOpener {
  const opened = openAnswerOpener(answerThreadPath, mostMs)
  openers.push(opened)
  return opened
}

/** A reply that is encrypted to us as it should be, and holds whatever packets its sender has chosen: our public key is no secret. */
async function holding(packets: Uint8Array): Promise<Buffer> {
  const to = { encryptionKeys: keys.sender.toPublic(), config: OPENPGP_POLICY }
  const session = await openpgp.generateSessionKey(to)
  // Symmetrically encrypted and integrity protected, version 1 (RFC 9580 5.13.1).
  const clear = Buffer.concat([Buffer.alloc(18, 7), packets, Buffer.from([0xd3, 0x14])])
  const cipher = createCipheriv('aes-256-cfb', session.data, Buffer.alloc(16))
  const body = Buffer.concat([Buffer.from([1]), cipher.update(Buffer.concat([clear, createHash('sha1').update(clear).digest()])), cipher.final()])
  const head = Buffer.from([0xd2, 255, 0, 0, 0, 0])
  head.writeUInt32BE(body.byteLength, 2)
  const message = Buffer.concat([await openpgp.encryptSessionKey({ ...session, ...to, format: 'binary' }), head, body])
  return encryptedReply(SUPPLIER, openpgp.armor(openpgp.enums.armor.message, message), ID)
}

/** A million packets that a reader is to pass over, in two megabytes. */
const garbage = async (): Promise<Buffer> => holding(Buffer.alloc(2_000_000, Buffer.from([0xfc, 0])))

test('a reply of a million packets is given up after a while, and nobody else has waited for it', async () => {
  let turns = 0
  const busy = setInterval(() => (turns += 1), 20)
  const given = await opener(2000).open(await garbage(), known).finally(() => clearInterval(busy))
  expect([given, turns > 10]).toEqual([null, true])
})

test('the one after it is opened', async () => {
  const thread = opener(4000)
  const message = await openpgp.encrypt({ message: await openpgp.createMessage({ binary: Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nGodkänt') }), encryptionKeys: keys.sender.toPublic(), signingKeys: keys.supplier, config: OPENPGP_POLICY })
  const [hostile, honest] = await Promise.all([thread.open(await garbage(), known), thread.open(encryptedReply(SUPPLIER, message, ID), known)])
  expect([hostile, honest]).toMatchObject([null, { signature: 'valid', text: 'Godkänt' }])
})

test('signatures are checked one after the other, and none where there are more than anybody makes', async () => {
  const binarySignature = await openpgp.sign({ message: await openpgp.createMessage({ text: 'Godkänt' }), signingKeys: keys.supplier, detached: true, format: 'binary', config: OPENPGP_POLICY })
  const signed = await openpgp.readSignature({ binarySignature, config: OPENPGP_POLICY })
  const [one] = signed.packets
  if (one === undefined) throw new Error('nothing is signed')
  let [checked, atOnce, mostAtOnce] = [0, 0, 0]
  const check = async (): Promise<readonly Made[]> => {
    checked += 1
    atOnce += 1
    mostAtOnce = Math.max(mostAtOnce, atOnce)
    const verified = new Promise((resolve) => setTimeout(resolve, 5)).finally(() => (atOnce -= 1))
    return [{ verified, signature: Promise.resolve(signed) }]
  }
  expect([(await checkedInTurn([one, one, one], check))?.length, mostAtOnce]).toEqual([3, 1])
  expect([await checkedInTurn(Array.from({ length: 9 }, () => one), check), checked]).toEqual(['too-many', 3])
})

test('a reply with more signatures inside than anybody makes claims none and says why, one of two signers is worth what it is', async () => {
  const message = async (signers: readonly openpgp.PrivateKey[]): Promise<Buffer> => {
    const binary = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nGodkänt')
    return encryptedReply(SUPPLIER, await openpgp.encrypt({ message: await openpgp.createMessage({ binary }), encryptionKeys: keys.sender.toPublic(), signingKeys: [...signers], config: OPENPGP_POLICY }), ID)
  }
  expect(await openAnswer(await message([keys.archive, keys.supplier]), known)).toMatchObject({ signature: 'valid', text: 'Godkänt' })
  expect(await openAnswer(await message([keys.archive]), known)).toMatchObject({ signature: 'invalid', text: 'Godkänt' })
  expect(await openAnswer(await message(Array.from({ length: 9 }, () => keys.supplier)), known)).toMatchObject({ signature: 'invalid', unchecked: true, text: 'Godkänt' })
  const house = await openHouse()
  await setParties(house)
  const app = { ...house.app, answerOpener: { open: async (raw: Uint8Array) => openAnswer(raw, known), close: async () => undefined } }
  const { answer } = (await receiveAnswer(app, await message(Array.from({ length: 9 }, () => keys.supplier)), 'always')) ?? {}
  expect(answer).toMatchObject({ kind: 'reply', signature: 'invalid', diagnostic: expect.stringContaining('fler eller större underskrifter än någon gör, så ingen av dem är prövad') })
})

test('a person is told of it, and it claims no signature', async () => {
  const house = await openHouse()
  await setParties(house)
  const app = { ...house.app, answerOpener: { open: async () => null, close: async () => undefined } }
  const { answer } = (await receiveAnswer(app, encryptedReply('granskning@driftbolaget.example', '-----BEGIN PGP MESSAGE-----\r\n\r\n-----END PGP MESSAGE-----', ID), 'always')) ?? {}
  expect(answer).toMatchObject({ kind: 'reply', signature: 'none', diagnostic: UNOPENED })
  expect((await readableAnswer(app, answer?.sha256 ?? '')).text).toBe(`[Svaret är inte läst: ${UNOPENED}.]`)
})

test('a reply that is neither signed nor encrypted needs neither a key nor the thread', async () => {
  const house = await openHouse()
  await setParties(house)
  const app = { ...house.app, keyRing: async () => Promise.reject(new Error('asked for keys')), answerOpener: { open: async () => Promise.reject(new Error('asked for the thread')), close: async () => undefined } }
  const { answer } = (await receiveAnswer(app, reply(SUPPLIER, 'Tack, det har kommit.', ID), 'always')) ?? {}
  expect((await readableAnswer(app, answer?.sha256 ?? '')).text).toBe('Tack, det har kommit.')
})
