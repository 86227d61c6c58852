import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { predictedMailBytes } from '../../signing/letter-parts.js'
import { between, seeded, type Chance } from '../../src/demo/seeded.js'
import { toTiff } from '../../src/demo/copier.js'
import { startMailReceiver, type MailReceiver, type ReceivedMail, type ReceiverMood } from '../../src/demo/mail-receiver.js'
import type { App } from '../../src/app.js'
import { buildLetter } from '../../src/flows/build-letter.js'
import { mailMatters } from '../../src/flows/matters.js'
import { configuredParties } from '../../src/flows/party.js'
import { receiveAnswer } from '../../src/flows/receive-answer.js'
import { scan } from '../../src/flows/scan.js'
import { openSealer, type Sealer } from '../../src/flows/sealer.js'
import { sealLetter } from '../../src/flows/seal-letter.js'
import { holdLetter, resendLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import type { Raster } from '../../src/imaging/page-source.js'
import type { KeyRing } from '../../src/mail/key-ring.js'
import { openMailer, type Mailer } from '../../src/mail/smtp.js'
import { sealerThreadPath } from '../../src/program-files.js'
import { attemptsOf } from '../../src/storage/letter-attempts.js'
import type { Letter } from '../../src/storage/letter.js'
import { letterParts } from '../../src/storage/letter-parts.js'
import { claimLetter, letters, releaseClaim } from '../../src/storage/letters.js'
import { openStore, type Store } from '../../src/storage/store.js'
import { CLERK, documentOf, factsOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { deliveryReport } from '../mail/returned-mails.js'
import { approveReviewSet, confirmed, exemplarPdf, inCopier } from '../signed-scans.js'
import { DEAD_PROCESS, mortal } from './mortal.js'

const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
/** Every run is a history of its own; with one kill at each step they are 100, and 200 with CHAOS_RUNS=178, the long proof. */
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 78)
/** Two short documents: what is tried is the way of a letter, not its size. */
const MEMBERS = ['grundavtal', 'rutiner']
const MOODS: readonly ReceiverMood[] = ['accept', 'greylist', 'refuse-recipient-temporarily', 'refuse-recipient', 'refuse-content-temporarily', 'refuse-content', 'drop-before-dot', 'drop-after-dot', 'stall-after-dot']
/** What befalls the letter: the server has its mood (most often), one of two recipients is refused, the server takes smaller mails than it did, TLS is lost or is another's, the server is gone, two workers work at once, the process is killed, a person steps in, a report comes back. */
const TURNS = ['server', 'server', 'server', 'one-refused', 'takes-less', 'no-tls', 'other-certificate', 'gone', 'two-workers', 'killed', 'killed', 'killed', 'person', 'report'] as const
const REFUSED = 'okand@annan.example'
/** More than there are between claiming a due letter and recording its receipt. */
const STEPS = 22

interface Office {
  readonly app: App
  readonly clock: { now: Date }
  readonly chance: Chance
}

let house: PostalHouse
/** The history under way. */
let store: Store | null = null
let servers: readonly MailReceiver[]
let before: Letter
let sealer: Sealer
let mailMaxBytes: number
let keyRing: KeyRing
let mailers: Readonly<Record<'server' | 'no-tls' | 'other-certificate' | 'gone' | 'patient', Mailer>>
const fate: Record<string, number> = {}
/** What a server had to its last dot and then did not take: nobody has it, and it may go anew in other parts. */
const refused = new Set<ReceivedMail>()

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: MEMBERS })
  const receivers = { server: await startMailReceiver({ host: '127.0.0.1', port: 0, refusedAddresses: [REFUSED] }), 'no-tls': await startMailReceiver({ host: '127.0.0.1', port: 0, tls: 'none' }), 'other-certificate': await startMailReceiver({ host: '127.0.0.1', port: 0 }) }
  servers = [receivers.server, receivers['no-tls'], receivers['other-certificate']]
  await prepareLetter()
  const caFile = join(house.directory, 'chaos-ca.pem')
  writeFileSync(caFile, receivers.server.caPem)
  const to = (port: number, silenceMs = 300): Promise<Mailer> => openMailer({ url: `smtp://127.0.0.1:${port}`, caFile, silenceMs })
  mailers = { server: await to(receivers.server.port), 'no-tls': await to(receivers['no-tls'].port), 'other-certificate': await to(receivers['other-certificate'].port), gone: await to(1), patient: await to(receivers.server.port, 30_000) }
})
afterAll(async () => {
  await store?.close()
  await sealer.close()
  for (const server of servers) await server.stop()
  process.stderr.write(`chaos: ${Object.entries(fate).map(([state, count]) => `${count} ${state}`).join(', ')}\n`)
})

