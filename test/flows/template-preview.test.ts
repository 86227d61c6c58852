import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { exportTemplate } from '../../src/flows/template.js'
import { previewTemplate, type Preview } from '../../src/flows/template-preview.js'
import { pack } from '../../src/flows/pack.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { shippedKinds } from '../../src/program-files.js'
import { allEvents } from '../../src/storage/events.js'
import { tampered } from '../templates/word/template-of.js'
import { factsOf, failureOf, openHouse, type House } from '../open-house.js'
import { hasPdftotext, pdfText, wordText } from '../read-papers.js'

const FACTS = factsOf('lillfors-kommun')
const ORGNR = FACTS.kund.orgnr
let house: House

beforeAll(async () => {
  house = await openHouse()
  await pack(house.app, { facts: FACTS, stage: 'draft', kinds: ['utvardering'], reissue: null })
})

const ofKind = (kind: string): Promise<Preview> => previewTemplate(house.app, { orgnr: ORGNR, kind, file: null })

async function eventCount(): Promise<number> {
  let count = 0
  for await (const _ of allEvents(house.app.store.read)) count += 1
  return count
}

describe('a preview', () => {
  it('of every kind leaves nothing in the register or the archive', async () => {
    const before = await eventCount()
    for (const kind of shippedKinds()) expect((await ofKind(kind)).customer).toBe('Lillfors kommun')
    expect(await eventCount()).toBe(before)
    const { faults, litter } = await verifyEverything(house.app)
    expect([faults, litter]).toEqual([[], []])
  })

  it.runIf(hasPdftotext)('says on every page that it is a draft and a preview, and no page has letters of a code', async () => {
    const { pdf, docx, pageCount } = await ofKind('raps')
    const pages = pdfText(pdf).split('\f').slice(0, -1)
    expect(pages).toHaveLength(pageCount)
    expect(pages.filter((page) => !page.includes('UTKAST – Förhandsvisning') || !page.includes('Får ej undertecknas'))).toEqual([])
    expect(pdfText(pdf)).not.toMatch(/A1\.\w{2}\.|\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b/)
    expect(wordText(docx ?? new Uint8Array(), 'all')).toContain('UTKAST')
    expect(wordText(docx ?? new Uint8Array(), 'all')).toContain('Versionskod ingen (förhandsvisning)')
  })

  it('carries no symbol that a scanner could read', async () => {
    const { pdf } = await ofKind('utvardering')
    const path = join(house.directory, 'preview.pdf')
    writeFileSync(path, pdf)
    expect((await house.app.imaging.readPages({ path })).flatMap(({ codes }) => codes)).toEqual([])
  })

  it('shows what the customer lacks as gaps', async () => {
    const { gaps } = await previewTemplate(house.app, { orgnr: ORGNR, kind: null, file: tampered((await exportTemplate(house.app, 'utvardering', null)).bytes, { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ' {{kund.peppolId}} {{kund.peppolId}}</w:t></w:r></w:p>') }) })
    expect(gaps).toEqual(FACTS.kund.peppolId === undefined ? ['[saknas: kund.peppolId]'] : [])
  })

  it('of a file not yet taken in is of that file', async () => {
    const docx = tampered((await exportTemplate(house.app, 'utvardering', null)).bytes, { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ' PROVORD</w:t></w:r></w:p>') })
    const preview = await previewTemplate(house.app, { orgnr: ORGNR, kind: null, file: docx })
    expect([preview.kind, wordText(preview.docx ?? new Uint8Array(), 'all')]).toEqual(['utvardering', expect.stringContaining('PROVORD')])
    expect(wordText(preview.docx ?? new Uint8Array(), 'all')).toContain('Utgåva ej inläst')
  })
})

describe('a preview is refused', () => {
  it('for a customer nobody has registered', async () => {
    expect((await failureOf(previewTemplate(house.app, { orgnr: '212000-0142', kind: 'raps', file: null }))).code).toBe('customer-unknown')
  })

  it('of a kind there is not', async () => {
    expect((await failureOf(ofKind('rapps'))).code).toBe('kind-unknown')
  })

  it('of a faulty file, with every fault by its place', async () => {
    const docx = tampered((await exportTemplate(house.app, 'utvardering', null)).bytes, { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ' {{kund.nanm}}</w:t></w:r></w:p>') })
    const failure = await failureOf(previewTemplate(house.app, { orgnr: ORGNR, kind: null, file: docx }))
    expect([failure.code, failure.faults.length]).toEqual(['template-invalid', 1])
  })
})
