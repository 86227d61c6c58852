import { fork, type ChildProcess } from 'node:child_process'
import { createCipheriv, createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { openArchive } from '../archive/archive.js'
import { distDirectory } from '../program-files.js'
import { openGpg, type Gpg } from './gpg.js'
import type { MailFigures, MailRow } from './mail-figures.js'
import type { LetterCost, LetterOrder } from './mail-letter.js'
import { medianOf } from './median.js'

/** What is measured: letters of so many megabytes of PDF, so many rounds of each. */
export interface MailBench {
  readonly sizes: readonly number[]
  readonly rounds: number
}

/** What a letter of each size costs from archive to mail server, GnuPG beside it on the same content. */
export async function benchMail({ sizes, rounds }: MailBench, onRound: (done: number, total: number) => void): Promise<MailFigures> {
  const place = mkdtempSync(join(tmpdir(), 'anslut-bench-'))
  const sink = fork(join(distDirectory, 'src', 'bench', 'mail-sink.js'))
  const gpg = openGpg()
  try {
    const { port, caPem } = await told<{ port: number; caPem: string }>(sink)
    const caFile = join(place, 'ca.pem')
    writeFileSync(caFile, caPem)
    const keys = { sender: await newKey('siths@radgivning.example'), recipient: await newKey('granskning@leverantor.example'), own: await newKey('arkiv@radgivning.example') }
    for (const armored of Object.values(keys)) gpg?.run(['--import'], armored)
    const rows: MailRow[] = []
    for (const [index, megabytes] of sizes.entries()) {
      const archive = join(place, `archive-${megabytes}`)
      const kept = await openArchive(archive)
      const [first, file] = [await kept.keep(Buffer.alloc(10_000, 'x')), await kept.keepFile(noise(megabytes), Number.MAX_SAFE_INTEGER)]
      const costs: RoundCost[] = []
      for (let round = 0; round < rounds; round++) {
        costs.push(await oneRound({ archive, first, file, keys, port, caFile }, gpg, place))
        onRound(index * rounds + round + 1, sizes.length * rounds)
      }
      rows.push(rowOf(megabytes, costs))
      rmSync(archive, { recursive: true })
    }
    return { node: process.version, processors: availableParallelism(), rounds, gpg: gpg?.version ?? null, rows }
  } finally {
    gpg?.close()
    sink.disconnect()
    rmSync(place, { recursive: true })
  }
}

interface RoundCost {
  readonly ours: LetterCost
  readonly gpgCpuMs: number | null
}

/** The letters' sender process first, then GnuPG on what is in that letter. */
async function oneRound(order: LetterOrder, gpg: Gpg | null, place: string): Promise<RoundCost> {
  const child = fork(join(distDirectory, 'src', 'bench', 'mail-letter.js'))
  child.send(order)
  const ours = await told<LetterCost>(child)
  return { ours, gpgCpuMs: gpg === null ? null : await besideGpg(gpg, (await openArchive(order.archive)).pathOf(ours.ciphertext.sha256), place) }
}

/** GnuPG opens our letter, then seals and opens its content itself. */
async function besideGpg(gpg: Gpg, letter: string, place: string): Promise<number> {
  const [clear, sealed, again] = ['clear', 'sealed.asc', 'again'].map((name) => join(place, name))
  if (clear === undefined || sealed === undefined || again === undefined) throw new Error('three files')
  gpg.run(['--output', clear, '--decrypt', letter])
  const seal = gpg.run(['--output', sealed, '--armor', '--compress-level', '0', '--cipher-algo', 'AES256', '--digest-algo', 'SHA512', '--local-user', 'siths@radgivning.example', '--recipient', 'granskning@leverantor.example', '--recipient', 'arkiv@radgivning.example', '--sign', '--encrypt', clear])
  const open = gpg.run(['--output', again, '--decrypt', sealed])
  return seal + open
}

async function newKey(email: string): Promise<string> {
  const { privateKey } = await openpgp.generateKey({ type: 'ecc', curve: 'ed25519Legacy', userIDs: [{ email }], date: new Date(Date.now() - 3_600_000), format: 'armored' })
  return privateKey
}

/** Megabytes that nothing can compress, the same every time. */
async function* noise(megabytes: number): AsyncGenerator<Uint8Array> {
  const stream = createCipheriv('aes-256-ctr', createHash('sha256').update('bench mail').digest(), Buffer.alloc(16))
  for (let made = 0; made < megabytes; made++) yield stream.update(Buffer.alloc(1_000_000))
}

/** The first thing a child says; throws when it ends without a word. */
async function told<T>(child: ChildProcess): Promise<T> {
  const silent = once(child, 'exit').then(([code]) => {
    throw new Error(`a process of the measurement ended with ${String(code)}`)
  })
  const [message] = await Promise.race([once(child, 'message'), silent])
  return message
}

function rowOf(megabytes: number, costs: readonly RoundCost[]): MailRow {
  const median = (value: (cost: LetterCost) => number): number => medianOf(costs.map(({ ours }) => value(ours)))
  const beside = costs.flatMap(({ ours, gpgCpuMs }) => (gpgCpuMs === null ? [] : [{ cpuMs: gpgCpuMs, times: (ours.sealCpuMs + ours.proveCpuMs) / gpgCpuMs }]))
  return {
    megabytes, startCpuMs: median(({ startCpuMs }) => startCpuMs), mailBytes: median(({ ciphertext }) => ciphertext.bytes), sealCpuMs: median(({ sealCpuMs }) => sealCpuMs), proveCpuMs: median(({ proveCpuMs }) => proveCpuMs), sendCpuMs: median(({ sendCpuMs }) => sendCpuMs),
    totalCpuMs: median((cost) => cost.sealCpuMs + cost.proveCpuMs + cost.sendCpuMs), wallMs: median(({ wallMs }) => wallMs), peakBytes: median(({ peakBytes }) => peakBytes), delayP99Ms: median(({ delayP99Ms }) => delayP99Ms),
    gpg: beside.length === 0 ? null : { cpuMs: medianOf(beside.map(({ cpuMs }) => cpuMs)), times: medianOf(beside.map(({ times }) => times)) },
  }
}
