import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { plannedDocuments } from '../../contracts/pack-plan.js'
import { fictionalFacts } from '../../src/bench/fictional-facts.js'
import { readCustomerList } from '../../src/bench/read-customer-list.js'
import { benchFactsCommand } from '../../src/cli/bench-facts.js'
import { shippedCustomerList } from '../../src/program-files.js'
import { readFacts } from '../../templates/facts-faults.js'
import { missingFacts } from '../../templates/missing-facts.js'
import { silentProgress } from '../silent-progress.js'

const customers = readCustomerList(shippedCustomerList())
const made = fictionalFacts(customers, 1)

/** Every text of the facts, wherever it stands. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

describe('the made-up facts about every municipality and region', () => {
  it('are one customer for each of the 290 and the 21, no number or file name twice', () => {
    expect(customers.map(({ kundtyp }) => kundtyp).filter((kundtyp) => kundtyp === 'kommun')).toHaveLength(290)
    for (const part of [made.map(({ slug }) => slug), made.map(({ facts }) => facts.kund.orgnr), made.map(({ facts }) => facts.kund.gln)]) expect(new Set(part).size).toBe(311)
  })

  it('are enough to sign every document of every pack', () => {
    const lacking = made.flatMap(({ slug, facts }) => missingFacts(facts, plannedDocuments(facts, null).map(({ kind }) => kind), 'signing').map(({ path }) => `${slug}: ${path}`))
    expect(lacking).toEqual([])
    expect(made.some(({ facts }) => facts.kort?.sisKort === 'ja')).toBe(true)
  })

  it('are the same for the same seed and others for another', () => {
    expect(fictionalFacts(customers, 1)).toEqual(made)
    expect(fictionalFacts(customers, 2)[0]?.facts.undertecknare).not.toEqual(made[0]?.facts.undertecknare)
  })

  it('take an organisationsnummer from the list where it has one, and say on the papers where it is made up', () => {
    const known = made.filter(({ facts }) => facts.kund.diarienummer?.includes('ORGANISATIONSNUMMER') === false)
    expect(known.map(({ facts }) => facts.kund.orgnr)).toEqual(customers.flatMap(({ orgnr }) => (orgnr === null ? [] : [orgnr])))
    expect(made.filter((one) => !known.includes(one)).every(({ facts }) => /^299999-\d{4}$/.test(facts.kund.orgnr))).toBe(true)
    expect(made.every(({ facts }) => facts.avtal?.avtalsnummer?.startsWith('FIKTIVT') === true && facts.avtal.svrArende?.startsWith('FIKTIVT') === true)).toBe(true)
  })

  it('name nobody who can be reached: addresses at .example, telephone and personnummer of the series kept for fiction', () => {
    const texts = made.flatMap(({ facts }) => textsIn(facts))
    const kinds = [[/@/, /\.example$/], [/^0\d+-\d/, /^08-465 004 \d\d$/], [/^\d{8}-/, /-9[89]\d\d$/]] as const
    for (const [kind, fictional] of kinds) {
      const found = texts.filter((text) => kind.test(text))
      expect(found.length).toBeGreaterThan(0)
      expect(found.filter((text) => !fictional.test(text))).toEqual([])
    }
  })

  it('read a quoted value with a comma in it as one', () => {
    const [first] = readCustomerList({ kommuner: 'name,orgnr,code,short_name\r\n"Å, och ""Ä"" kommun",,0001,Å\r\n', regioner: 'name,county_code,orgnr\n' })
    expect(first).toEqual({ name: 'Å, och "Ä" kommun', kundtyp: 'kommun', number: '0001', place: 'Å', orgnr: null })
  })
})

describe('bench facts', () => {
  const directory = mkdtempSync(join(tmpdir(), 'anslut-facts-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const run = (options: Record<string, string>, ...args: string[]): Promise<{ json: unknown } | undefined> | undefined => benchFactsCommand.standsAlone?.({ args, options, progress: silentProgress, environment: {} })

  it('writes a file of facts per customer, as pack reads them', async () => {
    const outcome = await run({}, directory)
    const { files } = z.object({ files: z.array(z.string()) }).parse(outcome?.json)
    expect(readdirSync(directory).toSorted()).toEqual(files.toSorted())
    expect(readFacts(JSON.parse(readFileSync(join(directory, 'region-12-skane.json'), 'utf8'))).kund.namn).toBe('Region Skåne')
  })

  it('refuses a seed that is none, and a directory that cannot be', async () => {
    await expect(run({ seed: 'x' }, directory)).rejects.toMatchObject({ code: 'call-invalid' })
    await expect(run({}, join(directory, 'region-12-skane.json', 'under'))).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})
