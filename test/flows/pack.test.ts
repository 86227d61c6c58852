import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { kindOf } from '../../contracts/kinds.js'
import { readPageCode } from '../../signing/page-code.js'
import type { Facts } from '../../templates/facts.js'
import { manifestSchema, type Manifest } from '../../src/flows/manifest.js'
import { pack } from '../../src/flows/pack.js'
import { writePack } from '../../src/flows/write-pack.js'
import { shippedKinds } from '../../src/program-files.js'
import { allEvents } from '../../src/storage/events.js'
import { documentOf, factsOf, openHouse, packed, wait, type House } from '../open-house.js'
import { hasPdftotext, pdfText, squashed, wordText } from '../read-papers.js'

const LILLFORS = factsOf('lillfors-kommun')

let house: House
let manifest: Manifest
let folder: string

beforeAll(async () => {
  house = await openHouse()
  const outcome = await pack(house.app, { facts: LILLFORS, stage: 'signing', kinds: null, reissue: null })
  ;({ folder, manifest } = await writePack(house.app, outcome, join(house.directory, 'paket')))
})

function onDisk(directory: string): Record<string, string> {
  return Object.fromEntries(readdirSync(directory).sort().map((name) => [name, createHash('sha256').update(readFileSync(join(directory, name))).digest('hex')]))
}

async function eventCount(): Promise<number> {
  let count = 0
  for await (const _ of allEvents(house.app.store.read)) count += 1
  return count
}

describe('the same facts packed twice', () => {
  it('give the same versions, the same bytes in every file and no new event', async () => {
    const [before, events] = [onDisk(folder), await eventCount()]
    wait(house, 60 * 24)
    const again = await pack(house.app, { facts: LILLFORS, stage: 'signing', kinds: null, reissue: null })
    const written = await writePack(house.app, again, join(house.directory, 'paket'))
    expect(again.documents.map(({ made }) => made)).toEqual(again.documents.map(() => 'unchanged'))
    expect(onDisk(written.folder)).toEqual(before)
    expect(await eventCount()).toBe(events)
  })

  it('give the same bytes into another folder', async () => {
    const again = await pack(house.app, { facts: LILLFORS, stage: 'signing', kinds: null, reissue: null })
    const written = await writePack(house.app, again, join(house.directory, 'annan'))
    expect(onDisk(written.folder)).toEqual(onDisk(folder))
  })

  it('mend a file that somebody changed or removed in the folder', async () => {
    const before = onDisk(folder)
    writeFileSync(join(folder, 'raps-1.pdf'), 'inte en PDF')
    rmSync(join(folder, 'rutiner.docx'))
    await writePack(house.app, await pack(house.app, { facts: LILLFORS, stage: 'signing', kinds: null, reissue: null }), join(house.directory, 'paket'))
    expect(onDisk(folder)).toEqual(before)
  })
})

