import assert from 'node:assert/strict'
import { watch } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startMailReceiver, type MailReceiver } from '../../src/demo/mail-receiver.js'
import { between, seeded, type Chance } from '../../src/demo/seeded.js'
import { manifestSchema, type Manifest } from '../../src/flows/manifest.js'
import { holdLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { confirmedSchema } from '../../src/flows/outward-shapes.js'
import { approve } from '../../src/flows/record.js'
import { letters } from '../../src/storage/letters.js'
import { scanReportSchema } from '../../signing/scan-report.js'
import { furnishOffice, officeAt, scanOfPack, withApp, type Office } from './office.js'
import { run, type Run } from './program.js'
import { lookAtFolder, Witness } from './witness.js'

const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000)
const FEWEST_KILLS = 50
/** How often each command is killed before it may finish: those that write most, most. */
const KILLS: Readonly<Record<string, number>> = { pack: 8, scan: 4, confirm: 1, send: 10 }
/** The two shortest documents of different lives that both parties sign: most of the time goes to looking at pages. */
const DOCUMENTS = ['grundavtal', 'rutiner']
/** The part of a command's time after which Node has loaded the program, and killing it can do harm. */
const LOADED = 0.5
const CLERK = 'Prov Ansvarig'

let directory = ''
let receiver: MailReceiver
/** Milliseconds a whole command took, the latest of each name. */
const whole = new Map<string, number>()

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'anslut-kill-'))
  receiver = await startMailReceiver({ host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await receiver.stop()
  await rm(directory, { recursive: true, force: true })
})

test(`a process killed anywhere in pack → scan → confirm → send loses, doubles and halves nothing (seed ${SEED})`, { timeout: 600_000 }, async () => {
  const prepared = await furnishOffice(directory, 'first', receiver, DOCUMENTS)
  await new Lane(prepared, seeded(0), 0).take('lillfors-kommun')
  const lanes = await Promise.all(['tallmo-omsorg', 'vardgruppen-solbacka'].map(async (slug, index) => {
    const lane = new Lane(await copyOf(prepared, `lane-${index}`), seeded(SEED + index), 1)
    await lane.take(slug)
    return lane
  }))
  const killed = lanes.flatMap((lane) => lane.killed)
  const tally = Object.keys(KILLS).map((name) => `${name} ${killed.filter((one) => one === name).length}`).join(', ')
  process.stderr.write(`Seed ${SEED}: ${killed.length} kills (${tally}), ${lanes.reduce((sum, lane) => sum + lane.litter, 0)} files of litter, ${receiver.messages().length} mails for ${new Set(receiver.messages().map(({ envelopeId }) => envelopeId)).size} letters\n`)
  expect(killed.length).toBeGreaterThanOrEqual(FEWEST_KILLS)
})

async function copyOf({ data }: Office, name: string): Promise<Office> {
  const office = officeAt(dirname(data), name, receiver, DOCUMENTS)
  await cp(data, office.data, { recursive: true })
  return office
}

/** One data directory and the customer taken through it; `times` 0 kills nothing, and measures. */
class Lane {
  readonly killed: string[] = []
  readonly #office: Office
  readonly #chance: Chance
  readonly #times: 0 | 1
  readonly #witness: Witness

  constructor(office: Office, chance: Chance, times: 0 | 1) {
    this.#office = office
    this.#chance = chance
    this.#times = times
    this.#witness = new Witness(office, receiver)
  }

  get litter(): number {
    return this.#witness.litter
  }

