import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { between, seeded, type Chance } from '../../src/demo/seeded.js'
import { startMailReceiver, type MailReceiver, type ReceiverMood } from '../../src/demo/mail-receiver.js'
import { openApp, type App } from '../../src/app.js'
import { mailMatters } from '../../src/flows/matters.js'
import { receiveAnswer } from '../../src/flows/receive-answer.js'
import { holdLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { attemptsOf } from '../../src/storage/letter-attempts.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import { CLERK, factsOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { deliveryReport } from '../mail/returned-mails.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
/** Every run is a house of its own; `CHAOS_RUNS=200` is the long proof, this many the daily one. */
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 8)
const MOODS: readonly ReceiverMood[] = ['accept', 'greylist', 'refuse-recipient-temporarily', 'refuse-recipient', 'refuse-content-temporarily', 'refuse-content', 'drop-before-dot', 'drop-after-dot']
/** Nobody listens there. */
const GONE = 'smtp://127.0.0.1:1'
/** Whose side of the line fails besides the server's: TLS is lost, the server is gone, a second worker works at the same time, a person steps in, a report comes back. */
const TURNS = ['server', 'server', 'server', 'server', 'no-tls', 'gone', 'two-workers', 'person', 'report'] as const

function pick<T>(chance: Chance, from: readonly T[]): T {
  const one = from[Math.floor(chance() * from.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

let house: PostalHouse
let withoutTls: MailReceiver
let before: Letter

beforeAll(async () => {
  withoutTls = await startMailReceiver({ host: '127.0.0.1', port: 0, tls: 'none' })
  house = await openPostalHouse({ reviewSet: ['rutiner'] })
  const papers = await packed(house, factsOf('lillfors-kommun'), { kinds: ['rutiner'] })
  await approveReviewSet(house, papers, ['rutiner'])
  await signedAndConfirmed(house, papers, ['rutiner'])
  wait(house, 60)
  before = await letterOf(house.app)
  await house.app.close()
})
afterAll(async () => {
  await withoutTls.stop()
  await house.reopen()
})

async function letterOf(app: App): Promise<Letter> {
  const letter = (await letters(app.store.read)).at(-1)
  if (letter === undefined) throw new Error('no letter fell due')
  return letter
}

/** One history of the same due letter in a copy of the house; what the server has, and what the outbox says. */
async function oneRun(run: number): Promise<void> {
  const chance = seeded(SEED + run)
  const data = join(house.directory, `run-${run}`)
  mkdirSync(data)
  cpSync(join(house.directory, 'data'), data, { recursive: true })
  const clock = { now: new Date(house.clock.now) }
  const seen = house.receiver.messages().length
  const open = (changes: { smtpUrl?: string }): Promise<App> => openApp({ ...house.app.config, dataDirectory: data, ...changes }, { now: () => clock.now })
  const app = await open({})
  const through = async (smtpUrl: string): Promise<void> => {
    const other = await open({ smtpUrl })
    try {
      await workOutbox(other)
    } finally {
      await other.close()
    }
  }
  try {
    for (let turn = Math.floor(between(chance, 1, 6)); turn > 0; turn -= 1) await oneTurn(app, through, chance, clock)
    await lookAt(app, house.receiver.messages().slice(seen), `run ${run} of seed ${SEED}`)
  } finally {
    await app.close()
    rmSync(data, { recursive: true, force: true })
  }
}

async function oneTurn(app: App, through: (smtpUrl: string) => Promise<void>, chance: Chance, clock: { now: Date }): Promise<void> {
  house.receiver.behave(pick(chance, MOODS))
  const turn = pick(chance, TURNS)
  if (turn === 'server') await workOutbox(app)
  if (turn === 'no-tls') await through(`smtp://127.0.0.1:${withoutTls.port}`)
  if (turn === 'gone') await through(GONE)
  if (turn === 'two-workers') await Promise.all([workOutbox(app), through(GONE)])
  if (turn === 'person') await stepIn(app)
  if (turn === 'report') await report(app, chance)
  clock.now = new Date(clock.now.getTime() + between(chance, 1, 300) * 60_000)
}

async function stepIn(app: App): Promise<void> {
  const { id, state } = await letterOf(app)
  if (state === 'held' || state === 'failed') await resumeLetter(app, id, app.actor(CLERK))
  else if (state !== 'relayed') await holdLetter(app, id, 'väntar', app.actor(CLERK))
}

async function report(app: App, chance: Chance): Promise<void> {
  const { id, messageId, recipient } = await letterOf(app)
  const action = pick(chance, ['delivered', 'delayed', 'failed'] as const)
  if (messageId !== null) await receiveAnswer(app, deliveryReport([{ action, recipient, status: '2.0.0', diagnostic: String(chance()) }], { envelopeId: id, messageId }), 'if-ours')
}

async function lookAt(app: App, mails: readonly { readonly raw: Buffer }[], place: string): Promise<void> {
  const letter = await letterOf(app)
  expect({ place, id: letter.id, letters: (await letters(app.store.read)).length }).toEqual({ place, id: before.id, letters: 1 })
  const kept = letter.ciphertextSha256 === null ? null : Buffer.from(await app.archive.read(letter.ciphertextSha256))
  expect({ place, otherBytes: mails.filter(({ raw }) => kept?.equals(raw) !== true).length }).toEqual({ place, otherBytes: 0 })
  const outcomes = (await attemptsOf(app.store.read, letter.id)).map(({ outcome }) => outcome)
  const again = outcomes.filter((outcome) => ['unknown', 'refused', 'refused-temporarily', 'accepted'].includes(outcome)).length
  expect({ place, moreMailsThanAttempts: mails.length > again, relayedButNothingCame: letter.state === 'relayed' && mails.length === 0 }).toEqual({ place, moreMailsThanAttempts: false, relayedButNothingCame: false })
  const isVisible = letter.state === 'due' || letter.nextAttemptAt !== null || letter.state === 'queued' || (await mailMatters(app)).length > 0
  expect({ place, state: letter.state, isTold: letter.state === 'relayed' || isVisible }).toEqual({ place, state: letter.state, isTold: true })
}

it(`ends in one letter or none, and a person told, whatever server, line and people do (${RUNS} runs, seed ${SEED})`, { timeout: 900_000 }, async () => {
  for (let run = 0; run < RUNS; run += 1) await oneRun(run)
  expect(withoutTls.bytesReceived()).toBe(0)
})