/** One due letter, and the same letter sealed, each as a database that runs begin from; the archive and the keys are the same for all. */
async function prepareLetter(): Promise<void> {
  const papers = await packed(house, factsOf('lillfors-kommun'), { kinds: MEMBERS })
  await approveReviewSet(house, papers, ['rutiner'])
  // As an old copier makes them: a tenth of the bytes that a letter of gray pages has.
  const sheets: Raster[] = []
  for (const kind of MEMBERS) sheets.push(...(await house.app.imaging.rasterPdf(await exemplarPdf(house, documentOf(papers, kind), 1), 200)))
  const [report] = await scan(house.app, [inCopier(house, 'hög.tiff', await toTiff(sheets, 'bilevel'))])
  if (report === undefined) throw new Error('a file read gives a report')
  for (const party of ['kund', 'svr']) for (const kind of MEMBERS) await confirmed(house, report, documentOf(papers, kind).code, party)
  wait(house, 60)
  before = await letterOf(house.app)
  keyRing = await house.app.keyRing()
  // The clean copies take most of the time, and are the same for all.
  const { members } = await buildLetter(house.app, before, (await configuredParties(house.app)).svr)
  mailMaxBytes = Math.ceil(1.02 * Math.max(...members.map(({ sizeBytes }) => predictedMailBytes([sizeBytes]))))
  await house.reopen()
  copyFileSync(database(), `${database()}.due`)
  await sealAs('queued', null)
  await sealAs('parts', mailMaxBytes)
  sealer = openSealer(join(house.directory, 'data', 'archive'), sealerThreadPath)
}

/** Seals the due letter, in parts where a mail may not be larger, and keeps the database as it is then. */
async function sealAs(name: 'queued' | 'parts', most: number | null): Promise<void> {
  const { app: opened } = await openFrom('due', null)
  const app = { ...opened, sealer: house.app.sealer, config: { ...house.app.config, mailMaxBytes: most } }
  await app.store.write((tx) => claimLetter(tx, before.id, 'a/1/b', app.now().toISOString()))
  await sealLetter(app, { sizeLimit: async () => null }, before, 'a/1/b')
  await app.store.write((tx) => releaseClaim(tx, before.id, 'a/1/b'))
  await app.store.close()
  store = null
  copyFileSync(`${database()}.run`, `${database()}.${name}`)
}

const database = (): string => join(house.directory, 'data', 'anslut.sqlite')
const receiver = (): MailReceiver => {
  const [server] = servers
  if (server === undefined) throw new Error('no server is there')
  return server
}

