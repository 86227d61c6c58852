import { beforeAll, describe, expect, it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFName, rgb } from 'pdf-lib'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { confirm } from '../../src/flows/confirm.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { scan } from '../../src/flows/scan.js'
import { customerStatus } from '../../src/flows/status.js'
import { exportTemplate, releaseTemplate, templateHistory } from '../../src/flows/template.js'
import { checkTemplate } from '../../src/flows/template-check.js'
import { templateDiff } from '../../src/flows/template-diff.js'
import { importTemplate, type ImportedTemplate } from '../../src/flows/template-import.js'
import { previewTemplate } from '../../src/flows/template-preview.js'
import { unseenFieldFaults } from '../../src/flows/unseen-field-faults.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import type { Facts } from '../../templates/facts.js'
import { CLERK, COLLEAGUE, documentOf, factsOf, failureOf, openHouse, packed, setParties, type House } from '../open-house.js'
import { hasPdftotext, pdfText } from '../read-papers.js'
import { exemplarPdf, inCopier } from '../signed-scans.js'
import { MAP, mapWith, thirdPartyForm } from '../templates/form/third-party-form.js'

const KIND = 'sis-dnv-ansokan'
const AUTHOR = 'Maja Mallansvarig'
const SECOND = { namn: 'Hjördis Ängström', befattning: 'Ekonomichef', beslut: 'Styrelsen 2026-10-01 § 3' }
const twoSign = (facts: Facts): Facts => ({ ...facts, undertecknare: [...(facts.undertecknare ?? []), SECOND] })

let house: House
let form: Uint8Array
let manifest: Manifest

const hand = (file: Uint8Array, map: unknown = null, kind: string | null = KIND): Promise<ImportedTemplate> => importTemplate(house.app, { file, by: house.app.actor(AUTHOR), kind, map })
const theirs = (): Manifest['documents'][number] => documentOf(manifest, KIND)

beforeAll(async () => {
  house = await openHouse()
  await setParties(house, { exempel: false })
  form = await thirdPartyForm()
  await hand(form, MAP)
  for (const person of [CLERK, COLLEAGUE]) await releaseTemplate(house.app, KIND, house.app.actor(person))
  manifest = await packed(house, factsOf('tallmo-omsorg', twoSign), { kinds: [KIND] })
})

describe('a third party’s PDF form in a pack', () => {
  it('is issued as a PDF alone, with its places to sign as the map says', () => {
    const { files, pages, signatureBoxes, pageCount, edition } = theirs()
    expect([files.map(({ path, mediaType }) => [path, mediaType]), pageCount, edition]).toEqual([[[`${KIND}.pdf`, 'application/pdf']], 2, '2'])
    expect(signatureBoxes.map(({ id, party, page, role }) => [id, party, page, role])).toEqual([['kund-1', 'kund', 2, 'Verkställande direktör'], ['kund-2', 'kund', 2, 'Ekonomichef']])
    expect(pages.map(({ codes }) => codes.length)).toEqual([2, 2])
    for (const { xPt, yPt, widthPt, heightPt } of signatureBoxes) expect(xPt > 50 && yPt > 90 && xPt + widthPt < 550 && yPt + heightPt < 750 && widthPt > 210).toBe(true)
  })

  it.runIf(hasPdftotext)('says what the facts say, and nothing in it can be filled in again', async () => {
    const pdf = await exemplarPdf(house, theirs(), 1)
    const text = pdfText(pdf)
    for (const words of ['Ansökan om utfärdartillstånd', 'Tallmo', '310', 'Hjördis Ängström, Ekonomichef', 'Övrig', 'Sida 2 av 2', 'Exemplar 1 av 1']) expect(text).toContain(words)
    expect(Buffer.from(pdf).toString('latin1')).not.toMatch(/AcroForm|\/Widget|EmbeddedFile/)
    expect(text).not.toContain('ej juridiskt granskad')
  })

  it('keeps its version and bytes while the facts say the same, and gets another when they do not', async () => {
    const again = documentOf(await packed(house, factsOf('tallmo-omsorg', twoSign), { kinds: [KIND] }), KIND)
    expect(again).toEqual(theirs())
    const changed = factsOf('tallmo-omsorg', (facts) => twoSign({ ...facts, kund: { ...facts.kund, namn: 'Tallmo Hälsa AB' } }))
    const refused = await failureOf(packed(house, changed, { kinds: [KIND] }))
    expect(refused.code).toBe('reissue-needed')
    expect(JSON.stringify([refused.message, refused.faults])).toContain('Tallmo Hälsa AB')
  })

  it('is signed when its paper has been printed, signed, copied and confirmed', async () => {
    const document = theirs()
    const pile = await printSignScan(house.app.imaging, [{ pdf: await exemplarPdf(house, document, 1), boxes: document.signatureBoxes }], { dpi: 200, seed: 4, upsideDown: [2], shuffle: true })
    const [report] = await scan(house.app, [inCopier(house, 'ansokan.pdf', pile)])
    expect(report?.documents).toMatchObject([{ code: document.code, kind: KIND, verdict: 'complete', pages: { expected: 2, found: [1, 2], missing: [] }, signatureBoxes: [{ id: 'kund-1', page: 2 }, { id: 'kund-2', page: 2 }] }])
    await confirm(house.app, { scan: report?.scan ?? '', document: document.code, party: 'kund', exemplar: null, by: house.app.actor(CLERK), on: null, override: null })
    const status = await customerStatus(house.app, factsOf('tallmo-omsorg').kund.orgnr)
    expect(status.documents.find(({ code }) => code === document.code)).toMatchObject({ kind: KIND, signedBy: ['kund'] })
    expect((await verifyEverything(house.app)).faults).toEqual([])
  })
})

