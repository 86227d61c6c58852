import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
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
import { openStore } from '../../src/storage/store.js'
import { CLERK, documentOf, factsOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { deliveryReport } from '../mail/returned-mails.js'
import { approveReviewSet, confirmed, exemplarPdf, inCopier } from '../signed-scans.js'
import { DEAD_PROCESS, mortal } from './mortal.js'

const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
/** Every run is a history of its own; with one kill at each step they are 200. */
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 178)
/** Histories under way at a time, each with servers and a database of its own: most of a history is waiting. */
const LANES = 4
/** Two short documents: what is tried is the way of a letter, not its size. */
const MEMBERS = ['grundavtal', 'rutiner']
const MOODS: readonly ReceiverMood[] = ['accept', 'greylist', 'refuse-recipient-temporarily', 'refuse-recipient', 'refuse-content-temporarily', 'refuse-content', 'drop-before-dot', 'drop-after-dot', 'stall-after-dot']
/** What befalls the letter: the server has its mood (most often), one of two recipients is refused, the server takes smaller mails than it did, TLS is lost or is another's, the server is gone, two workers work at once, the process is killed, a person steps in, a report comes back. */
const TURNS = ['server', 'server', 'server', 'one-refused', 'takes-less', 'no-tls', 'other-certificate', 'gone', 'two-workers', 'killed', 'killed', 'killed', 'person', 'report'] as const
const REFUSED = 'okand@annan.example'
/** More than there are between claiming a due letter and recording its receipt. */
const STEPS = 22

/** Where one history at a time takes place. */
interface Lane {
  /** The database of the history under way. */
  readonly database: string
  /** Where its attempts are noted. */
  readonly directory: string
  readonly receiver: MailReceiver
  /** Servers that no letter may reach. */
  readonly strangers: readonly MailReceiver[]
  readonly mailers: Readonly<Record<'server' | 'no-tls' | 'other-certificate' | 'gone' | 'hasty', Mailer>>
}

interface Office {
  readonly lane: Lane
  readonly app: App
  readonly clock: { now: Date }
}

let house: PostalHouse
let lanes: readonly Lane[]
let before: Letter
let sealer: Sealer
let mailMaxBytes: number
let keyRing: KeyRing
const fate: Record<string, number> = {}
/** What a server had to its last dot and then did not take: nobody has it, and it may go anew in other parts. */
const refused = new Set<ReceivedMail>()

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: MEMBERS })
  lanes = await Promise.all(Array.from({ length: LANES }, (_, index) => openLane(index)))
  await prepareLetter()
})
afterAll(async () => {
  await sealer.close()
  for (const { receiver, strangers } of lanes) await Promise.all([receiver, ...strangers].map((server) => server.stop()))
  process.stderr.write(`chaos: ${Object.entries(fate).map(([state, count]) => `${count} ${state}`).join(', ')}\n`)
})

async function openLane(index: number): Promise<Lane> {
  const receiver = await startMailReceiver({ host: '127.0.0.1', port: 0, refusedAddresses: [REFUSED] })
  const strangers = { 'no-tls': await startMailReceiver({ host: '127.0.0.1', port: 0, tls: 'none' }), 'other-certificate': await startMailReceiver({ host: '127.0.0.1', port: 0 }) }
  const caFile = join(house.directory, `chaos-ca-${index}.pem`)
  const directory = join(house.directory, `lane-${index}`)
  mkdirSync(directory)
  writeFileSync(caFile, receiver.caPem)
  const to = (port: number, silenceMs = 30_000): Promise<Mailer> => openMailer({ url: `smtp://127.0.0.1:${port}`, caFile, silenceMs })
  return {
    database: `${database()}.run${index}`, directory, receiver, strangers: Object.values(strangers),
    mailers: { server: await to(receiver.port), hasty: await to(receiver.port, 300), 'no-tls': await to(strangers['no-tls'].port), 'other-certificate': await to(strangers['other-certificate'].port), gone: await to(1) },
  }
}

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
  const [lane] = lanes
  if (lane === undefined) throw new Error('no lane is open')
  const { app: opened } = await openFrom(lane, 'due')
  const app = { ...opened, sealer: house.app.sealer, config: { ...house.app.config, mailMaxBytes: most } }
  await app.store.write((tx) => claimLetter(tx, before.id, 'a/1/b', app.now().toISOString()))
  await sealLetter(app, { sizeLimit: async () => null }, before, 'a/1/b')
  await app.store.write((tx) => releaseClaim(tx, before.id, 'a/1/b'))
  await app.store.close()
  copyFileSync(lane.database, `${database()}.${name}`)
}