  async take(slug: string): Promise<void> {
    const { folder, manifest } = await this.#pack(slug)
    lookAtFolder(folder)
    assert.deepEqual(manifest.documents.map(({ kind }) => kind), DOCUMENTS)
    await withApp(this.#office, async (app) => {
      for (const { code, kind } of manifest.documents) if (kind === 'rutiner') await approve(app, { code, decision: '§ 1', by: app.actor('Prov Nämnd'), on: null })
    })
    const paper = await scanOfPack(this.#office, folder, manifest, SEED)
    const scanned = scanReportSchema.parse(JSON.parse((await this.#finish(['scan', paper])).stdout))
    assert.deepEqual(scanned.documents.map(({ verdict }) => verdict), ['complete', 'complete'])
    for (const party of ['kund', 'svr']) {
      for (const { code } of manifest.documents) await this.#confirm(['confirm', scanned.scan, '--document', code, '--party', party, '--by', CLERK])
    }
    await this.#send()
    const verified = await run(['archive', 'verify', '--json'], this.#office)
    assert.equal(verified.exit, 0)
  }

  async #pack(slug: string): Promise<{ folder: string; manifest: Manifest }> {
    const { stdout } = await this.#finish(['pack', join('fixtures/facts', `${slug}.json`), '--kinds', DOCUMENTS.join(','), '--out', `${this.#office.data}.paket`])
    const { packs } = z.object({ packs: z.array(z.object({ folder: z.string(), manifest: manifestSchema })) }).parse(JSON.parse(stdout))
    const [made] = packs
    if (made === undefined) throw new Error('pack made nothing')
    return made
  }

  /** A confirmation that a killed run had recorded is refused as recorded already: that is its end. */
  async #confirm(args: readonly string[]): Promise<void> {
    const { exit, stdout } = await this.#finish(args)
    if (exit === 0) this.#witness.told(confirmedSchema.parse(JSON.parse(stdout)).events)
  }

  async #send(): Promise<void> {
    await this.#finish(['send', '--once'])
    await this.#resumeDoubtful()
    await run(['send', '--once'], this.#office)
    await this.#witness.look()
    await withApp(this.#office, async (app) => {
      assert.deepEqual((await letters(app.store.read)).filter(({ state }) => state !== 'relayed'), [])
    })
  }

  /** A letter whose sender died waits before it is tried again; a clerk who holds and resumes it need not. */
  async #resumeDoubtful(): Promise<void> {
    await withApp(this.#office, async (app) => {
      for (const { id, state } of await letters(app.store.read)) {
        if (state !== 'unknown' && state !== 'queued') continue
        await holdLetter(app, id, 'väntar inte', app.actor(CLERK))
        await resumeLetter(app, id, app.actor(CLERK))
      }
    })
  }

  /** Kills the command at random points as often as its turn has it, looking between, then lets it finish. */
  async #finish(args: readonly string[]): Promise<Run> {
    const [name = ''] = args
    const call = [...args, '--json']
    let left = (KILLS[name] ?? 0) * this.#times
    for (let tries = 2 * left; tries > 0 && left > 0; tries -= 1) {
      const { exit, durationMs } = await run(call, { ...this.#office, killWhen: this.#moment(name) })
      if (exit === null) {
        this.killed.push(name)
        left -= 1
      } else {
        // It was quicker than thought: the machine has less to do, or the killed one had done the work.
        whole.set(name, durationMs)
      }
      // Otherwise the program itself is the first to open what the dead one left.
      if (this.#chance() < 0.5) await this.#witness.look()
      if (name === 'send' && this.#chance() < 0.5) await this.#resumeDoubtful()
    }
    const done = await run(call, this.#office)
    whole.set(name, done.durationMs)
    assert.deepEqual(done.stderr.split('\n').filter((line) => /^(internt fel|[a-z-]+: [A-ZÅÄÖ])/.test(line) && !line.startsWith('already-recorded: ')), [])
    await this.#witness.look()
    return done
  }

  /** By the clock, as the letter reaches the receiver, or at one of the first changes the command makes on the disk: most of a command's time is spent before it writes anything. */
  #moment(name: string): (ended: AbortSignal) => Promise<unknown> {
    const way = this.#chance()
    if (way < 0.3) return () => pause((whole.get(name) ?? 0) * between(this.#chance, LOADED, 1))
    const afterMs = this.#chance() * 15
    if (name === 'send' && way < 0.65) {
      const before = receiver.bytesReceived()
      return async (ended) => {
        while (receiver.bytesReceived() === before && !ended.aborted) await pause(1)
        await pause(afterMs)
      }
    }
    const changes = 1 + Math.floor(30 * this.#chance() ** 2)
    return (ended) => changed([this.#office.data, join(this.#office.data, 'archive', 'tmp')], changes, ended)
  }
}

/** Resolves after so many changes in the directories. */
async function changed(directories: readonly string[], times: number, ended: AbortSignal): Promise<void> {
  let left = times
  await new Promise<void>((resolve) => {
    ended.addEventListener('abort', () => resolve(), { once: true })
    for (const directory of directories) {
      watch(directory, { signal: ended }, () => {
        left -= 1
        if (left === 0) resolve()
      })
    }
  })
}
