import { randomBytes } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addAccount, givePassword, lockAccount, removeAccount, setRoles, type GivenPassword } from '../../src/accounts/administer.js'
import { personByToken } from '../../src/accounts/person.js'
import { signIn } from '../../src/accounts/sign-in.js'
import { makeToken } from '../../src/accounts/tokens.js'
import { makeCustomerLink } from '../../src/accounts/customer-links.js'
import { openApp, type App } from '../../src/app.js'
import { restoreCommand } from '../../src/cli/backup.js'
import { backup, type Backup } from '../../src/flows/backup.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { mailMatters } from '../../src/flows/matters.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { outboxPause, pauseOutbox, reopenOutbox } from '../../src/flows/outbox-pause.js'
import { restore } from '../../src/flows/restore.js'
import { customerStatus } from '../../src/flows/status.js'
import { resumeLetter } from '../../src/flows/steer-letter.js'
import { addWebhook, webhookDeliveries } from '../../src/flows/webhooks.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { latestOfTypes } from '../../src/storage/events.js'
import { customerLinksOf } from '../../src/storage/customer-links.js'
import { webhooks } from '../../src/storage/webhooks.js'
import { letters } from '../../src/storage/letters.js'
import { ordinaryLetters } from '../../src/storage/ordinary-letters.js'
import { Failure } from '../../templates/failure.js'
import { CLERK, documentOf, factsOf, failureOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { approveReviewSet, inCopier, signedAndConfirmed } from '../signed-scans.js'
import { buildLetter } from '../../src/flows/build-letter.js'
import { foreignLetters, mayHold, noteInterrupted } from '../../src/flows/foreign-letters.js'
import { configuredParties } from '../../src/flows/party.js'
import { pinInEffect } from '../../src/storage/pins.js'

const FACTS = factsOf('lillfors-kommun')
const quiet = (): void => undefined

let house: PostalHouse
let papers: Manifest
let taken: Backup
let secret: string
const file = (name: string): string => join(house.directory, name)
const into = (name: string) => ({ ...house.app.config, dataDirectory: file(name) })
const read = (name: string, from = taken.path) => restore(into(name), { file: from, accountsOf: null }, quiet)

let kim: GivenPassword
const entering = (app: App) => signIn(app, { username: kim.account.username, password: kim.oneTimePassword }, { address: '192.0.2.9', name: 'webbläsare', device: null })

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: ['rutiner'] })
  papers = await packed(house, FACTS, { kinds: ['rutiner', 'kortprognos'] })
  await approveReviewSet(house, papers, ['rutiner'])
  await signedAndConfirmed(house, papers, ['rutiner'])
  wait(house, 60)
  const { account } = await addAccount(house.app, { username: 'eva@region.example', name: 'Eva Ek', roles: ['administrator'] }, SYSTEM)
  await givePassword(house.app, account.username, SYSTEM, null)
  kim = await addAccount(house.app, { username: 'kim@region.example', name: 'Kim Klar', roles: ['lasare', 'mallansvarig'] }, SYSTEM)
  secret = (await makeToken(house.app, account, { label: 'natten', scopes: ['read'], days: 9 }, SYSTEM)).secret
  await makeCustomerLink(house.app, { orgnr: FACTS.kund.orgnr, label: 'kunden', days: 30 }, house.app.actor(CLERK))
  await addWebhook(house.app, { url: 'https://hook.example/', types: ['outbox-paused', 'restored'], by: house.app.actor(CLERK) }, { addressOf: () => Promise.resolve({ address: '8.8.8.8', family: 4 }), post: () => Promise.reject(new Error('nothing is told here')) })
  await pauseOutbox(house.app, 'Vänta', house.app.actor(CLERK))
  await reopenOutbox(house.app, house.app.actor(CLERK))
  taken = await backup(house.app, file('kopia.tar'), quiet)
})

