import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { openAnswer, type AnswerKeys } from '../../src/mail/open-answer.js'
import { armoredBodies } from '../../src/mail/armored-bodies.js'
import { letterhead, ownerKey, SUPPLIER, type Letterhead } from './letter-fixture.js'
import { gpg, withGpg } from './real-gpg.js'
import { encryptedReply, reply, signedReply } from './returned-mails.js'
import { revokedOverSha1 } from './weakly-revoked.js'

const ID = '<letter-1@radgivning.example>'
const WORDS = 'Vi har tagit emot brev 1. Åsa'

let keys: Letterhead
let known: AnswerKeys
const signWith = (...signingKeys: openpgp.PrivateKey[]) => async (part: Uint8Array): Promise<string> => openpgp.sign({ message: await openpgp.createMessage({ binary: part }), signingKeys, detached: true })
const armored = async (inner: string, signer?: openpgp.PrivateKey): Promise<string> => openpgp.encrypt({ message: await openpgp.createMessage({ binary: Buffer.from(inner) }), encryptionKeys: keys.sender.toPublic(), ...(signer === undefined ? {} : { signingKeys: signer }) })

beforeAll(async () => {
  keys = await letterhead()
  known = { recipient: keys.supplier.toPublic(), own: [keys.sender], notBefore: null }
})

