import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { addEdition, editionOf, editionsOf, latestEdition, latestEditions, releaseEdition, releasesOf } from '../../src/storage/editions.js'
import { answerIdempotencyKey, claimIdempotencyKey, forgetIdempotencyKeys, releaseIdempotencyKey } from '../../src/storage/idempotency.js'
import { parties, saveParty } from '../../src/storage/parties.js'
import { pinInEffect, pinKey, pins } from '../../src/storage/pins.js'
import { partyRecordSchema } from '../../templates/party.js'
import { EPOCH, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()
const LATER = '2026-11-23T09:00:00.000Z'

const record = partyRecordSchema.parse({
  part: 'korttillverkare', namn: 'Exempelkort AB', kortnamn: 'Exempelkort', orgnr: '556677-8899', postadress: { gata: 'Kortgatan 1', postnr: '123 45', ort: 'Exempelstad' },
  epost: 'kort@example.se', telefon: '08-123 45 67', exempel: true, undertecknare: [{ namn: 'Kim Kort', befattning: 'VD' }],
})

describe('a party', () => {
  test('is the record saved last, with its hash and where it came from', async () => {
    const { store } = temporary()
    const shipped = await store.write((tx) => saveParty(tx, record, 'shipped', EPOCH))
    expect(await parties(store.read)).toEqual([{ record, recordSha256: shipped, origin: 'shipped', recordedAt: EPOCH }])
    const changed = { ...record, namn: 'Riktiga Kort AB', exempel: false }
    const set = await store.write((tx) => saveParty(tx, changed, 'set', LATER))
    expect(set).not.toBe(shipped)
    expect(await parties(store.read)).toEqual([{ record: changed, recordSha256: set, origin: 'set', recordedAt: LATER }])
  })
})

describe('an edition', () => {
  const edition = (kind: string, name: string) => ({ kind, edition: name, templateSha256: sha256Of(`${kind} ${name}`), author: 'Anslut', addedAt: EPOCH })

  test('is the latest of its kind when it was added last, whatever it is called', async () => {
    const { store } = temporary()
    await store.write(async (tx) => {
      for (const one of [edition('raps', '9'), edition('rutiner', '1'), edition('raps', '10')]) await addEdition(tx, one)
    })
    expect(await latestEdition(store.read, 'raps')).toEqual(edition('raps', '10'))
    expect(await latestEditions(store.read)).toEqual([edition('raps', '10'), edition('rutiner', '1')])
    expect(await editionsOf(store.read, 'raps')).toEqual([edition('raps', '9'), edition('raps', '10')])
    expect(await editionOf(store.read, 'raps', '9')).toEqual(edition('raps', '9'))
    expect(await editionOf(store.read, 'raps', '1')).toBeNull()
    expect(await latestEdition(store.read, 'grundavtal')).toBeNull()
    await expect(store.write((tx) => addEdition(tx, edition('raps', '9')))).rejects.toThrow('UNIQUE')
  })

  test('is released once by each person', async () => {
    const { store } = temporary()
    const release = { kind: 'raps', edition: '1', byName: 'Åsa', osUser: 'asa', at: EPOCH }
    await store.write((tx) => addEdition(tx, edition('raps', '1')))
    expect(await store.write((tx) => releaseEdition(tx, release))).toBe(true)
    expect(await store.write((tx) => releaseEdition(tx, { ...release, at: LATER }))).toBe(false)
    expect(await store.write((tx) => releaseEdition(tx, { ...release, byName: 'Bo' }))).toBe(true)
    expect(await releasesOf(store.read, 'raps', '1')).toEqual([release, { ...release, byName: 'Bo' }])
    await expect(store.write((tx) => releaseEdition(tx, { ...release, edition: '2' }))).rejects.toThrow('FOREIGN KEY')
  })
})

describe('a pin', () => {
  const fingerprint = 'A'.repeat(40)
  const entry = (by: string, changes = {}) => ({ fingerprint, address: 'granskning@example.se', by, at: EPOCH, exception: null, ...changes })
  const pin = (by: string, changes = {}) => temporary().store.write((tx) => pinKey(tx, entry(by, changes)))

  test('takes effect when a second person repeats it', async () => {
    const { store } = temporary()
    expect(await pin('Åsa')).toBe('first')
    expect(await pinInEffect(store.read, 'granskning@example.se')).toBeNull()
    expect(await pin('Åsa')).toBe('repeated')
    expect(await pin('Bo', { fingerprint: 'B'.repeat(40) })).toBe('first')
    expect(await pinInEffect(store.read, 'granskning@example.se')).toBeNull()
    expect(await pin('Bo', { at: LATER })).toBe('second')
    expect(await pin('Eva')).toBe('in-effect')
    expect(await pinInEffect(store.read, 'granskning@example.se')).toEqual({ fingerprint, address: 'granskning@example.se', firstBy: 'Åsa', firstAt: EPOCH, secondBy: 'Bo', secondAt: LATER, exception: null, ended: null })
    expect(await pinInEffect(store.read, 'annan@example.se')).toBeNull()
    expect(await pins(store.read)).toHaveLength(2)
  })

  test('gives way to a later one for the same address', async () => {
    const { store } = temporary()
    const newer = { fingerprint: 'C'.repeat(40), at: LATER }
    for (const [by, changes] of [['Åsa', {}], ['Bo', {}], ['Åsa', newer], ['Bo', newer]] as const) await pin(by, changes)
    expect((await pinInEffect(store.read, 'granskning@example.se'))?.fingerprint).toBe(newer.fingerprint)
  })
})

describe('an idempotency key', () => {
  const request = { key: 'k', route: 'POST /packs', bodySha256: sha256Of('body'), at: EPOCH }
  const claim = (changes = {}) => temporary().store.write((tx) => claimIdempotencyKey(tx, { ...request, ...changes }))

  test('is claimed once, and then tells the first answer', async () => {
    const { store } = temporary()
    const uses = await Promise.all([claim(), claim(), claim({ bodySha256: sha256Of('other') }), claim({ route: 'POST /scans' })])
    expect(uses.map(({ use }) => use)).toEqual(['new', 'under-way', 'other-body', 'new'])
    await store.write((tx) => answerIdempotencyKey(tx, 'k', request.route, { status: 201, responseJson: '{"code":"A"}' }))
    expect(await claim()).toEqual({ use: 'answered', status: 201, responseJson: '{"code":"A"}' })
  })

  test('can be used again when its request came to nothing, and is forgotten in time', async () => {
    const { store } = temporary()
    await claim()
    await store.write((tx) => releaseIdempotencyKey(tx, 'k', request.route))
    expect(await claim()).toEqual({ use: 'new' })
    await store.write((tx) => answerIdempotencyKey(tx, 'k', request.route, { status: 200, responseJson: 'null' }))
    await store.write((tx) => releaseIdempotencyKey(tx, 'k', request.route))
    expect((await claim()).use).toBe('answered')
    expect(await store.write((tx) => forgetIdempotencyKeys(tx, EPOCH))).toBe(0)
    expect(await store.write((tx) => forgetIdempotencyKeys(tx, LATER))).toBe(1)
    expect(await claim()).toEqual({ use: 'new' })
  })
})

test('every table is strict and every column stands among the types of the database', async () => {
  const { store } = temporary()
  const tables = await store.read.introspection.getTables()
  const source = readdirSync('src/storage').filter((name) => /(^|-)(database|tables)\.ts$/.test(name)).map((name) => readFileSync(`src/storage/${name}`, 'utf8')).join('\n')
  for (const table of tables) {
    const body = new RegExp(`readonly ${table.name}: (\\w+)`).exec(source)?.[1]
    const columns = new RegExp(`interface ${body ?? ''} \\{([^}]*)\\}`).exec(source)?.[1] ?? ''
    const declared = [...columns.matchAll(/^ {2}(\w+): (.*)$/gm)].map(([, name, type]) => `${name ?? ''} ${type?.includes('null') === true ? 'null' : 'not null'}`)
    expect([table.name, ...declared]).toEqual([table.name, ...table.columns.map((column) => `${column.name} ${column.isNullable ? 'null' : 'not null'}`)])
  }
  const lax = await sql<{ name: string }>`select name from pragma_table_list where schema = 'main' and type = 'table' and not strict and name <> 'sqlite_schema'`.execute(store.read)
  expect(lax.rows).toEqual([])
  expect(tables.length).toBe([...source.matchAll(/^export interface \w+Table /gm)].length)
})