describe('a backup', () => {
  it('is one file that only its owner may read, with nothing left beside it, and holds no passphrase', () => {
    expect(statSync(taken.path).mode & 0o777).toBe(0o600)
    expect(readdirSync(house.directory).filter((name) => name.startsWith('kopia'))).toEqual(['kopia.tar'])
    expect(readFileSync(taken.path).includes(readFileSync(house.app.config.passphraseFile ?? '', 'utf8').trim())).toBe(false)
    expect(taken.faults).toEqual([])
  })

  it('is never written over another file, nor into the data directory, nor where there is no directory', async () => {
    const before = readFileSync(taken.path)
    for (const place of [taken.path, file('data/kopia.tar'), file('finns-inte/kopia.tar')]) expect((await failureOf(backup(house.app, place, quiet))).code).toBe('call-invalid')
    expect(readFileSync(taken.path).equals(before)).toBe(true)
  })

  it('taken while papers are issued holds every row with its files', async () => {
    const [made] = await Promise.all([backup(house.app, file('under-arbete.tar'), quiet), packed(house, factsOf('bryggans-barnmorskemottagning'), { kinds: ['raps', 'rutiner', 'kortprognos'] })])
    expect(made.faults).toEqual([])
    expect((await read('under-arbete', made.path)).faults).toEqual([])
  })

  it('sweeps away what a killed one to the same file left, and nothing else', async () => {
    const [dead, alive] = [inCopier(house, 'ny.tar.part-2147483646', randomBytes(9)), inCopier(house, `ny.tar.part-${process.ppid}`, randomBytes(9))]
    await backup(house.app, file('ny.tar'), quiet)
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true])
  })

  it('of a damaged archive is made, and names the damaged and the missing file', async () => {
    const [one, other] = documentOf(papers, 'kortprognos').files.map(({ sha256 }) => ({ sha256, path: house.app.archive.pathOf(sha256), bytes: readFileSync(house.app.archive.pathOf(sha256)) }))
    if (one === undefined || other === undefined) throw new Error('a document has two files')
    chmodSync(one.path, 0o600)
    writeFileSync(one.path, Buffer.concat([one.bytes, Buffer.from('x')]))
    rmSync(other.path)
    const made = await backup(house.app, file('skadad.tar'), quiet)
    expect(made.faults.map(({ path }) => path.slice(-64)).toSorted()).toEqual([one.sha256, other.sha256].toSorted())
    expect((await read('skadad', made.path)).faults.map(({ path, message }) => `${path} ${message}`).join('\n')).toContain(one.sha256)
    rmSync(one.path)
    for (const { path, bytes } of [one, other]) writeFileSync(path, bytes, { mode: 0o400 })
  })
})