describe('the manifest', () => {
  it('is what lies beside the files, and its schema holds', () => {
    const written: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(manifestSchema.parse(written)).toEqual(manifest)
    expect(manifest).toMatchObject({ customer: { orgnr: LILLFORS.kund.orgnr, name: 'Lillfors kommun' }, stage: 'signing', issuedAt: '2026-11-22T09:00:00.000Z' })
  })

  it('names every file in the folder with its size and SHA-256, and nothing else lies there', () => {
    const named = manifest.documents.flatMap(({ files }) => files)
    expect(Object.fromEntries(named.map(({ path, sha256 }) => [path, sha256]).sort())).toEqual(Object.fromEntries(Object.entries(onDisk(folder)).filter(([name]) => name !== 'manifest.json')))
    for (const { path, bytes } of named) expect(statSync(join(folder, path)).size).toBe(bytes)
  })

  it('has one Word file and one PDF for each exemplar with its holder', () => {
    for (const { kind, files } of manifest.documents) {
      const { holders } = kindOf(kind)
      expect(files.filter(({ path }) => path.endsWith('.docx')).map(({ path, exemplar }) => [path, exemplar])).toEqual([[`${kind}.docx`, undefined]])
      const pdfs = files.filter(({ mediaType }) => mediaType === 'application/pdf').map(({ path, exemplar, holder }) => [path, exemplar, holder])
      const expected = holders.length === 1 ? [[`${kind}.pdf`, undefined, holders[0]]] : holders.map((holder, index) => [`${kind}-${index + 1}.pdf`, index + 1, holder])
      expect(pdfs).toEqual(expected)
    }
  })

  it('places two codes on every page for each exemplar, within the paper, at the same place for all exemplars', () => {
    for (const { kind, code, pageCount, pages } of manifest.documents) {
      const { holders } = kindOf(kind)
      expect(pages.map(({ page }) => page)).toEqual(Array.from({ length: pageCount }, (_, index) => index + 1))
      for (const { page, widthPt, heightPt, codes } of pages) {
        expect(codes.map(({ exemplar, corner }) => `${exemplar} ${corner}`).sort()).toEqual(holders.flatMap((_, index) => [`${index + 1} bottomLeft`, `${index + 1} topRight`]).sort())
        expect(new Set(codes.map(({ corner, xPt, yPt, sizePt }) => `${corner} ${xPt} ${yPt} ${sizePt}`)).size).toBe(2)
        for (const { exemplar, text, xPt, yPt, sizePt } of codes) {
          expect(readPageCode(text, house.app.pageKeys.keyOf)).toEqual({ ok: { keyId: house.app.pageKeys.current.id, code, exemplar, page, pageCount } })
          expect(Math.min(xPt, yPt, widthPt - xPt - sizePt, heightPt - yPt - sizePt)).toBeGreaterThan(0)
        }
      }
    }
  })

  it('has a signature box for every signatory of every party that signs, within its page and apart from the others', () => {
    for (const { kind, pages, signatureBoxes } of manifest.documents) {
      const { signs, life } = kindOf(kind)
      const expected = life === 'delivery-appendix' ? [] : signs.flatMap((party) => (party === 'kund' ? LILLFORS.undertecknare?.map(() => 'kund') ?? [] : [party]))
      expect(signatureBoxes.map(({ party }) => party).sort()).toEqual([...expected].sort())
      expect(new Set(signatureBoxes.map(({ id }) => id)).size).toBe(signatureBoxes.length)
      for (const box of signatureBoxes) {
        const paper = pages.find(({ page }) => page === box.page)
        expect(Math.min(box.xPt, box.yPt, (paper?.widthPt ?? 0) - box.xPt - box.widthPt, (paper?.heightPt ?? 0) - box.yPt - box.heightPt)).toBeGreaterThan(0)
        const overlaps = signatureBoxes.filter((other) => other !== box && other.page === box.page && other.xPt < box.xPt + box.widthPt && box.xPt < other.xPt + other.widthPt && other.yPt < box.yPt + box.heightPt && box.yPt < other.yPt + other.heightPt)
        expect(overlaps).toEqual([])
      }
    }
  })

  it('says where the codes are really printed', async () => {
    const { pages, files } = documentOf(manifest, 'grundavtal')
    const dpi = 144
    const [raster] = await house.app.imaging.rasterPdf(readFileSync(join(folder, files.find(({ exemplar }) => exemplar === 2)?.path ?? '')), dpi)
    if (raster === undefined) throw new Error('the PDF has no page')
    const darkness = (xPt: number, yPt: number, sizePt: number): number => {
      const [left, top, side] = [Math.round(xPt * 2), Math.round(raster.heightPx - (yPt + sizePt) * 2), Math.round(sizePt * 2)]
      let dark = 0
      for (let y = top; y < top + side; y += 1) for (let x = left; x < left + side; x += 1) if ((raster.pixels[(y * raster.widthPx + x) * raster.channels] ?? 255) < 128) dark += 1
      return dark / (side * side)
    }
    for (const { xPt, yPt, sizePt } of pages[0]?.codes ?? []) {
      expect(darkness(xPt, yPt, sizePt)).toBeGreaterThan(0.35)
      const quiet = (4 * sizePt) / 25
      const around = darkness(xPt - quiet, yPt - quiet, sizePt + 2 * quiet) * (sizePt + 2 * quiet) ** 2 - darkness(xPt, yPt, sizePt) * sizePt ** 2
      expect(around / sizePt ** 2).toBeLessThan(0.1)
    }
  })
})