describe('a draft of it', () => {
  it.runIf(hasPdftotext)('shows its gaps, is marked, and is refused as a signing copy for the same reason', async () => {
    const bare = factsOf('lillfors-kommun', (facts) => ({ ...facts, kort: { ...facts.kort, sisKort: 'ej-beslutat', utformning: undefined } }))
    const draft = documentOf(await packed(house, bare, { stage: 'draft', kinds: [KIND] }), KIND)
    expect(draft.files.map(({ path }) => path)).toEqual([`${KIND}.pdf`])
    const text = pdfText(await house.app.archive.read(draft.files[0]?.sha256 ?? ''))
    for (const words of ['UTKAST – Får ej undertecknas', '[saknas: sisDnv.antalKort]', '[saknas: kort.utformning]', 'Utkast']) expect(text).toContain(words)
    expect((await failureOf(packed(house, bare, { kinds: [KIND] }))).code).toBe('facts-missing')
  })
})

describe('a text that does not fit its field', () => {
  it('is refused by its field and never cut, and nothing is issued', async () => {
    const long = factsOf('vardgruppen-solbacka', (facts) => ({ ...facts, kund: { ...facts.kund, namn: `Vårdgruppen ${'Solbackas förenade hemsjukvårdsenheter '.repeat(4)}AB` } }))
    const refused = await failureOf(packed(house, long, { stage: 'draft', kinds: [KIND] }))
    expect([refused.code, refused.faults.map(({ path }) => path)]).toEqual(['text-too-long', ['Fält Org.namn']])
    await expect(customerStatus(house.app, long.kund.orgnr)).rejects.toMatchObject({ code: 'customer-unknown' })
  })
})