describe('an answer', () => {
  it('without a signature is read and claims none', async () => {
    expect(await openAnswer(reply(SUPPLIER, WORDS, ID), known)).toMatchObject({ signature: 'none', text: WORDS, subject: null })
  })

  it('signed with the pinned key is valid, with another key too, with line ends of either kind', async () => {
    const signed = await signedReply(SUPPLIER, WORDS, ID, signWith(keys.supplier))
    expect(await openAnswer(signed, known)).toMatchObject({ signature: 'valid', text: WORDS, subject: null })
    expect((await openAnswer(await signedReply(SUPPLIER, WORDS, ID, signWith(await ownerKey('Annan', SUPPLIER), keys.supplier)), known)).signature).toBe('valid')
    expect(await openAnswer(Buffer.from(signed.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'), known)).toMatchObject({ signature: 'valid' })
  })

  it('signed before there was such a letter is an answer to another, sent again, however good its signature is', async () => {
    const signed = await signedReply(SUPPLIER, WORDS, ID, signWith(keys.supplier))
    const at = (await openAnswer(signed, known)).signedAt ?? ''
    const letterOf = (minutes: number): AnswerKeys => ({ ...known, notBefore: new Date(Date.parse(at) + minutes * 60_000) })
    expect([await openAnswer(signed, letterOf(9)), await openAnswer(signed, letterOf(11))]).toMatchObject([{ signature: 'valid', signedAt: at }, { signature: 'invalid', signedAt: at, text: WORDS }])
    const clear = await openpgp.sign({ message: await openpgp.createCleartextMessage({ text: 'Godkänt' }), signingKeys: keys.supplier })
    expect(await openAnswer(reply(SUPPLIER, `Tillagt\r\n${clear}`, ID), letterOf(11))).toMatchObject({ signature: 'invalid', text: 'Godkänt' })
  })

  it('signed with another key of the same address, or changed afterwards, is invalid', async () => {
    const stranger = await ownerKey('Exempelleverantören', SUPPLIER)
    expect((await openAnswer(await signedReply(SUPPLIER, WORDS, ID, signWith(stranger)), known)).signature).toBe('invalid')
    const changed = (await signedReply(SUPPLIER, WORDS, ID, signWith(keys.supplier))).toString('latin1').replace(Buffer.from(WORDS).toString('base64'), Buffer.from('Vi har inte tagit emot').toString('base64'))
    expect(await openAnswer(Buffer.from(changed, 'latin1'), known)).toMatchObject({ signature: 'invalid', text: 'Vi har inte tagit emot', subject: null })
  })

  it('signed with a key that its owner has revoked over SHA-1 is invalid, inline too: whoever took the key may have signed it', async () => {
    const revoked = { ...known, recipient: await revokedOverSha1(keys.supplier) }
    expect((await openAnswer(await signedReply(SUPPLIER, WORDS, ID, signWith(keys.supplier)), revoked)).signature).toBe('invalid')
    const clear = await openpgp.sign({ message: await openpgp.createCleartextMessage({ text: 'Godkänt' }), signingKeys: keys.supplier })
    expect((await openAnswer(reply(SUPPLIER, clear, ID), revoked)).signature).toBe('invalid')
    expect((await openAnswer(reply(SUPPLIER, clear, ID), known)).signature).toBe('valid')
  })

  it('signed, but without a pinned key to hold it against, is invalid', async () => {
    expect((await openAnswer(await signedReply(SUPPLIER, WORDS, ID, signWith(keys.supplier)), { ...known, recipient: null })).signature).toBe('invalid')
  })

  it('encrypted to us is read, and its signature judged', async () => {
    const inner = 'Content-Type: text/plain; charset=utf-8\r\n\r\nGodkänt'
    expect(await openAnswer(encryptedReply(SUPPLIER, await armored(inner, keys.supplier), ID), known)).toMatchObject({ signature: 'valid', text: 'Godkänt', subject: null })
    expect(await openAnswer(encryptedReply(SUPPLIER, await armored(inner), ID), known)).toMatchObject({ signature: 'none', text: 'Godkänt', subject: null })
    expect(await openAnswer(encryptedReply(SUPPLIER, await armored(inner, keys.supplier), ID), { ...known, own: [] })).toMatchObject({ signature: 'none', text: '', subject: null })
  })

  it('encrypted is read in whatever form transport left its part: base64, quoted-printable, binary, mixed as Exchange writes it, or within HTML', async () => {
    const message = await armored('Content-Type: text/plain; charset=utf-8\r\n\r\nGodkänt', keys.supplier)
    const lines = (text: string): string => text.replace(/.{76}/gu, '$&\r\n')
    const beside = (type: string, encoding: string, body: string): Buffer => Buffer.from(`From: ${SUPPLIER}\r\nContent-Type: ${type}; boundary="e"\r\n\r\n--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--e\r\nContent-Type: application/octet-stream; name="encrypted.asc"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n--e--\r\n`)
    const whole = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    const base64 = lines(Buffer.from(message).toString('base64'))
    const binary = lines(/\r?\n\r?\n([^=-]+={0,2})\r?\n/u.exec(message)?.[1]?.replaceAll(/\s/gu, '') ?? '')
    const html = Buffer.from(`From: ${SUPPLIER}\r\nContent-Type: text/html\r\n\r\n<pre>${(await armored('Godkänt', keys.supplier)).replaceAll('+', '&#43;')}</pre>`)
    for (const mail of [beside(whole, 'base64', base64), beside(whole, 'quoted-printable', message.replaceAll('=', '=3D')), beside(whole, 'base64', binary), beside('multipart/mixed', 'base64', base64), html]) {
      expect(await openAnswer(mail, known)).toMatchObject({ signature: 'valid', text: 'Godkänt', subject: null })
    }
  })

  it('encrypted with a protected subject tells that one, not the dots outside', async () => {
    const inner = 'Subject: =?utf-8?q?Granskning_p=C3=A5g=C3=A5r?=\r\nContent-Type: text/plain; charset=utf-8; protected-headers="v1"\r\n\r\nGodkänt'
    expect(await openAnswer(encryptedReply(SUPPLIER, await armored(inner, keys.supplier), ID), known)).toMatchObject({ signature: 'valid', text: 'Godkänt', subject: 'Granskning pågår' })
  })

  it('signed first and then encrypted is judged by the signature within', async () => {
    const within = async (signer: openpgp.PrivateKey): Promise<string> => {
      const mail = (await signedReply(SUPPLIER, WORDS, ID, signWith(signer))).toString('latin1')
      return armored(mail.slice(mail.indexOf('Content-Type: multipart/signed')))
    }
    expect(await openAnswer(encryptedReply(SUPPLIER, await within(keys.supplier), ID), known)).toMatchObject({ signature: 'valid', text: WORDS, subject: null })
    expect(await openAnswer(encryptedReply(SUPPLIER, await within(keys.archive), ID), known)).toMatchObject({ signature: 'invalid', text: WORDS })
  })

  it('encrypted inline is read, without what others have put around it', async () => {
    const message = await armored('Godkänt. Åsa', keys.supplier)
    expect(await openAnswer(reply(SUPPLIER, `Tillagt av annan\r\n${message}`, ID), known)).toMatchObject({ signature: 'valid', text: 'Godkänt. Åsa', subject: null })
    expect((await openAnswer(reply(SUPPLIER, message, ID), { ...known, own: [] })).text).toContain('BEGIN PGP MESSAGE')
  })

  it('signed inline shows only what was signed', async () => {
    const clear = await openpgp.sign({ message: await openpgp.createCleartextMessage({ text: 'Godkänt' }), signingKeys: keys.supplier })
    expect(await openAnswer(reply(SUPPLIER, `Tillagt av annan\r\n${clear}\r\nockså tillagt`, ID), known)).toMatchObject({ signature: 'valid', text: 'Godkänt', subject: null })
    expect((await openAnswer(reply(SUPPLIER, clear.replace('Godkänt', 'Avslag'), ID), known)).signature).toBe('invalid')
  })

  it('of a hostile size is looked at no further than its beginning, yet its signature is judged over the whole', async () => {
    const lines = (words: string): number => words.split('\n').length
    const endless = `Content-Type: text/plain\r\n\r\n${'x\r\n'.repeat(30_000)}`
    const [plain, inside] = [await openAnswer(Buffer.from(endless), known), await openAnswer(encryptedReply(SUPPLIER, await armored(endless, keys.supplier), ID), known)]
    const part = Buffer.from(`${endless}slut`)
    const signed = await openAnswer(Buffer.from(`Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="s"\r\n\r\n--s\r\n${endless}slut\r\n--s\r\n\r\n${await signWith(keys.supplier)(part)}\r\n--s--\r\n`), known)
    expect([plain, inside, signed].map(({ signature, text }) => [signature, lines(text) < 20_001])).toEqual([['none', true], ['valid', true], ['valid', true]])
  })

  it('signed by far more signatures than anybody writes is not checked against each of them', async () => {
    const many = await signedReply(SUPPLIER, WORDS, ID, signWith(...Array.from({ length: 150 }, () => keys.supplier)))
    expect(await openAnswer(many, known)).toMatchObject({ signature: 'invalid', unchecked: true })
  })

  it('encrypted in more packets than anybody writes is left for a person, unopened: garbage of millions would hold the program up', async () => {
    const packets = armoredBodies(await armored('Content-Type: text/plain\r\n\r\nGodkänt', keys.supplier), ['MESSAGE'])[0] ?? new Uint8Array()
    const padded = async (markers: number): Promise<string> => (await openAnswer(encryptedReply(SUPPLIER, openpgp.armor(openpgp.enums.armor.message, Buffer.concat([Buffer.from('ca03504750'.repeat(markers), 'hex'), packets])), ID), known)).text
    expect([await padded(60), await padded(64)]).toEqual(['Godkänt', ''])
    const many = await openpgp.sign({ message: await openpgp.createCleartextMessage({ text: 'Godkänt' }), signingKeys: Array.from({ length: 150 }, () => keys.supplier) })
    expect(await openAnswer(reply(SUPPLIER, many, ID), known)).toMatchObject({ signature: 'invalid', signedAt: null })
  })

  it('with armored messages that begin and never end is passed over, and the one that ends is read', async () => {
    const message = await armored('Content-Type: text/plain\r\n\r\nGodkänt', keys.supplier)
    expect(await openAnswer(encryptedReply(SUPPLIER, `${'-----BEGIN PGP SIGNATURE-----\r\n'.repeat(1000)}${message}`, ID), known)).toMatchObject({ signature: 'valid' })
  })

  it.runIf(gpg !== null)('signed by GnuPG is valid', async () => {
    await withGpg(async (home) => {
      home.run(['--import'], Buffer.from(keys.supplier.armor()))
      const signed = await signedReply(SUPPLIER, WORDS, ID, async (part) => home.run(['--armor', '--detach-sign', '--local-user', SUPPLIER], part).toString('latin1'))
      expect(await openAnswer(signed, known)).toMatchObject({ signature: 'valid', text: WORDS, subject: null })
    })
  })
})
