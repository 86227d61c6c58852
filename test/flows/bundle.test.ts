import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { PDFArray, PDFDict, PDFDocument, PDFName } from 'pdf-lib'
import { beforeAll, describe, expect, it } from 'vitest'
import { spokenCode } from '../../contracts/spoken-code.js'
import { customerBundle } from '../../src/flows/customer-bundle.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { exportTemplate, releaseTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { previewTemplate } from '../../src/flows/template-preview.js'
import { allEvents } from '../../src/storage/events.js'
import { versionsOf } from '../../src/storage/versions.js'
import { call } from '../cli/call.js'
import { CLERK, COLLEAGUE, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'
import { hasPdftotext, pdfText, squashed, wordText } from '../read-papers.js'
import { checkConformance } from '../templates/pdf/check-conformance.js'
import { spoken } from '../templates/pdf/conformance-rules.js'
import { withDocument } from '../templates/word/template-of.js'

const FACTS = factsOf('lillfors-kommun')
const SMALL = ['raps', 'leveransavtal-bilaga-5', 'handlaggare-ansokan', 'kortprognos', 'checklista']

let house: House
let manifest: Manifest
let folder: string
let told: string
let pdf: Uint8Array
let zip: Record<string, Uint8Array>

const factsFile = (): string => join(house.directory, 'kund.json')
const packCall = (...options: string[]): ReturnType<typeof call> => call(house, 'pack', factsFile(), '--out', join(house.directory, 'ut'), '--kinds', SMALL.join(), ...options)
async function eventCount(): Promise<number> {
  let count = 0
  for await (const _ of allEvents(house.app.store.read)) count += 1
  return count
}

beforeAll(async () => {
  house = await openHouse()
  writeFileSync(factsFile(), JSON.stringify(FACTS))
  manifest = await packed(house, FACTS, { kinds: SMALL })
  folder = join(house.directory, 'ut', FACTS.kund.orgnr)
  told = (await packCall('--bundle')).text
  pdf = readFileSync(join(folder, 'paket.pdf'))
  zip = unzipSync(readFileSync(join(folder, 'paket.zip')))
})

describe('the PDF of a pack', () => {
  it('is named with its pages where the pack is told', () => {
    expect(told).toMatch(/Samlat: .*paket\.pdf \(\d+ sidor\)/)
  })

  it('is PDF/A-2a and PDF/UA-1 like its documents', async () => {
    expect((await checkConformance(pdf)).violations.map(spoken)).toEqual([])
  })

  it('leads from its contents to where each document begins, and from its bookmarks to every exemplar', async () => {
    const document = await PDFDocument.load(pdf)
    const pages = document.getPages()
    const links = (pages[0]?.node.lookup(PDFName.of('Annots'), PDFArray).asArray() ?? []).map((link) => document.context.lookup(link, PDFDict).lookup(PDFName.of('Dest'), PDFArray).get(0))
    const at = links.map((target) => 1 + pages.findIndex(({ ref }) => ref === target))
    const own = manifest.documents.filter(({ kind }) => kind !== 'checklista')
    const lengths = own.map(({ pageCount, files }) => pageCount * files.filter(({ path }) => path.endsWith('.pdf')).length)
    const first = pages.length - lengths.reduce((sum, length) => sum + length, 0) + 1
    expect(at).toEqual(lengths.map((_, index) => first + lengths.slice(0, index).reduce((sum, length) => sum + length, 0)))
    const outlines = document.catalog.lookup(PDFName.of('Outlines'), PDFDict)
    expect(String(outlines.get(PDFName.of('Count')))).toBe(String(2 + own.reduce((sum, { files }) => sum + files.filter(({ path }) => path.endsWith('.pdf')).length, 0)))
  })

  it.runIf(hasPdftotext)('says on its cover who gets what and what to do, and holds every exemplar with its own codes and page numbers', () => {
    const text = squashed(pdfText(pdf))
    for (const words of ['Handlingar för anslutning till SITHS', 'Lillfors kommun', '212000-9879', 'Underteckna alla exemplar när förvaltningsgruppen har godkänt handlingen', 'Omfattas av Leveransavtalets underskrifter', 'Med vänlig hälsning']) expect(text).toContain(squashed(words))
    for (const { code, pageCount, kind } of manifest.documents.filter((one) => one.kind !== 'checklista')) {
      expect([kind, text.includes(squashed(spokenCode(code))), text.includes(squashed(`Sida ${pageCount} av ${pageCount}`))]).toEqual([kind, true, true])
    }
    for (const exemplar of ['Exemplar 1 av 2', 'Exemplar 2 av 2', 'Exemplar 1 av 1']) expect(text).toContain(squashed(exemplar))
    expect(text).not.toContain(squashed('Checklista för anslutning'))
  })
})

describe('the ZIP of a pack', () => {
  it('holds contents, letter and every file in the order of the pack, and nothing internal', () => {
    expect(Object.keys(zip)).toEqual([
      '00-innehall.pdf', '00-foljebrev.pdf', '00-foljebrev.docx', '01-raps-1.pdf', '01-raps-2.pdf', '01-raps.docx',
      '02-leveransavtal-bilaga-5-1.pdf', '02-leveransavtal-bilaga-5-2.pdf', '02-leveransavtal-bilaga-5.docx', '03-handlaggare-ansokan.docx', '03-handlaggare-ansokan.pdf', '04-kortprognos.docx', '04-kortprognos.pdf',
    ])
  })

  it('names no author and no folder of ours in any Word file', () => {
    for (const [name, bytes] of Object.entries(zip).filter(([path]) => path.endsWith('.docx'))) {
      const parts = Object.entries(unzipSync(bytes)).filter(([path]) => path.startsWith('docProps/')).map(([, part]) => strFromU8(part)).join('')
      expect([name, [...parts.matchAll(/<(?:dc:creator|cp:lastModifiedBy)>([^<]*)</g)].map(([, who]) => who).filter((who) => who !== 'Anslut' && who !== '')]).toEqual([name, []])
      expect(strFromU8(bytes, true)).not.toContain(house.directory)
    }
  })

  it('has a letter that lists the documents, may be changed in Word and carries no code', async () => {
    const text = wordText(zip['00-foljebrev.docx'] ?? new Uint8Array(), 'all')
    expect(text).toContain('Tillämpningsanvisning RAPS')
    expect(text).toContain('siths-forvaltning@exempelradgivningen.example')
    expect(text).not.toMatch(/saknas:|ej undertecknas|Versionskod/i)
    const { bytes } = await exportTemplate(house.app, 'foljebrev', null)
    const xmlOf = (docx: Uint8Array | undefined): string => strFromU8(unzipSync(docx ?? new Uint8Array())['word/document.xml'] ?? new Uint8Array())
    // Its tables are set as the PDF's: figures flush right.
    expect([zip['00-foljebrev.docx'], bytes].map((docx) => xmlOf(docx).includes('<w:jc w:val="right"/>'))).toEqual([true, false])
    expect((await previewTemplate(house.app, { kind: 'foljebrev', file: null, orgnr: FACTS.kund.orgnr })).gaps).toEqual([])
  })
})

describe('a bundle', () => {
  it('registers nothing, is the same bytes every time, and what the service gives is the same', async () => {
    const [events, versions] = [await eventCount(), await versionsOf(house.app.store.read, FACTS.kund.orgnr)]
    const before = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('base64'))
    await packCall('--bundle')
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('base64'))).toEqual(before)
    expect([await eventCount(), await versionsOf(house.app.store.read, FACTS.kund.orgnr)]).toEqual([events, versions])
    const served = await customerBundle(house.app, FACTS.kund.orgnr)
    expect(Buffer.compare(Buffer.from(served.pdf), Buffer.from(pdf))).toBe(0)
    // Made once for all who ask, until something it says is another.
    const [again, atOnce] = await Promise.all([customerBundle(house.app, FACTS.kund.orgnr), customerBundle(house.app, FACTS.kund.orgnr)])
    expect([again === served, atOnce === served]).toEqual([true, true])
    // A draft with other facts is nothing to sign, and its facts stand nowhere beside what is.
    await packed(house, { ...FACTS, kund: { ...FACTS.kund, namn: 'Lillfors nya kommun', diarienummer: 'KS 2027/1' } }, { stage: 'draft', kinds: ['kortprognos'] })
    expect(await customerBundle(house.app, FACTS.kund.orgnr)).toBe(served)
    for (const by of [CLERK, COLLEAGUE]) await releaseTemplate(house.app, 'foljebrev', house.app.actor(by))
    expect(Buffer.compare(Buffer.from((await customerBundle(house.app, FACTS.kund.orgnr)).pdf), Buffer.from(pdf))).not.toBe(0)
  })

  it('is gone from a folder that is written again without it', async () => {
    await packCall()
    expect(['paket.pdf', 'paket.zip'].map((name) => existsSync(join(folder, name)))).toEqual([false, false])
  })

  it('that cannot be made takes nothing from the papers, which are written and said to be', async () => {
    const { bytes } = await exportTemplate(house.app, 'foljebrev', null)
    await importTemplate(house.app, { file: withDocument(bytes, '{{kund.namn}}', '{{avtal.befintligtGrundavtal.avtalsnummer}}'), by: house.app.actor(CLERK), kind: 'foljebrev' })
    const answer = await packCall('--bundle')
    expect(answer).toMatchObject({ exit: 4, text: expect.stringContaining(`  Filer: ${folder}\n  Samlat: INTE gjort (facts-missing)`) })
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['raps-1.pdf', 'manifest.json']))
    expect(existsSync(join(folder, 'paket.pdf'))).toBe(false)
  })

  it('is not made of drafts, and its letter is never issued', async () => {
    expect(await packCall('--bundle', '--draft')).toMatchObject({ exit: 2 })
    const refused = await failureOf(packed(house, FACTS, { kinds: ['foljebrev'] }))
    expect([refused.code, refused.message]).toEqual(['kind-unknown', expect.stringContaining('--bundle')])
  })
})