function pick<T>(chance: Chance, from: readonly T[]): T {
  const one = from[Math.floor(chance() * from.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

async function letterOf(app: App): Promise<Letter> {
  const letter = (await letters(app.store.read)).at(-1)
  if (letter === undefined) throw new Error('no letter fell due')
  return letter
}

/** The house as it was when the letter was in that state. */
async function openFrom(begin: 'due' | 'queued' | 'parts', mailer: Mailer | null): Promise<Pick<Office, 'app' | 'clock'>> {
  await store?.close()
  const run = `${database()}.run`
  for (const tail of ['-wal', '-shm']) rmSync(`${run}${tail}`, { force: true })
  copyFileSync(`${database()}.${begin}`, run)
  const clock = { now: new Date(house.clock.now) }
  store = await openStore(run)
  return { app: { ...house.app, store, now: () => clock.now, sealer, mailer, keyRing: async () => keyRing }, clock }
}

/** One history of the letter; what the server has, and what the outbox says. */
async function oneRun(run: number): Promise<void> {
  const chance = seeded(SEED + run)
  const place = `run ${run} of seed ${SEED}`
  const { app, clock } = await openFrom(run % 4 === 0 ? 'due' : run % 2 === 0 ? 'queued' : 'parts', mailers.server)
  const seen = receiver().messages().length
  for (let turn = Math.floor(between(chance, 1, 6)); turn > 0; turn -= 1) await oneTurn({ app, clock, chance })
  await workOutbox({ ...app, mailer: mailers.gone })
  await lookAt(app, receiver().messages().slice(seen), place)
}

async function oneTurn({ app, clock, chance }: Office): Promise<void> {
  const [mood, seen] = [pick(chance, MOODS), receiver().messages().length]
  receiver().behave(mood)
  const turn = pick(chance, TURNS)
  switch (turn) {
    case 'server': await workOutbox(app); break
    case 'one-refused': await workOutbox({ ...app, mailer: withOneMore(mailers.server) }); break
    case 'no-tls': case 'other-certificate': case 'gone': await workOutbox({ ...app, mailer: mailers[turn] }); break
    case 'takes-less': await workOutbox({ ...app, mailer: takingLess(mailers.server) }); break
    case 'two-workers': await Promise.all([workOutbox(app), workOutbox({ ...app, mailer: mailers.gone })]); break
    case 'killed': await die(app, Math.floor(between(chance, 1, STEPS))); break
    case 'person': await stepIn(app); break
    case 'report': await report(app, chance); break
    default: turn satisfies never
  }
  if (mood === 'refuse-content' || mood === 'refuse-content-temporarily') for (const mail of receiver().messages().slice(seen)) refused.add(mail)
  clock.now = new Date(clock.now.getTime() + between(chance, 1, 300) * 60_000)
}

/** A letter to two, of whom the server takes one. */
function withOneMore(mailer: Mailer): Mailer {
  return { ...mailer, deliver: (letter) => mailer.deliver({ ...letter, to: [...letter.to, REFUSED] }) }
}

/** A server that has come to take one document a mail and no more. */
function takingLess(mailer: Mailer): Mailer {
  const deliver: Mailer['deliver'] = async (letter) => (letter.raw.sizeBytes <= mailMaxBytes ? mailer.deliver(letter) : { kind: 'too-large', limitBytes: mailMaxBytes, response: 'postservern tar mindre' })
  return { ...mailer, deliver, sizeLimit: async () => mailMaxBytes }
}

/** The worker's process is gone from one moment to the next; what it had claimed is claimed by nobody who lives. */
async function die(app: App, dieAt: number): Promise<void> {
  const one = mortal(app, dieAt)
  await Promise.race([workOutbox(one.app), one.died])
  await app.store.write((tx) => sql`update letter set claimed_by = ${`${hostname()}/${DEAD_PROCESS}/gone`} where claimed_by is not null`.execute(tx))
}

async function stepIn(app: App): Promise<void> {
  const { id, state } = await letterOf(app)
  if (state === 'held' || state === 'failed') await resumeLetter(app, id, app.actor(CLERK))
  else if (state === 'relayed') await resendLetter(app, id, 'syns inte', app.actor(CLERK))
  else if (state !== 'sending') await holdLetter(app, id, 'väntar', app.actor(CLERK))
}

async function report(app: App, chance: Chance): Promise<void> {
  const { id, messageId, recipient, state } = await letterOf(app)
  const parts = await letterParts(app.store.read, id)
  const about = parts.length === 0 ? { envelopeId: id, messageId: messageId ?? '' } : pick(chance, parts.map((part) => ({ envelopeId: `${id}.${part.part}`, messageId: part.messageId })))
  const action = pick(chance, ['delivered', 'delayed', 'failed'] as const)
  if (messageId !== null && state !== 'sending') await receiveAnswer(app, deliveryReport([{ action, recipient, status: '2.0.0', diagnostic: String(chance()) }], about), 'if-ours')
}

async function lookAt(app: App, mails: readonly ReceivedMail[], place: string): Promise<void> {
  const letter = await letterOf(app)
  fate[letter.state] = (fate[letter.state] ?? 0) + 1
  expect({ place, id: letter.id, letters: (await letters(app.store.read)).length }).toEqual({ place, id: before.id, letters: 1 })
  const parts = await letterParts(app.store.read, letter.id)
  const sealed = parts.length > 0 ? parts.map(({ part, ciphertextSha256: sha256 }) => ({ part, sha256 })) : letter.ciphertextSha256 === null ? [] : [{ part: 1, sha256: letter.ciphertextSha256 }]
  const attempts = await attemptsOf(app.store.read, letter.id)
  const known: Buffer[] = []
  for (const { part, sha256 } of sealed) {
    const kept = Buffer.from(await app.archive.read(sha256))
    const came = mails.filter(({ raw }) => kept.equals(raw)).length
    const outcomes = attempts.filter((attempt) => attempt.part === part).map(({ outcome }) => outcome)
    const carried = outcomes.filter((outcome) => ['unknown', 'refused', 'partly-refused', 'refused-temporarily', 'accepted'].includes(outcome)).length
    const proof = outcomes.includes('accepted') || outcomes.includes('delivered')
    expect({ place, part, moreMailsThanAttempts: came > carried, relayedWithoutProof: letter.state === 'relayed' && !proof }).toEqual({ place, part, moreMailsThanAttempts: false, relayedWithoutProof: false })
    known.push(kept)
  }
  expect({ place, otherBytes: mails.filter((mail) => !refused.has(mail) && !known.some((kept) => kept.equals(mail.raw))).length }).toEqual({ place, otherBytes: 0 })
  const isVisible = letter.state === 'due' || letter.nextAttemptAt !== null || letter.state === 'queued' || (await mailMatters(app)).length > 0
  expect({ place, state: letter.state, isTold: letter.state === 'relayed' || isVisible }).toEqual({ place, state: letter.state, isTold: true })
}

it(`point 17: ends in one letter or none, and a person told, whatever server, line and people do (${RUNS} runs, seed ${SEED})`, { timeout: 1_800_000 }, async () => {
  for (let run = 0; run < RUNS; run += 1) await oneRun(run)
  expect(servers.slice(1).map((server) => server.bytesReceived())).toEqual([0, 0])
})

it('point 17: kills the worker at every step on a due letter’s way, and each time ends in one letter', { timeout: 1_800_000 }, async () => {
  const ends: string[] = []
  for (let dieAt = 1; dieAt <= STEPS; dieAt += 1) ends.push(await killedAt(dieAt))
  expect(ends).toEqual(ends.map(() => 'relayed'))
})

async function killedAt(dieAt: number): Promise<Letter['state']> {
  const { app, clock } = await openFrom('due', mailers.patient)
  receiver().behave('accept')
  const seen = receiver().messages().length
  await die(app, dieAt)
  for (let pass = 0; pass < 3 && (await letterOf(app)).state !== 'relayed'; pass += 1) {
    await workOutbox(app)
    clock.now = new Date(clock.now.getTime() + 600_000)
  }
  const mails = receiver().messages().slice(seen)
  await lookAt(app, mails, `killed at step ${dieAt}`)
  expect([mails.length >= 1, mails.length <= 2]).toEqual([true, true])
  return (await letterOf(app)).state
}