const database = (): string => join(house.directory, 'data', 'anslut.sqlite')

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
async function openFrom(lane: Lane, begin: 'due' | 'queued' | 'parts'): Promise<Office> {
  for (const tail of ['-wal', '-shm']) rmSync(`${lane.database}${tail}`, { force: true })
  copyFileSync(`${database()}.${begin}`, lane.database)
  const clock = { now: new Date(house.clock.now) }
  const store = await openStore(lane.database)
  // The archive holds receipts of other histories too, which a database of this one knows nothing of.
  const archive = { ...house.app.archive, list: nothingElse }
  return { lane, app: { ...house.app, config: { ...house.app.config, dataDirectory: lane.directory }, archive, store, now: () => clock.now, sealer, mailer: lane.mailers.server, keyRing: async () => keyRing }, clock }
}

async function* nothingElse(): AsyncGenerator<string> {
  yield* []
}

/** Every history once, in whatever lane is free. */
async function inLanes<T>(count: number, history: (lane: Lane, run: number) => Promise<T>): Promise<T[]> {
  const ends: T[] = []
  let next = 0
  await Promise.all(lanes.map(async (lane) => {
    for (let run = next++; run < count; run = next++) ends[run] = await history(lane, run)
  }))
  return ends
}

/** One history of the letter; what the server has, and what the outbox says. */
async function oneRun(lane: Lane, run: number): Promise<void> {
  const chance = seeded(SEED + run)
  const place = `run ${run} of seed ${SEED}`
  const office = await openFrom(lane, run % 4 === 0 ? 'due' : run % 2 === 0 ? 'queued' : 'parts')
  const seen = lane.receiver.messages().length
  for (let turn = Math.floor(between(chance, 1, 6)); turn > 0; turn -= 1) await oneTurn(office, chance)
  await workOutbox({ ...office.app, mailer: lane.mailers.gone })
  await allIn(lane)
  await lookAt(office.app, lane.receiver.messages().slice(seen), place)
  await office.app.store.close()
}

/** A mail whose sender lost patience on a busy machine comes in a little later, and is this history's all the same. */
async function allIn({ receiver }: Lane): Promise<void> {
  while (receiver.conversations() > 0) await pause(2)
}

async function oneTurn({ lane: { receiver, mailers }, app: opened, clock }: Office, chance: Chance): Promise<void> {
  const [mood, seen] = [pick(chance, MOODS), receiver.messages().length]
  receiver.behave(mood)
  // Who waits long waits only where an answer comes: a busy machine is no silent server.
  const mailer = mood === 'stall-after-dot' ? mailers.hasty : mailers.server
  const app = { ...opened, mailer }
  const turn = pick(chance, TURNS)
  switch (turn) {
    case 'server': await workOutbox(app); break
    case 'one-refused': await workOutbox({ ...app, mailer: withOneMore(mailer) }); break
    case 'no-tls': case 'other-certificate': case 'gone': await workOutbox({ ...app, mailer: mailers[turn] }); break
    case 'takes-less': await workOutbox({ ...app, mailer: takingLess(mailer) }); break
    case 'two-workers': await Promise.all([workOutbox(app), workOutbox({ ...app, mailer: mailers.gone })]); break
    case 'killed': await die(app, Math.floor(between(chance, 1, STEPS))); break
    case 'person': await stepIn(app); break
    case 'report': await report(app, chance); break
    default: turn satisfies never
  }
  if (mood === 'refuse-content' || mood === 'refuse-content-temporarily') for (const mail of receiver.messages().slice(seen)) refused.add(mail)
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
  await inLanes(RUNS, oneRun)
  expect(lanes.flatMap(({ strangers }) => strangers.map((server) => server.bytesReceived()))).toEqual(lanes.flatMap(() => [0, 0]))
})

it('point 17: kills the worker at every step on a due letter’s way, and each time one letter comes, once', { timeout: 1_800_000 }, async () => {
  const ends = await inLanes(STEPS, (lane, run) => killedAt(lane, run + 1))
  expect(ends).toEqual(Array.from({ length: STEPS }, () => 'relayed'))
})

async function killedAt(lane: Lane, dieAt: number): Promise<Letter['state']> {
  const { app, clock } = await openFrom(lane, 'due')
  lane.receiver.behave('accept')
  const seen = lane.receiver.messages().length
  await die(app, dieAt)
  for (let pass = 0; pass < 3 && (await letterOf(app)).state !== 'relayed'; pass += 1) {
    await workOutbox(app)
    clock.now = new Date(clock.now.getTime() + 600_000)
  }
  await allIn(lane)
  const mails = lane.receiver.messages().slice(seen)
  await lookAt(app, mails, `killed at step ${dieAt}`)
  expect({ dieAt, mails: mails.length }).toEqual({ dieAt, mails: 1 })
  const { state } = await letterOf(app)
  await app.store.close()
  return state
}
