import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { houseStatus } from '../../src/flows/house-status.js'
import { keyFaultsOfLate } from '../../src/flows/key-faults-of-late.js'
import { keyDetails, keyList } from '../../src/flows/keys.js'
import { rotateKey } from '../../src/flows/own-keys.js'
import { remind } from '../../src/flows/remind.js'
import { resumeLetter } from '../../src/flows/steer-letter.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { letters } from '../../src/storage/letters.js'
import { CLERK, factsOf, failureOf, makeSupplierKey, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { call } from '../cli/call.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

let house: PostalHouse
let restore: () => Promise<void>
let other: string

const at = (place: string) => join(house.directory, 'data', 'keys', place)
const recipient = (fingerprint: string) => `recipients/${fingerprint}.asc`
const pinned = () => house.supplierKey.getFingerprint().toUpperCase()
const letter = async () => (await letters(house.app.store.read)).at(-1)

/** What may have become of a key file, and how each is named. */
const DAMAGES: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'är skadad. Återställ den från säkerhetskopian': async (path) => writeFile(path, (await readFile(path, 'latin1')).slice(0, 200)),
  'det ligger en katalog på dess plats': async (path) => {
    await rm(path)
    await mkdir(path)
  },
}

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: ['rutiner'], reminderTo: 'forvaltare@radgivning.example' })
  other = (await (await house.app.keyRing()).importPublic((await makeSupplierKey(house)).toPublic().write())).fingerprint
  const papers = await packed(house, factsOf('vardgruppen-solbacka'), { kinds: ['rutiner'] })
  await approveReviewSet(house, papers, ['rutiner'])
  await signedAndConfirmed(house, papers, ['rutiner'])
  wait(house, 24 * 60)
  restore = await house.remember()
})

beforeEach(() => restore())

describe.each(Object.entries(DAMAGES))('a recipient’s key of which the file %s', (words, damage) => {
  it('hides no other key, is told by its place, and stops no letter to another', async () => {
    const before = (await keyList(house.app)).map(({ fingerprint }) => fingerprint)
    await damage(at(recipient(other)))
    expect((await keyList(house.app)).map(({ fingerprint }) => fingerprint)).toEqual(before.filter((fingerprint) => fingerprint !== other))
    expect(await call(house, 'keys', 'list')).toMatchObject({ exit: 4, complaints: expect.stringMatching(new RegExp(`${at(recipient(other))}.*${words}`, 'u')) })
    const fault = { path: `keys/${recipient(other)}`, code: 'unusable', message: expect.stringContaining(words) }
    expect((await houseStatus(house.app)).keys).toContainEqual({ ...fault, weight: 'warns' })
    expect(await keyFaultsOfLate(house.app)).toContainEqual({ ...fault, weight: 'warns' })
    expect((await failureOf(keyDetails(house.app, other))).message).toContain(words)
    expect(await remind(house.app)).toMatchObject([{ state: 'relayed', purpose: 'reminder' }])
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed' }])
  })

  it('gets no letter: it waits for a person, and goes once the file is back', async () => {
    const [path, sent] = [at(recipient(pinned())), house.receiver.messages().length]
    const kept = await readFile(path)
    await damage(path)
    await workOutbox(house.app)
    expect(await letter()).toMatchObject({ state: 'held', reason: expect.stringContaining(words) })
    expect(house.receiver.messages()).toHaveLength(sent)
    await rm(path, { recursive: true })
    await writeFile(path, kept)
    await resumeLetter(house.app, (await letter())?.id ?? '', house.app.actor(CLERK))
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed' }])
  })

  it('hides no other key when it is an own one, in use or before, and the letters go that need it not', async () => {
    const { replaced } = await rotateKey(house.app, 'sender', house.app.actor(CLERK))
    const retired = `retired/sender-${replaced}.asc`
    await rename(at(retired), at('kept'))
    await writeFile(at(retired), await readFile(at('kept')))
    const shown = (await keyList(house.app)).map(({ fingerprint }) => fingerprint)
    await writeFile(at(retired), 'trasig')
    expect((await keyList(house.app)).map(({ fingerprint }) => fingerprint)).toEqual(shown.filter((fingerprint) => fingerprint !== replaced))
    expect((await houseStatus(house.app)).keys).toContainEqual(expect.objectContaining({ path: `keys/${retired}`, code: 'unusable' }))
    expect((await failureOf((await house.app.keyRing()).openingKeys({ sender: replaced, archive: shown[1] ?? '' }))).message).toContain(at(retired))
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed' }])

    await damage(at('sender.asc'))
    expect((await keyList(house.app)).map(({ own }) => own)).toEqual(['archive', null, null])
    expect((await houseStatus(house.app)).keys).toContainEqual(expect.objectContaining({ path: 'keys/sender.asc', weight: 'stops' }))
    expect((await houseStatus(house.app)).keys.map(({ path }) => path)).not.toContain('granskning@driftbolaget.example')
  })
})