describe('a restored backup', () => {
  it('is the same house, whose unsent letter is held until a person releases it', async () => {
    const restored = await read('aterlast')
    expect(restored).toMatchObject({ faults: [], takenAt: taken.takenAt, held: [(await letters(house.app.store.read))[0]?.id], heldOrdinary: (await ordinaryLetters(house.app.store.read)).map(({ id }) => id) })
    expect(restored.heldOrdinary).toHaveLength(1)
    const app = await openApp({ ...house.app.config, dataDirectory: restored.directory }, { now: () => house.clock.now })
    try {
      const [before, after] = [await customerStatus(house.app, FACTS.kund.orgnr), await customerStatus(app, FACTS.kund.orgnr)]
      expect(after.documents).toEqual(before.documents)
      expect((await customerLinksOf(app.store.read, FACTS.kund.orgnr)).map(({ revokedAt }) => revokedAt === null)).toEqual([false])
      expect((await latestOfTypes(app.store.read, ['restored']))?.event).toMatchObject({ takenAt: taken.takenAt })
      const [hook] = await webhooks(app.store.read)
      const [told, heard] = await Promise.all([app, house.app].map((from) => webhookDeliveries(from, hook?.id ?? '', { most: 9, before: null })))
      expect(told?.map(({ id }) => heard?.some((one) => one.id === id))).toEqual([false, false, true])
      expect(told?.map(({ state, outcome }) => [state, outcome])).toEqual([['due', null], ['due', null], ['failed', expect.stringContaining('kan ha berättats före återläsningen')]])
      // It may have been revoked since the backup was taken.
      const owners = await Promise.all([house.app, app].map(({ store }) => personByToken(store.read, secret, house.clock.now)))
      expect(owners.map((owner) => owner?.account.name)).toEqual(['Eva Ek', undefined])
      expect(await workOutbox(app)).toEqual([])
      expect((await letters(app.store.read))[0]).toMatchObject({ state: 'held', reason: expect.stringContaining('fråga mottagaren') })
      await resumeLetter(app, restored.held[0] ?? '', app.actor(CLERK))
      // Another letter may have been made and gone since the backup was taken, and would be made anew.
      expect(await workOutbox(app)).toEqual([])
      expect((await mailMatters(app)).map(({ text }) => text).join()).toMatch(/Alla utskick är pausade av systemet.*säkerhetskopian/)
      // Accounts that have been shut since the backup was taken would be open again.
      expect((await outboxPause(app.store.read))?.reason).toContain('kontona under Användare')
      expect(restored.accounts).toEqual([{ username: 'eva@region.example', name: 'Eva Ek', roles: ['administrator'] }])
      expect(restored.locked).toBe(1)
      expect((await failureOf(entering(app))).code).toBe('sign-in-refused')
      await lockAccount(app, kim.account.username, 'unlocked', app.actor(CLERK))
      expect((await entering(app)).stage).toBe('new-password')
      await reopenOutbox(app, app.actor(CLERK))
      expect((await workOutbox(app)).map(({ state }) => state)).toEqual(['relayed'])
    } finally {
      await app.close()
    }
    const again = await openApp(into('aterlast'))
    expect((await letters(again.store.read))[0]?.state).toBe('relayed')
    await again.close()
  })

  it.each([['kim', 'Ett annat konto är låst, kanske redan när kopian gjordes: lås upp det'], ['kim and lo', '2 andra konton är låsta, några kanske redan när kopian gjordes: lås upp dem']])('says how many are locked, and that some may be so for good: %s', async (name, told) => {
    if (name !== 'kim') await addAccount(house.app, { username: 'lo@region.example', name: 'Lo Ny', roles: ['lasare'] }, SYSTEM)
    const { path } = await backup(house.app, file(`${name}.tar`), quiet)
    const done = await restoreCommand.standsAlone?.({ args: [path], options: { data: file(`${name} igen`) }, progress: { report: quiet, end: quiet }, environment: {} })
    expect(done?.text).toContain(`Bara administratörerna kommer in. ${told}`)
  })

  it('keeps out the administrators whom the directory in use before had shut out, removed or given other roles, and leaves that directory as it was', async () => {
    const names = ['Lena Låst', 'Rolf Roll', 'Tom Tagen'] as const
    const [locked, other, removed] = await Promise.all(names.map((name) => addAccount(house.app, { username: `${name.split(' ')[0]?.toLowerCase() ?? ''}@region.example`, name, roles: ['administrator'] }, SYSTEM)))
    const { path } = await backup(house.app, file('fore.tar'), quiet)
    await lockAccount(house.app, locked?.account.username ?? '', 'locked', SYSTEM)
    await setRoles(house.app, other?.account.username ?? '', ['lasare'], SYSTEM)
    await removeAccount(house.app, removed?.account.username ?? '', SYSTEM)
    const before = readdirSync(house.app.config.dataDirectory).toSorted()
    const open = async (name: string, accountsOf: string | null) => (await restore(into(name), { file: path, accountsOf }, quiet)).accounts.map((account) => account.name).toSorted()
    expect(await open('utan', null)).toEqual(['Eva Ek', ...names])
    expect(await open('med', house.app.config.dataDirectory)).toEqual(['Eva Ek'])
    expect(readdirSync(house.app.config.dataDirectory).toSorted()).toEqual(before)
    expect((await failureOf(restore(into('fel'), { file: path, accountsOf: file('ingenting') }, quiet))).message).toContain('utan --accounts-of')
    await addAccount(house.app, { username: 'nya@region.example', name: 'Nya Nord', roles: ['administrator'] }, SYSTEM)
    await lockAccount(house.app, 'eva@region.example', 'locked', SYSTEM)
    const run = (data: string) => restoreCommand.standsAlone?.({ args: [path], options: { data: file(data), accountsOf: house.app.config.dataDirectory }, progress: { report: quiet, end: quiet }, environment: {} })
    const done = await run('ingen')
    expect([done?.exit, done?.text]).toEqual([4, expect.stringContaining('Ingen kommer in: alla administratörer som fanns när kopian gjordes är utestängda sedan dess.')])
    await lockAccount(house.app, 'eva@region.example', 'unlocked', SYSTEM)
    expect((await run('eva'))?.text).toMatch(/Dessa administratörer är öppna; de som har stängts ute .* är låsta:\n {2}eva@region\.example/)
  })

  it('is never laid over anything that is there', async () => {
    mkdirSync(file('upptagen'))
    writeFileSync(file('upptagen/viktigt.txt'), 'rör ej')
    expect((await failureOf(read('upptagen'))).code).toBe('data-directory')
    expect(readdirSync(file('upptagen'))).toEqual(['viktigt.txt'])
    expect((await failureOf(restore(house.app.config, { file: taken.path, accountsOf: null }, quiet))).code).toBe('data-directory')
  })

  it('cannot be opened while it is half read, and is read anew from the beginning', async () => {
    mkdirSync(file('halv/keys'), { recursive: true })
    writeFileSync(file('halv/.anslut-restoring'), '')
    writeFileSync(file('halv/keys/page-code-ZZ.key'), 'halv')
    const refused = await openApp(into('halv')).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Failure)
    expect(String(refused)).toContain('Kör restore igen')
    expect((await read('halv')).faults).toEqual([])
    expect(existsSync(file('halv/keys/page-code-ZZ.key'))).toBe(false)
  })

  it.each([
    ['a truncated file', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['a file whose end is missing', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, bytes.lastIndexOf('anslut-backup-end.json')), Buffer.alloc(1024)])],
    ['no backup at all', () => randomBytes(5000)],
    ['an empty file', () => Buffer.alloc(0)],
  ])('is never made of %s, and the directory is as empty as before', async (_what, change) => {
    const path = inCopier(house, 'trasig.tar', change(readFileSync(taken.path)))
    expect((await failureOf(read('trasig', path))).code).toBe('backup-unreadable')
    expect(readdirSync(file('trasig'))).toEqual([])
  })

  it('with a bit turned on its way names the file, and takes the rest', async () => {
    const bytes = readFileSync(taken.path)
    const { sha256 } = documentOf(papers, 'kortprognos').files[0] ?? { sha256: '' }
    bytes.writeUInt8(bytes.readUInt8(bytes.indexOf(`archive/${sha256.slice(0, 2)}/${sha256}`) + 600) ^ 1, bytes.indexOf(`archive/${sha256.slice(0, 2)}/${sha256}`) + 600)
    expect((await read('bit', inCopier(house, 'bit.tar', bytes))).faults).toMatchObject([{ path: expect.stringContaining(sha256) }])
  })
})

