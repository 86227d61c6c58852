import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { openAnswer, type AnswerKeys } from '../../src/mail/open-answer.js'
import { letterhead, ownerKey, SUPPLIER, type Letterhead } from './letter-fixture.js'
import { gpg, withGpg } from './real-gpg.js'
import { encryptedReply, reply, signedReply } from './returned-mails.js'

const ID = '<letter-1@radgivning.example>'
const WORDS = 'Vi har tagit emot brev 1. Åsa'

let keys: Letterhead
let known: AnswerKeys
const signWith = (key: openpgp.PrivateKey) => async (part: Uint8Array): Promise<string> => openpgp.sign({ message: await openpgp.createMessage({ binary: part }), signingKeys: key, detached: true })

beforeAll(async () => {
  keys = await letterhead()
  known = { recipient: keys.supplier.toPublic(), own: [keys.sender] }
})

describe('an answer', () => {
  it('without a signature is read and claims none', async () => {
    expect(await openAnswer(reply(SUPPLIER, WORDS, ID), known)).toEqual({ signature: 'none', text: WORDS })
  })

  it('signed with the pinned key is valid, with line ends of either kind', async () => {
    const signed = await signedReply(SUPPLIER, WORDS, ID, signWith(keys.supplier))
    expect(await openAnswer(signed, known)).toEqual({ signature: 'valid', text: WORDS })
    expect(await openAnswer(Buffer.from(signed.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'), known)).toMatchObject({ signature: 'valid' })
  })

  it('signed with another key of the same address, or changed afterwards, is invalid', async () => {
    const stranger = await ownerKey('Exempelleverantören', SUPPLIER)
    expect((await openAnswer(await signedReply(SUPPLIER, WORDS, ID, signWith(stranger)), known)).signature).toBe('invalid')
    const changed = (await signedReply(SUPPLIER, WORDS, ID, signWith(keys.supplier))).toString('latin1').replace(Buffer.from(WORDS).toString('base64'), Buffer.from('Vi har inte tagit emot').toString('base64'))
    expect(await openAnswer(Buffer.from(changed, 'latin1'), known)).toEqual({ signature: 'invalid', text: 'Vi har inte tagit emot' })
  })

  it('signed, but without a pinned key to hold it against, is invalid', async () => {
    expect((await openAnswer(await signedReply(SUPPLIER, WORDS, ID, signWith(keys.supplier)), { ...known, recipient: null })).signature).toBe('invalid')
  })

  it('encrypted to us is read, and its signature judged', async () => {
    const inner = 'Content-Type: text/plain; charset=utf-8\r\n\r\nGodkänt'
    const armored = async (signer: openpgp.PrivateKey | undefined): Promise<string> => openpgp.encrypt({ message: await openpgp.createMessage({ binary: Buffer.from(inner) }), encryptionKeys: keys.sender.toPublic(), ...(signer === undefined ? {} : { signingKeys: signer }) })
    expect(await openAnswer(encryptedReply(SUPPLIER, await armored(keys.supplier), ID), known)).toEqual({ signature: 'valid', text: 'Godkänt' })
    expect(await openAnswer(encryptedReply(SUPPLIER, await armored(undefined), ID), known)).toEqual({ signature: 'none', text: 'Godkänt' })
    expect(await openAnswer(encryptedReply(SUPPLIER, await armored(keys.supplier), ID), { ...known, own: [] })).toEqual({ signature: 'none', text: '' })
  })

  it('signed inline shows only what was signed', async () => {
    const clear = await openpgp.sign({ message: await openpgp.createCleartextMessage({ text: 'Godkänt' }), signingKeys: keys.supplier })
    expect(await openAnswer(reply(SUPPLIER, `Tillagt av annan\r\n${clear}\r\nockså tillagt`, ID), known)).toEqual({ signature: 'valid', text: 'Godkänt' })
    expect((await openAnswer(reply(SUPPLIER, clear.replace('Godkänt', 'Avslag'), ID), known)).signature).toBe('invalid')
  })

  it.runIf(gpg !== null)('signed by GnuPG is valid', async () => {
    await withGpg(async (home) => {
      home.run(['--import'], Buffer.from(keys.supplier.armor()))
      const signed = await signedReply(SUPPLIER, WORDS, ID, async (part) => home.run(['--armor', '--detach-sign', '--local-user', SUPPLIER], part).toString('latin1'))
      expect(await openAnswer(signed, known)).toEqual({ signature: 'valid', text: WORDS })
    })
  })
})
