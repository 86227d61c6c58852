import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
import sqlite3 from 'sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Manifest } from '../../src/flows/manifest.js'
import { checkArchive } from '../../src/flows/check-archive.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { archiveChecks } from '../../src/storage/archive-checks.js'
import { documentOf, factsOf, openHouse, packed, type House } from '../open-house.js'

let house: House
let manifest: Manifest

const faults = async (): Promise<string[]> => (await verifyEverything(house.app)).faults.map(({ path, message }) => `${path}: ${message}`)
const fileOf = (kind: string): { sha256: string; path: string } => {
  const [file] = documentOf(manifest, kind).files
  if (file === undefined) throw new Error(`${kind} has no file`)
  return { sha256: file.sha256, path: house.app.archive.pathOf(file.sha256) }
}

/** Somebody with another program and the database file: triggers are put back afterwards, so that nothing shows but the change. */
function tamper(...statements: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(join(house.directory, 'data', 'anslut.sqlite'))
    database.all('select name, sql from sqlite_master where type = \'trigger\'', (error: Error | null, triggers: { name: string; sql: string }[]) => {
      if (error !== null) return reject(error)
      const script = [...triggers.map(({ name }) => `drop trigger ${name}`), ...statements, ...triggers.map((trigger) => trigger.sql)].join(';\n')
      database.exec(script, (failed) => database.close(() => (failed === null ? resolve() : reject(failed))))
    })
  })
}

interface Tail {
  /** The event before the first document was issued. */
  readonly sequence: number
  readonly hash: string
  /** What puts everything after it back. */
  readonly cut: readonly string[]
}

function lastEvents(): Promise<Tail> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(join(house.directory, 'data', 'anslut.sqlite'))
    database.all('select * from event order by sequence', (error: Error | null, rows: Record<string, string | number | null>[]) => {
      database.close()
      if (error !== null) return reject(error)
      const first = rows.findIndex(({ type }) => type === 'issued')
      const head = rows[first - 1]
      const last = rows.at(-1)
      if (head === undefined || last === undefined) return reject(new Error('nothing was issued'))
      const literal = (value: string | number | null): string => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value))
      const cut = rows.slice(first).map((row) => `insert into event (${Object.keys(row).join(', ')}) values (${Object.values(row).map(literal).join(', ')})`)
      resolve({ sequence: Number(head['sequence']), hash: String(head['hash']), cut: [...cut, `update chain set sequence = ${String(last['sequence'])}, hash = ${literal(last['hash'] ?? null)}`] })
    })
  })
}

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, factsOf('bryggans-barnmorskemottagning'), { kinds: ['raps', 'rutiner', 'kortprognos'] })
})

describe('archive verify', () => {
  it('finds nothing wrong with what the program made itself', async () => {
    const verified = await verifyEverything(house.app)
    expect(verified.faults).toEqual([])
    expect(verified.filesChecked).toBeGreaterThan(8)
    expect(verified.eventsChecked).toBeGreaterThan(3)
  })

  it('names a missing file and what it was', async () => {
    const { sha256, path } = fileOf('kortprognos')
    const bytes = await house.app.archive.read(sha256)
    rmSync(path, { force: true })
    expect((await checkArchive(house.app)).faults.map(({ message }) => message).join('\n')).toMatch(/kortprognos\.docx.*(saknas|finns inte)/)
    expect(await archiveChecks(house.app.store.read, { most: 9, before: null })).toMatchObject([{ checkedAt: house.clock.now.toISOString(), faults: 1, litter: 0 }])
    writeFileSync(path, bytes)
    expect(await faults()).toEqual([])
  })

  it('names a file whose bytes were changed', async () => {
    const { sha256, path } = fileOf('raps')
    const bytes = await house.app.archive.read(sha256)
    chmodSync(path, 0o600)
    writeFileSync(path, Buffer.from(bytes).fill(0, 100, 110))
    expect((await faults()).join('\n')).toContain('raps')
    writeFileSync(path, bytes)
    expect(await faults()).toEqual([])
  })

  it('names a file that no row knows as litter, which is no damage', async () => {
    const bytes = Buffer.from('inte vår')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const path = house.app.archive.pathOf(sha256)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    const verified = await verifyEverything(house.app)
    expect(verified.faults).toEqual([])
    expect(verified.litter.map((file) => file.path)).toEqual([sha256])
    rmSync(path)
  })

  it('finds two files of issued versions exchanged for each other in the database', async () => {
    const [one, other] = [fileOf('raps').sha256, fileOf('rutiner').sha256]
    const exchange = `update version_file set sha256 = case sha256 when '${one}' then '${other}' else '${one}' end where sha256 in ('${one}', '${other}')`
    await tamper(exchange)
    expect((await faults()).join('\n')).toContain('filerna är inte de som utfärdades')
    await tamper(exchange)
    expect(await faults()).toEqual([])
  })

  it('finds a party changed behind the program’s back, such as where letters go', async () => {
    const before = "update party set record_json = json_set(record_json, '$.granskningsadress', 'granskning@driftbolaget.example') where part = 'driftleverantor'"
    await tamper("update party set record_json = json_set(record_json, '$.granskningsadress', 'annan@annanstans.example') where part = 'driftleverantor'")
    expect((await faults()).join('\n')).toContain('parten driftleverantor')
    await tamper(before)
    expect(await faults()).toEqual([])
  })

  it('finds the end of the history cut off, though its head was rewritten to match, by the rows it left', async () => {
    const { sequence, hash, cut } = await lastEvents()
    await tamper(`delete from event where sequence > ${sequence}`, `update chain set sequence = ${sequence}, hash = '${hash}'`)
    expect((await faults()).join('\n')).toContain('ingen händelse säger att den har utfärdats')
    await tamper(...cut)
    expect(await faults()).toEqual([])
  })

  it('finds a row that refers to nothing, and writes nothing more into a database that is damaged', async () => {
    await tamper("insert into webhook_delivery (webhook, sequence, next_attempt_at) values ('ingen', 1, '2026')")
    expect(await checkArchive(house.app)).toMatchObject({ database: 'damaged', faults: [expect.objectContaining({ path: 'databasen' })] })
    expect(await archiveChecks(house.app.store.read, { most: 9, before: null })).toHaveLength(1)
    await tamper('delete from webhook_delivery')
  })

  it('finds an event changed, and the chain broken from there', async () => {
    await tamper("update event set happened_on = '2020-01-01' where sequence = 3")
    expect((await faults()).join('\n')).toMatch(/3/)
    expect((await faults()).join('\n')).toMatch(/kedja|händelse/i)
  })

  it('is read once for all who ask at the same time, each of whom is noted', async () => {
    const noted = async (): Promise<number> => (await archiveChecks(house.app.store.read, { most: 99, before: null })).length
    const before = await noted()
    const [first, second] = await Promise.all([checkArchive(house.app), checkArchive({ ...house.app })])
    expect(second).toBe(first)
    expect(await noted()).toBe(before + 2)
    expect(await checkArchive(house.app)).not.toBe(first)
  })
})
