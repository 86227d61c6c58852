import { createHash } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash, verify } from '@node-rs/argon2'
import { beforeAll, describe, expect, it } from 'vitest'
import { givePassword, namedAccount } from '../../src/accounts/administer.js'
import { sessionOf } from '../../src/accounts/browser-session.js'
import { offerSecondStep, switchOnSecondStep } from '../../src/accounts/own-account.js'
import { FULL_COST, hashingOf, hashPassword, passwordMatches } from '../../src/accounts/passwords.js'
import { signIn, signInWithCode, type Browser } from '../../src/accounts/sign-in.js'
import { openApp } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { backup } from '../../src/flows/backup.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { restore } from '../../src/flows/restore.js'
import { changeAccount, recoveryCodeHashes, replaceRecoveryCodes } from '../../src/storage/accounts.js'
import { colleague, putInForce, totpCode } from '../http/browser.js'
import { CHEAP, useService } from '../http/served-app.js'
import { failureOf } from '../open-house.js'

const now = new Date('2026-11-22T09:00:00.000Z')
const service = useService({}, () => now)
const here: Browser = { address: '192.0.2.9', name: 'webbläsare', device: null }
const passwordHashOf = async (username: string): Promise<string> => (await namedAccount(service().app, username)).passwordHash ?? ''

beforeAll(async () => {
  await putInForce(service())
})

describe('a stolen database', () => {
  it('is not enough to guess passwords by: the installation\'s own key goes into every hash, with a salt of its own', async () => {
    const { account, password } = await colleague(service(), 'Bo Berg', ['lasare'])
    const [id = '', ...rest] = (await passwordHashOf(account.username)).split('$')
    expect([/^[0-9a-f]{8}$/.test(id), rest[0], await verify(`$${rest.join('$')}`, password)]).toEqual([true, 'argon2id', false])
    const other = await hashingOf({ passwordCost: FULL_COST, accountKey: () => Promise.resolve(new Uint8Array(32)) })
    const kept = await hashPassword(password, other)
    expect([kept.startsWith(id), await passwordMatches(kept, password, other)]).toEqual([false, true])
    expect((await failureOf(passwordMatches(kept, password, await hashingOf(service().app)))).code).toBe('keys-missing')
  })

  it('holds hashes from before only until their owners next sign in', async () => {
    const { account, password } = await colleague(service(), 'Gun Gammal', ['lasare'])
    const before = await hash(password.normalize('NFKC'), CHEAP)
    await service().app.store.write((tx) => changeAccount(tx, account.id, { passwordHash: before }))
    expect((await failureOf(signIn(service().app, { username: account.username, password: 'fel' }, here))).code).toBe('sign-in-refused')
    expect(await passwordHashOf(account.username)).toBe(before)
    expect((await signIn(service().app, { username: account.username, password }, here)).stage).toBe('open')
    expect(await passwordHashOf(account.username)).toMatch(/^[0-9a-f]{8}\$argon2id\$/)
    expect((await signIn(service().app, { username: account.username, password }, here)).stage).toBe('open')
  })

  it('holds recovery codes as slow salted hashes; those from before work once, until they are renewed', async () => {
    const { account, password } = await colleague(service(), 'Rut Reserv', ['lasare'])
    const offer = await offerSecondStep(service().app, account)
    const codes = await switchOnSecondStep(service().app, await namedAccount(service().app, account.username), { offer: offer.offer, code: totpCode(offer.secret, now), password }, null)
    const kept = await recoveryCodeHashes(service().app.store.read, account.id)
    expect([codes.length, kept.length, new Set(kept.map((one) => one.split('$')[4])).size, kept.every((one) => /^[0-9a-f]{8}\$argon2id\$/.test(one))]).toEqual([8, 8, 8, true])
    const enter = async (code: string) => {
      const session = await sessionOf(service().app, (await signIn(service().app, { username: account.username, password }, here)).secret)
      if (session === null) throw new Error('no session')
      return signInWithCode(service().app, session, code, here)
    }
    expect((await enter(codes[3] ?? '')).stage).toBe('open')
    expect((await failureOf(enter(codes[3] ?? ''))).code).toBe('sign-in-refused')
    await service().app.store.write((tx) => replaceRecoveryCodes(tx, account.id, [createHash('sha256').update('abcdefghjkmn').digest('hex')]))
    expect((await enter('ABCD-efgh-jkmn')).stage).toBe('open')
    expect((await failureOf(enter('abcd-efgh-jkmn'))).code).toBe('sign-in-refused')
  })

  it('is restored with the key, so that everybody signs in as before; without the key file a rescue gives new passwords', async () => {
    const { account, password } = await colleague(service(), 'Kaj Kopia', ['administrator'])
    const file = join(service().directory, '..', `${account.id}.tar`)
    const restored = join(service().directory, '..', `${account.id}.data`)
    const into = readConfig({}, restored)
    const open = async () => ({ ...(await openApp(into, { passwordCost: CHEAP, now: () => now })), report: (error: unknown) => String(told.push(error)) })
    const told: unknown[] = []
    try {
      await backup(service().app, file, () => undefined)
      await restore(into, { file: file, accountsOf: null }, () => undefined)
      const app = await open()
      expect((await signIn(app, { username: account.username, password }, here)).stage).toBe('open')
      await app.close()
      rmSync(join(restored, 'keys', 'account.key'))
      const lost = await open()
      const refused = await failureOf(signIn(lost, { username: account.username, password }, here))
      const unknown = await failureOf(signIn(lost, { username: 'ingen@region.example', password }, here))
      expect([refused.code, refused.message]).toEqual([unknown.code, unknown.message])
      expect(told).toEqual([expect.objectContaining({ code: 'keys-missing', message: expect.stringMatching(/keys\/account\.key.*säkerhetskopian.*user password --rescue/) })])
      const { oneTimePassword } = await givePassword(lost, account.username, SYSTEM, 'nyckelfilen är borta')
      expect((await signIn(lost, { username: account.username, password: oneTimePassword }, here)).stage).toBe('new-password')
      const key = join(restored, 'keys', 'account.key')
      writeFileSync(key, 'skadad')
      const damaged = await failureOf(givePassword(lost, account.username, SYSTEM, 'nyckelfilen är skadad'))
      expect([damaged.code, damaged.message]).toEqual(['keys-missing', expect.stringMatching(/account\.key är skadad.*flytta undan.*user password --rescue/)])
      renameSync(key, `${key}.skadad`)
      const rescued = await givePassword(lost, account.username, SYSTEM, 'nyckelfilen är skadad')
      expect((await signIn(lost, { username: account.username, password: rescued.oneTimePassword }, here)).stage).toBe('new-password')
      await lost.close()
    } finally {
      rmSync(file, { force: true })
      rmSync(restored, { recursive: true, force: true })
    }
  })
})