describe('the form as a template', () => {
  it('comes back from an export with its map inside, and is then known as the current edition', async () => {
    const { bytes, edition } = await exportTemplate(house.app, KIND, null)
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-')
    expect(edition).toMatchObject({ kind: KIND, author: AUTHOR })
    expect((await failureOf(hand(bytes, null, null))).code).toBe('already-recorded')
    expect((await failureOf(hand(form, MAP))).code).toBe('already-recorded')
  })

  it('is a new edition with another map, and the difference says which field is filled otherwise', async () => {
    const { edition, replaces } = await hand(form, mapWith({ Kommentar: '{{kund.webb}}' }))
    const { changes } = await templateDiff(house.app, KIND, { from: replaces?.edition ?? null, to: edition.edition })
    expect(changes).toMatchObject([{ type: 'changed', section: 'Fält', before: 'Kommentar (textfält): ‹för hand›', after: 'Kommentar (textfält): {{kund.webb}}' }])
    expect((await templateDiff(house.app, KIND, { from: '1', to: edition.edition })).changes.length).toBeGreaterThan(10)
    expect((await templateHistory(house.app, KIND)).map(({ author }) => author)).toEqual([AUTHOR, AUTHOR, 'Anslut'])
  })

  it.runIf(hasPdftotext)('can be previewed before it is taken in, without a code and without a Word file', async () => {
    const preview = await previewTemplate(house.app, { orgnr: factsOf('tallmo-omsorg').kund.orgnr, kind: KIND, file: form, map: mapWith({ Kommentar: '{{kund.gln}}' }) })
    expect([preview.kind, preview.docx, preview.pageCount]).toEqual([KIND, null, 2])
    const path = join(house.directory, 'forhand.pdf')
    writeFileSync(path, preview.pdf)
    expect((await house.app.imaging.readPages({ path })).flatMap(({ codes }) => codes)).toEqual([])
    expect(pdfText(preview.pdf)).toContain('UTKAST – Förhandsvisning')
  })

  it('is refused by the fields that paper would not show, which only trying them tells', async () => {
    const black = await thirdPartyForm((pdf) => {
      pdf.getPage(0).drawRectangle({ x: 60, y: 720, width: 300, height: 20, color: rgb(0, 0, 0) })
      for (const { dict } of pdf.getForm().getField('Org.namn').acroField.getWidgets()) dict.set(PDFName.of('MK'), pdf.context.obj({}))
      for (const widget of pdf.getForm().getField('Kort').acroField.getWidgets()) widget.setRectangle({ x: 60, y: 300, width: 80, height: 20 })
      pdf.getPage(0).drawRectangle({ x: 60, y: 300, width: 80, height: 20, color: rgb(0.9, 0.9, 0.9) })
    })
    const { code, faults } = await failureOf(hand(black, MAP))
    expect([code, faults]).toEqual(['template-invalid', [{ path: 'Fält Org.namn', message: expect.stringContaining('skulle inte synas på papper') }]])
    expect(await unseenFieldFaults(house.app.imaging, black, MAP)).toEqual(faults)
    expect([await unseenFieldFaults(house.app.imaging, form, MAP), await unseenFieldFaults(house.app.imaging, form, null), await unseenFieldFaults(house.app.imaging, new Uint8Array([0x50, 0x4b]), null)]).toEqual([[], [], []])
    const small = await thirdPartyForm((pdf) => pdf.getForm().getField('Kort').acroField.getWidgets().forEach((widget) => widget.setRectangle({ x: 380, y: 640, width: 80, height: 5 })))
    expect((await failureOf(hand(small, MAP))).faults).toEqual([{ path: 'Fält Kort', message: expect.stringContaining('inte ens en bokstav ryms') }])
  })

  it('is refused by each choice of its radio buttons that paper would not show, also when the first is seen', async () => {
    const dark = await thirdPartyForm((pdf) => {
      pdf.getPage(0).drawRectangle({ x: 155, y: 470, width: 30, height: 26, color: rgb(0, 0, 0) })
      const last = pdf.getForm().getRadioGroup('Kundtyp').acroField.getWidgets()[1]
      last?.dict.set(PDFName.of('AP'), pdf.context.obj({ N: { Landsting: pdf.context.register(pdf.context.stream('0 g 2 2 10 10 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 14, 14] })), Off: pdf.context.register(pdf.context.stream('', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 14, 14] })) } }))
    })
    expect(await unseenFieldFaults(house.app.imaging, dark, MAP)).toEqual([{ path: 'Fält Kundtyp', message: expect.stringContaining('”Landsting” skulle inte synas på papper') }])
  })

  it('tells what somebody has written in it already, which every customer would get', async () => {
    const begun = await thirdPartyForm((pdf) => {
      pdf.getForm().getTextField('Kommentar').setText('Ring Sten på 08-465 00 99')
      pdf.getForm().getCheckBox('Chip').check()
    })
    const told = (await checkTemplate(begun, KIND, mapWith({ Chip: null }))).notes.filter(({ path }) => path.startsWith('Fält'))
    expect(told).toEqual([{ path: 'Fält Kommentar', message: expect.stringContaining('redan ifyllt (”Ring Sten på 08-465 00 99”)') }, { path: 'Fält Chip', message: expect.stringContaining('redan ifyllt') }])
    expect((await checkTemplate(form, KIND, MAP)).notes.filter(({ path }) => path.startsWith('Fält'))).toEqual([])
  })

  it.each([
    ['a party that does not sign the kind', { signatures: [...MAP.signatures, { page: 1, xPt: 60, yPt: 100, widthPt: 200, heightPt: 50, party: 'svr' }] }, 'signatures.2'],
    ['no place for a party that signs it', { signatures: [] }, 'signatures'],
  ])('is refused with %s', async (_, changes, path) => {
    const refused = await failureOf(hand(form, mapWith({ Underskrift1: null }, changes)))
    expect([refused.code, refused.faults.map((fault) => fault.path)]).toEqual(['template-invalid', [path]])
  })
})
