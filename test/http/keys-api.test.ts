import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROUTES } from '../../src/http/routes/routes.js'
import { ownerKey } from '../mail/letter-fixture.js'
import { ask, filesForm, useService } from './served-app.js'

const directory = mkdtempSync(join(tmpdir(), 'anslut-phrase-'))
const passphrase = join(directory, 'passphrase')
writeFileSync(passphrase, 'korrekt häst batteri häftklammer\n', { mode: 0o600 })
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const service = useService({ ANSLUT_PASSPHRASE_FILE: passphrase })
const ADDRESS = 'granskning@driftbolaget.example'
const named = z.object({ fingerprint: z.string() })

/** The answer to a call of the API, held against what its route promises. */
async function call(method: string, pattern: string, params: Record<string, string>, body?: unknown): Promise<unknown> {
  const route = ROUTES.find((one) => one.method === method && one.path === pattern)
  const answer = await ask(service(), method.toUpperCase(), `/api/v1${pattern.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '')}`, body)
  expect({ status: answer.status, problem: answer.status === route?.status ? null : answer.json }).toEqual({ status: route?.status, problem: null })
  route?.answer?.parse(answer.json)
  return answer.json
}

describe('the key ring over the API', () => {
  it('takes a key in, has it pinned by two persons, and withdraws it', async () => {
    const key = (await ownerKey('Driftbolaget', ADDRESS)).toPublic()
    const form = filesForm([{ name: 'nyckel.asc', bytes: Buffer.from(key.armor()) }])
    form.append('by', 'Ada Prov')
    expect(await call('post', '/keys', {}, form)).toMatchObject({ keys: [{ own: null, pins: [] }], refused: [] })
    const fingerprint = key.getFingerprint().toUpperCase()
    const outcomes = []
    for (const by of ['Ada Prov', 'Bo Prov']) outcomes.push(await call('post', '/keys/:fingerprint/pins', { fingerprint }, { address: ADDRESS, by }))
    expect(outcomes).toEqual([{ fingerprint, outcome: 'first' }, { fingerprint, outcome: 'second' }])
    expect(await call('get', '/keys/:fingerprint', { fingerprint })).toMatchObject({ pins: [{ firstBy: 'Ada Prov', secondBy: 'Bo Prov', ended: null }] })
    expect(await call('post', '/keys/:fingerprint/unpinning', { fingerprint }, { address: ADDRESS, reason: 'prov', by: 'Ada Prov' })).toEqual({ fingerprint, held: 0 })
    const again = await ask(service(), 'POST', `/api/v1/keys/${fingerprint}/unpinning`, { address: ADDRESS, reason: 'prov', by: 'Ada Prov' })
    expect(again.json).toMatchObject({ status: 409, code: 'key-unpinned' })
    expect((await ask(service(), 'GET', `/api/v1/keys/${'0'.repeat(40)}`)).json).toMatchObject({ status: 409, code: 'keys-missing' })
  })

  it('makes own keys, rotates and revokes them, and hands out what is public', async () => {
    const [sender] = z.array(named).parse(await call('post', '/own-keys', {}, {}))
    const { replaced, made } = z.object({ replaced: z.string(), made: named }).parse(await call('post', '/own-keys/:own/rotation', { own: 'sender' }, { by: 'Ada Prov' }))
    expect(replaced).toBe(sender?.fingerprint)
    await call('post', '/own-keys/:own/revocation', { own: 'sender' }, { cause: 'superseded', reason: 'bytt', by: 'Ada Prov', fingerprint: replaced })
    const keys = z.array(z.object({ fingerprint: z.string(), own: z.string().nullable(), inUse: z.boolean(), revoked: z.boolean() })).parse(await call('get', '/keys', {}))
    expect(keys.filter(({ own }) => own === 'sender')).toEqual([{ fingerprint: made.fingerprint, own: 'sender', inUse: true, revoked: false }, { fingerprint: replaced, own: 'sender', inUse: false, revoked: true }])
    expect(await call('get', '/key-faults', {})).toMatchObject([{ code: 'unpinned', weight: 'stops' }])
    const handedOut = await openpgp.readKeys({ armoredKeys: Buffer.from((await ask(service(), 'GET', '/api/v1/own-keys/sender/public')).bytes).toString() })
    expect(handedOut.map((key) => [key.isPrivate(), key.revocationSignatures.length])).toEqual([[false, 0], [false, 1]])
    expect(Buffer.from((await ask(service(), 'GET', '/api/v1/own-keys/sender/sheet')).bytes).subarray(0, 5).toString()).toBe('%PDF-')
  })
})
