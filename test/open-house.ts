import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PrivateKey } from 'openpgp'
import { afterAll } from 'vitest'
import { readFacts, readParty } from '../templates/facts-faults.js'
import type { Facts } from '../templates/facts.js'
import { Failure } from '../templates/failure.js'
import type { PartyRecord } from '../templates/party.js'
import { openApp, type App } from '../src/app.js'
import { readConfig, type Config } from '../src/config.js'
import { receiverKey, startMailReceiver, type MailReceiver } from '../src/demo/mail-receiver.js'
import { generateKeys } from '../src/flows/own-keys.js'
import { pin } from '../src/flows/pin-key.js'
import { OPENPGP_POLICY } from '../src/mail/openpgp-policy.js'
import type { Manifest } from '../src/flows/manifest.js'
import { pack, type PackRequest } from '../src/flows/pack.js'
import { configuredParties, setParty } from '../src/flows/party.js'
import { shippedFacts, shippedParty } from '../src/program-files.js'
import { manifestOf } from '../src/flows/write-pack.js'

export const EPOCH = new Date('2026-11-22T09:00:00.000Z')
export const CLERK = 'Eva Exempel'
export const COLLEAGUE = 'Kim Kollega'
export const BOARD = 'Förvaltningsgruppen'
export const PARTS = ['svr', 'driftleverantor', 'korttillverkare'] as const

/** A whole installation in a temporary directory, with a clock the test sets. */
export interface House {
  app: App
  /** Everything is in here; the data directory is `directory/data`. */
  readonly directory: string
  readonly clock: { now: Date }
  /** Closes and opens the same data directory again, with other settings where the test wants them. */
  reopen(changes?: Partial<Config>): Promise<void>
  /** Copies the house as it is; each call of what it gives puts the house and the clock back there. */
  remember(): Promise<() => Promise<void>>
}

/** A house whose letters can leave: keys, a pinned supplier key and a mail server. */
export interface PostalHouse extends House {
  readonly receiver: MailReceiver
  readonly supplierKey: PrivateKey
}

/** Opens a new installation; it and its directory are gone when the test file is done. Scans are only sorted unless the test is about examining them. */
export async function openHouse(changes: Partial<Config> = {}): Promise<House> {
  const directory = mkdtempSync(join(tmpdir(), 'anslut-house-'))
  const passphraseFile = join(directory, 'passphrase')
  writeFileSync(passphraseFile, 'korrekt häst batteri häftklammer\n', { mode: 0o600 })
  const clock = { now: EPOCH }
  const data = join(directory, 'data')
  const config: Config = { ...readConfig({}, data), passphraseFile, scanDepth: 'sort', ...changes }
  const open = (settings: Config): Promise<App> => openApp(settings, { now: () => clock.now })
  const house: House = {
    app: await open(config),
    directory, clock,
    reopen: async (other = {}) => {
      await house.app.close()
      house.app = await open({ ...config, ...other })
    },
    remember: async () => {
      const { now } = clock
      await house.app.close()
      cpSync(data, `${data}.kept`, { recursive: true })
      house.app = await open(config)
      return async () => {
        await house.app.close()
        rmSync(data, { recursive: true })
        cpSync(`${data}.kept`, data, { recursive: true })
        clock.now = now
        house.app = await open(config)
      }
    },
  }
  afterAll(async () => {
    await house.app.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return house
}

/** Opens an installation with a mail server, own keys and the supplier's key pinned by two persons. */
export async function openPostalHouse(changes: Partial<Config> = {}): Promise<PostalHouse> {
  const house = await openUnpinnedHouse(changes)
  await pinSupplierKey(house, house.supplierKey)
  return house
}

/** The same, but nobody has pinned the supplier's key. */
export async function openUnpinnedHouse(changes: Partial<Config> = {}): Promise<PostalHouse> {
  const receiver = await startMailReceiver({ host: '127.0.0.1', port: 0 })
  afterAll(() => receiver.stop())
  const authority = mkdtempSync(join(tmpdir(), 'anslut-ca-'))
  afterAll(() => rmSync(authority, { recursive: true, force: true }))
  const smtpCaFile = join(authority, 'ca.pem')
  writeFileSync(smtpCaFile, receiver.caPem)
  const house = await openHouse({ smtpUrl: `smtp://127.0.0.1:${receiver.port}`, smtpCaFile, ...changes })
  await setParties(house)
  await generateCheapKeys(house.app)
  const supplierKey = await makeSupplierKey(house)
  return Object.assign(house, { receiver, supplierKey })
}

/** Own keys whose passphrase is quick to try: a house in a test unlocks them hundreds of times. */
async function generateCheapKeys(app: App): Promise<void> {
  const { s2kIterationCountByte } = OPENPGP_POLICY
  OPENPGP_POLICY.s2kIterationCountByte = 0
  try {
    await generateKeys(app)
  } finally {
    OPENPGP_POLICY.s2kIterationCountByte = s2kIterationCountByte
  }
}

/** Records the parties in place of the shipped ones; `changes` is laid over each. */
export async function setParties({ app }: House, changes: Record<string, unknown> = {}): Promise<void> {
  for (const part of PARTS) await setParty(app, partyRecord(part, changes), app.actor(CLERK))
}

/** A shipped party record with other values where the test wants them. */
export function partyRecord(part: (typeof PARTS)[number], changes: Record<string, unknown> = {}): PartyRecord {
  const shipped = shippedParty(part)
  return readParty(Object.assign({}, shipped, changes))
}

/** A key for the supplier's review address, made a while before the clock. */
export async function makeSupplierKey({ app, clock }: House): Promise<PrivateKey> {
  const { driftleverantor } = await configuredParties(app)
  return receiverKey(driftleverantor.namn, driftleverantor.granskningsadress, clock.now)
}

/** Imports the key and lets two persons pin it to the supplier's review address. */
export async function pinSupplierKey({ app }: House, key: PrivateKey): Promise<void> {
  const { driftleverantor } = await configuredParties(app)
  const { fingerprint } = await (await app.keyRing()).importPublic(new TextEncoder().encode(key.toPublic().armor()))
  for (const person of [CLERK, COLLEAGUE]) await pin(app, { fingerprint, address: driftleverantor.granskningsadress, by: app.actor(person) })
}

/** Moves the clock on. */
export function wait({ clock }: Pick<House, 'clock'>, minutes: number): void {
  clock.now = new Date(clock.now.getTime() + minutes * 60_000)
}

/** A fictional customer's facts, laid over with what the test changes. */
export function factsOf(slug: string, change: (facts: Facts) => Facts = (facts) => facts): Facts {
  return change(readFacts(shippedFacts(slug)))
}

/** Issues a pack and gives its manifest. */
export async function packed({ app }: House, facts: Facts, changes: Partial<PackRequest> = {}): Promise<Manifest> {
  return manifestOf(app, await pack(app, { facts, stage: 'signing', kinds: null, reissue: null, ...changes }))
}

/** The one document of a kind (and file name, where there are several) in a manifest. */
export function documentOf(manifest: Manifest, kind: string): Manifest['documents'][number] {
  const found = manifest.documents.find((document) => document.kind === kind)
  if (found === undefined) throw new Error(`the pack has no ${kind}`)
  return found
}

/** The Failure some work ends with; throws when it ends otherwise. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}