describe('what a pack holds', () => {
  const kindsOf = async (slug: string, change?: (facts: Facts) => Facts): Promise<string[]> => (await packed(house, factsOf(slug, change))).documents.map(({ kind }) => kind)

  it('is the step-4 folder with six appendices, one application for each handläggare and the forecast', () => {
    expect(manifest.documents.map(({ kind }) => kind)).toEqual([
      'grundavtal', 'tjansteavtal', 'raps', 'rutiner', 'leveransavtal', ...[1, 2, 3, 4, 5, 6].map((number) => `leveransavtal-bilaga-${number}`), 'handlaggare-ansokan', 'kortprognos',
    ])
  })

  it('leaves the Grundavtal out where the facts name an existing one', async () => {
    expect(await kindsOf('region-vastmarken')).not.toContain('grundavtal')
  })

  it('has the SIS/DNV application where SIS-approved cards are chosen, and not where they are not', async () => {
    expect(await kindsOf('tallmo-omsorg')).toContain('sis-dnv-ansokan')
    expect(await kindsOf('vardgruppen-solbacka')).not.toContain('sis-dnv-ansokan')
  })

  it('is just the kinds asked for, and those due later only when asked for', async () => {
    const { documents } = await packed(house, LILLFORS, { kinds: ['nyckel-kvittens', 'ra-kort-kvittens', 'korrekturblankett', 'utvardering', 'checklista'] })
    expect(documents.map(({ kind }) => kind)).toEqual(['nyckel-kvittens', 'ra-kort-kvittens', 'korrekturblankett', 'utvardering', 'checklista'])
  })

  it('covers every kind that there is a text for', () => {
    for (const kind of shippedKinds()) expect(kindOf(kind).id).toBe(kind)
  })

  it('gives each handläggare an application of their own, with a file of its own', async () => {
    const { documents } = await packed(house, factsOf('lillfors-kommun', (facts) => withSecondHandlaggare({ ...facts, kund: { ...facts.kund, orgnr: '212000-0142', hsaId: 'SE2120000142-E0000000001' } })), { kinds: ['handlaggare-ansokan'] })
    expect(documents.map(({ files }) => files.map(({ path }) => path))).toEqual([['handlaggare-ansokan.docx', 'handlaggare-ansokan.pdf'], ['handlaggare-ansokan.2.docx', 'handlaggare-ansokan.2.pdf']])
    const texts = await Promise.all(documents.map(async ({ files }) => wordText(await house.app.archive.read(files[0]?.sha256 ?? ''), 'body')))
    expect(texts.map((text) => [text.includes('Eva Holmgren'), text.includes('Ola Andersson-Ek')])).toEqual([[true, false], [false, true]])
  })
})

function withSecondHandlaggare(facts: Facts): Facts {
  const [first] = facts.kontakter?.handlaggare ?? []
  if (first === undefined) throw new Error('the customer has no handläggare')
  return { ...facts, kontakter: { ...facts.kontakter, handlaggare: [first, { ...first, namn: 'Ola Andersson-Ek', personnummer: '19900101-2385' }] } }
}

describe.runIf(hasPdftotext)('the Word file and the PDF of every document', () => {
  it('say the same words', async () => {
    for (const { kind, files } of manifest.documents) {
      const [word, pdf] = [files.find(({ path }) => path.endsWith('.docx')), files.find(({ path }) => path.endsWith('.pdf'))]
      const inPdf = squashed(pdfText(readFileSync(join(folder, pdf?.path ?? ''))))
      const inWord = squashed(wordText(readFileSync(join(folder, word?.path ?? '')), 'all'))
      const spoken = (text: string): string[] => [...new Set(text.normalize('NFC').split(/[\s\u00AD\u00A0\u2010\u2011/-]+/u).filter((token) => /\p{L}{3}/u.test(token)))]
      const onlyInWord = spoken(wordText(readFileSync(join(folder, word?.path ?? '')), 'body')).filter((token) => !inPdf.includes(squashed(token)))
      const pdfLines = pdfText(readFileSync(join(folder, pdf?.path ?? ''))).replaceAll(/\u00AD?[-\u2010]\n(?=\p{Ll})/gu, '')
      // The printed code and the exemplar stand on paper only.
      const onlyInPdf = spoken(pdfLines).filter((token) => token !== 'Exemplar' && !/^(A1\.\w{2}\.|\w\w\.\w\w\.\w{13}$)/.test(token) && !inWord.includes(squashed(token)))
      expect({ kind, onlyInWord, onlyInPdf }).toEqual({ kind, onlyInWord: [], onlyInPdf: [] })
    }
  })

  it('say EXEMPEL on every page while the parties are examples, and that the template is not reviewed', async () => {
    for (const { files, pageCount } of manifest.documents) {
      const pdf = files.find(({ path }) => path.endsWith('.pdf'))
      const pages = pdfText(readFileSync(join(folder, pdf?.path ?? ''))).split('\f').slice(0, -1)
      expect(pages.map((page) => page.includes('EXEMPEL'))).toEqual(Array.from({ length: pageCount }, () => true))
      expect(pages.every((page) => page.includes('ej juridiskt granskad'))).toBe(true)
    }
  })

  it('number every page and name its exemplar and printed code', () => {
    const { code, pageCount } = documentOf(manifest, 'raps')
    const pages = pdfText(readFileSync(join(folder, 'raps-2.pdf'))).split('\f').slice(0, -1)
    pages.forEach((page, index) => {
      expect(page).toContain(`${index + 1} av ${pageCount}`)
      expect(page).toContain('Exemplar 2 av 2')
      expect(page).toContain(`${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`)
    })
  })

  it('forbid signing in the Word file and not in the PDF', () => {
    expect(wordText(readFileSync(join(folder, 'raps.docx')), 'all')).toMatch(/får ej undertecknas/i)
    expect(pdfText(readFileSync(join(folder, 'raps-1.pdf')))).not.toMatch(/får ej undertecknas/i)
  })
})