describe('an older database beside a newer archive', () => {
  it('seals no letter that has gone, or may have: it is held, the matter names the receipt or the letter in the archive, and a person decides', async () => {
    const database = file('data/anslut.sqlite')
    await house.app.close()
    copyFileSync(database, file('gammal.sqlite'))
    await house.reopen()
    house.receiver.behave('drop-after-dot')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['unknown'])
    const ciphertext = (await letters(house.app.store.read))[0]?.ciphertextSha256 ?? ''
    house.receiver.behave('accept')
    await house.app.close()
    copyFileSync(file('gammal.sqlite'), database)
    await house.reopen()
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'held', reason: expect.stringContaining(`det krypterade brevet ${ciphertext}`) }])
    await resumeLetter(house.app, (await letters(house.app.store.read))[0]?.id ?? '', house.app.actor(CLERK))
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    const receipt = (await letters(house.app.store.read))[0]?.receiptSha256 ?? ''
    const before = house.receiver.messages().length
    await house.app.close()
    copyFileSync(file('gammal.sqlite'), database)
    await house.reopen()
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'held', reason: expect.stringContaining(receipt) }])
    expect((await mailMatters(house.app)).map(({ text }) => text).join()).toContain(receipt)
    expect(house.receiver.messages()).toHaveLength(before)
    await resumeLetter(house.app, (await letters(house.app.store.read))[0]?.id ?? '', house.app.actor(CLERK))
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
  })

  it('knows a letter that it has no row for by the documents in it, and one that the program died over for never sent', async () => {
    const { app } = house
    const [row] = await letters(app.store.read)
    const { svr } = await configuredParties(app)
    const [ring, pin] = [await app.keyRing(), await pinInEffect(app.store.read, row?.recipient ?? '')]
    if (row === undefined || pin === null) throw new Error('a letter went to a pinned key')
    const sealed = await app.sealer.seal({
      ...(await ring.sealingKeys()), recipient: await ring.recipient(pin.fingerprint), letter: await buildLetter(app, row, svr), from: { name: svr.namn, address: svr.avsandaradress },
      to: { name: '', address: row.recipient }, messageId: '<annan@radgivning.example>', date: app.now(), boundarySeed: 'annan',
    })
    const [foreign] = await foreignLetters(app, [sealed.sha256])
    if (foreign === undefined) throw new Error('a letter of no row is foreign')
    expect(foreign).toMatchObject({ sha256: sealed.sha256, to: row.recipient, letter: null })
    expect([mayHold(app, foreign, row), mayHold(app, foreign, { ...row, codes: ['ANNAT'] }), mayHold(app, { ...foreign, fileNames: null }, { ...row, codes: ['ANNAT'] }), mayHold(app, { ...foreign, letter: row.id }, row)]).toEqual([true, false, true, true])
    noteInterrupted(app.store, row.id)
    expect(mayHold(app, { ...foreign, letter: row.id }, row)).toBe(false)
  })
})
