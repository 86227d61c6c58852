import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { degrees, endMarkedContent, PDFBool, PDFDict, PDFDocument, PDFName, PDFNumber, PDFOperator, PDFOperatorNames, type PDFPage, PDFString, rgb, StandardFonts, type PDFTextField } from 'pdf-lib'
import { compareDraft, compareRegistered } from '../../src/flows/draft-compare.js'
import { dropDraft } from '../../src/flows/draft-drop.js'
import { registerDraft, type RegisteredDraft } from '../../src/flows/draft-register.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { printDecision } from '../../src/flows/print-decision.js'
import { approve } from '../../src/flows/record.js'
import { customerStatus } from '../../src/flows/status.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { versionOf } from '../../src/storage/versions.js'
import { readDraft } from '../../templates/read-draft.js'
import { call } from '../cli/call.js'
import { BOARD, CLERK, documentOf, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'
import { ownPdf, type OwnPdfLook } from '../own-pdf.js'
import { pdfText } from '../read-papers.js'
import { confirmed, scanned, sheetsOf } from '../signed-scans.js'

let house: House
let manifest: Manifest
let restore: () => Promise<void>
const facts = factsOf('lillfors-kommun')

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, facts, { kinds: ['raps'] })
  restore = await house.remember()
})
beforeEach(() => restore())

const code = (): string => documentOf(manifest, 'raps').code
const spoken = (plain: string): string => `${plain.slice(0, 4)}-${plain.slice(4, 8)}-${plain.slice(8)}`
const again = (reason?: string): Promise<Manifest> => packed(house, facts, { kinds: ['raps'], ...(reason === undefined ? {} : { reissue: { by: house.app.actor(CLERK), reason } }) })
const register = (file: Uint8Array, document = code(), reason: string | null = null): Promise<RegisteredDraft> => registerDraft(house.app, { file, document, by: house.app.actor(CLERK), reason, otherFacts: null })
const fileOf = async (made: Manifest, kind: string, end: string): Promise<Uint8Array> => house.app.archive.read(documentOf(made, kind).files.find(({ path }) => path.endsWith(end))?.sha256 ?? '')

/** What was issued, as the customer saves it from a word processor after changing one number. */
async function returned(look: OwnPdfLook = {}, change: (text: string) => string = (text) => text.replace('inom 30 dagar och visas', 'inom 99 dagar och visas')): Promise<Uint8Array> {
  const { accepted } = readDraft(await fileOf(manifest, 'raps', '.docx'))
  const paragraphs = accepted.map(({ number, text }) => [number, text.replaceAll(' | ', '   ')].filter((part) => part !== null).join(' ')).map((text) => change(text.replaceAll(/[\u2610\u2612\u2010\u2011]/gu, '-')))
  return ownPdf(paragraphs, { header: (page) => `Lillfors kommun   Versionskod ${spoken(code())}   Sida ${page}`, ...look })
}

const own = (look: OwnPdfLook = {}): Promise<Uint8Array> => ownPdf(['Vår egen tillämpningsanvisning', 'Kortet lämnas ut mot legitimation efter 14 dagar. {{kund.namn}} är bara text.', 'Här står vad vi gör när ett kort har tappats bort.'], look)

describe('a customer\'s PDF', () => {
  it('is compared word by word with what was issued, whatever its lines and pages, and says which version it was made of', async () => {
    const compared = await compareDraft(house.app, { file: await returned({ widthPt: 700 }), document: null })
    expect(compared).toMatchObject({ code: code(), format: 'pdf', notCompared: [], isUnchanged: false, saysCode: null })
    expect(compared.differences.map(({ type, words }) => [type, ...words.filter(({ mark }) => mark !== 'same').map(({ text }) => text.trim())])).toEqual([['changed', '30', '99']])
    expect(compared.differences[0]?.place).toMatch(/^Avsnitt 2\.8 Granskning, stycke 2 \(sida \d+\)$/)
  })

  it('goes from registration to approved, printed decision, signed, scanned and complete, with no Word file', async () => {
    const file = await returned()
    const { code: issued, differences } = await register(file)
    expect(differences).toBe(1)
    expect(await register(file)).toMatchObject({ code: issued, isNew: false })
    const first = documentOf(await again(), 'raps')
    expect([first.code, first.files.map(({ path }) => path)]).toEqual([issued, ['raps-1.pdf', 'raps-2.pdf']])
    const content = (await versionOf(house.app.store.read, issued))?.contentSha256

    await approve(house.app, { code: issued, decision: 'Protokoll 7, § 12', by: house.app.actor(BOARD), on: null })
    const decided = await printDecision(house.app, { document: issued, by: house.app.actor(CLERK), reason: null })
    expect((await versionOf(house.app.store.read, decided.code))?.contentSha256).toBe(content)
    const made = await again()
    const raps = documentOf(made, 'raps')
    expect(raps.code).toBe(decided.code)
    const text = pdfText(await fileOf(made, 'raps', '-1.pdf')).replaceAll(/\s+/g, ' ')
    for (const said of ['inom 99 dagar', 'Protokoll 7, § 12', `Sida 1 av ${raps.pageCount}`, `Sida ${raps.pageCount} av ${raps.pageCount}`, `Undertecknas på sida ${raps.pageCount}`]) expect(text).toContain(said)

    const report = await scanned(house, [...sheetsOf(raps, 1), ...sheetsOf(raps, 2)])
    expect(report.documents.map(({ verdict, pages }) => [verdict, pages.missing])).toEqual([['complete', []], ['complete', []]])
    expect(report.documents[0]?.signatureBoxes.map(({ party, page }) => [party, page])).toEqual([['kund', raps.pageCount], ['kund', raps.pageCount], ['svr', raps.pageCount]])
    for (const party of ['kund', 'svr']) await confirmed(house, report, raps.code, party)
    expect((await customerStatus(house.app, facts.kund.orgnr)).documents.find((one) => one.code === raps.code)).toMatchObject({ stage: 'signed', approval: { on: '2026-11-22' }, signedBy: ['kund', 'svr'], customerText: { differences: 1 } })
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it('is put before the board with its differences and what no comparison tells in view', async () => {
    const { code: issued } = await register(await own({ onPage: (page) => page.drawRectangle({ x: 100, y: 200, width: 22, height: 22 }) }))
    const compared = await compareRegistered(house.app, issued)
    expect(compared.notCompared).toEqual(['Sida 1 visar bilder eller figurer. Det som står i dem är inte jämfört: läs sidorna.'])
    const { exit, text } = await call(house, 'draft', 'compare', '--document', issued)
    expect([exit, text]).toEqual([4, expect.stringContaining('{+Kortet lämnas ut mot legitimation efter 14 dagar. {{kund.namn}} är bara text.')])
    expect(text).not.toContain('SPÅRNING')
    expect(text).not.toContain('Protokoll och paragraf')
  })

  it('is compared by what paper shows: text struck through is told, lines under and beside text are none, and letters are read as they are printed', async () => {
    const rules = (page: PDFPage): void => {
      for (const [y, height] of [[741.4, 0.6], [735, 0.5], [722.4, 0.6]] as const) page.drawRectangle({ x: 60, y, width: 400, height })
      page.drawRectangle({ x: 55, y: 701, width: 450, height: 15, color: rgb(0.1, 0.2, 0.5), opacity: 0.2 })
    }
    const strike = (page: PDFPage): void => page.drawLine({ start: { x: 58, y: 746 }, end: { x: 120, y: 746 }, thickness: 1 })
    const text = ['Inledning', 'Kortet lämnas ut mot legitimation efter 14 dagar.', 'Pappersblanketter spärras inte.', 'Varje kort har gällande ägare.']
    const made = (onPage: (page: PDFPage) => void): Promise<Uint8Array> => ownPdf(text, { onPage })
    const { code: issued } = await register(await made(rules))
    expect(await compareDraft(house.app, { file: await made(rules), document: issued })).toMatchObject({ isUnchanged: true, notCompared: [] })
    const disguised = await compareDraft(house.app, { document: issued, file: await made((page) => {
      page.pushOperators(PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, ['/Span', '<</ActualText (Inledning)>>']))
      page.drawText('Efter 99 dagar.', { x: 60, y: 300, size: 10 })
      page.pushOperators(endMarkedContent())
    }) })
    expect(JSON.stringify(disguised.differences)).toContain('Efter 99 dagar.')
    const struck = await made((page) => (rules(page), strike(page)))
    expect(await compareDraft(house.app, { file: struck, document: issued })).toMatchObject({
      isUnchanged: false, differences: [{ type: 'changed', place: 'Sida 1, överkorsad text', words: [{ mark: 'removed', text: expect.stringMatching(/^Kortet lämnas/) }] }], notCompared: [expect.stringMatching(/^Sida 1 har ord som ett streck, en ruta eller en bild går över/)],
    })
  })

  it('whose font lets words be read as others than paper shows is told by page, to the clerk and to the board', async () => {
    const lying = await own({ onDocument: async (document) => {
      const font = await document.embedFont(StandardFonts.TimesRoman)
      document.addPage().drawText('Svar inom 99 dagar, efter prövning.', { x: 60, y: 600, size: 10, font })
      await font.embed()
      document.context.lookup(font.ref, PDFDict).set(PDFName.of('ToUnicode'), document.context.register(document.context.stream('1 beginbfchar <39> <0033> endbfchar')))
    } })
    const { code: issued } = await register(lying)
    const told = 'Sida 2 har text som kan vara en annan än den som syns: ”3” kan visas som ”9”. Läs sidorna ord för ord på papper, eller be kunden om Word-filen.'
    const registered = await compareRegistered(house.app, issued)
    expect(registered.notCompared).toEqual([told])
    expect(registered.differences.map(({ place }) => place)).toContain('Sida 2, text som kan vara en annan än den som syns')
    expect(await compareDraft(house.app, { file: lying, document: issued })).toMatchObject({ isUnchanged: true, notCompared: [told] })
    expect(await compareDraft(house.app, { file: lying, document: code() })).toMatchObject({ isUnchanged: false, notCompared: [told] })
  })

  it('whose words stand in form fields is compared with them, and refused where paper does not show what they say', async () => {
    const made = (change: (field: PDFTextField, document: PDFDocument) => void): Promise<Uint8Array> => own({ onDocument: (document) => {
      const field = document.getForm().createTextField('Tillägg')
      field.setText('Kunden ansvarar inte.')
      field.addToPage(document.getPage(0), { x: 60, y: 300, width: 300, height: 20, borderWidth: 0 })
      change(field, document)
    } })
    const { code: issued } = await register(await own())
    const compared = await compareDraft(house.app, { file: await made(() => undefined), document: issued })
    expect(compared.differences.map(({ type, words }) => [type, words.filter(({ mark }) => mark !== 'same').map(({ text }) => text.trim()).join()])).toEqual([['changed', 'Kunden ansvarar inte.']])
    const dicts = (field: PDFTextField): PDFDict[] => field.acroField.getWidgets().map(({ dict }) => dict)
    const unshown: [(field: PDFTextField, document: PDFDocument) => void, RegExp][] = [
      [(field) => dicts(field).forEach((dict) => dict.set(PDFName.of('F'), PDFNumber.of(0))), /^Sida 1: formulärfältet ”Tillägg” visar något på skärmen som inte kommer med på papperet/],
      [(_, document) => document.getForm().acroForm.dict.set(PDFName.of('NeedAppearances'), PDFBool.True), /^fil: filen har formulärfält som varje program ritar om för sig/],
    ]
    for (const [change, said] of unshown) {
      const file = await made(change)
      expect((await compareDraft(house.app, { file, document: issued })).notCompared.join()).toMatch(new RegExp(said.source.replace('^', '')))
      expect((await failureOf(register(file, issued))).faults.map(({ path, message }) => `${path}: ${message}`)).toEqual([expect.stringMatching(said)])
    }
  })

  it('with notes, marks and files beside its text is told to have them, and why it cannot be registered', async () => {
    const { code: issued } = await register(await own())
    const noted = await own({ onDocument: async (document) => {
      const note = document.context.register(document.context.obj({ Type: 'Annot', Subtype: 'StrikeOut', F: 4, Rect: [60, 700, 300, 712], QuadPoints: [60, 712, 300, 712, 60, 700, 300, 700], Contents: PDFString.of('Utgår'), T: PDFString.of('Kim Ek'), M: PDFString.of('D:20261101101500') }))
      document.getPage(0).node.set(PDFName.of('Annots'), document.context.obj([note]))
      await document.attach(new Uint8Array([1, 2, 3]), 'tillagg.txt')
    } })
    const compared = await compareDraft(house.app, { file: noted, document: issued })
    expect(compared).toMatchObject({ isUnchanged: false, differences: [], remarks: [{ by: 'Kim Ek', at: '2026-11-01', text: 'Överstruken text: Utgår', place: 'Sida 1' }, { by: '', at: null, text: 'Bifogad fil tillagg.txt: den är inte läst.', place: 'Filen' }] })
    expect(compared.notCompared.map((said) => said.slice(0, 80))).toEqual(expect.arrayContaining([expect.stringMatching(/registrera som den är\. Sida 1: /), expect.stringMatching(/registrera som den är\. fil: /)]))
  })

  it('is compared with the PDF that was issued before it, and takes its place', async () => {
    const { code: issued } = await register(await own())
    const revised = await ownPdf(['Vår egen tillämpningsanvisning', 'Kortet lämnas ut mot legitimation efter 21 dagar. {{kund.namn}} är bara text.', 'Här står vad vi gör när ett kort har tappats bort.'])
    expect((await compareDraft(house.app, { file: revised, document: issued })).differences.flatMap(({ words }) => words.filter(({ mark }) => mark !== 'same').map(({ text }) => text.trim()))).toEqual(['14', '21'])
    const { code: later } = await register(revised, issued)
    expect((await versionOf(house.app.store.read, issued))?.supersededBy).toBe(later)
    await dropDraft(house.app, { document: later, by: house.app.actor(CLERK), reason: 'Kunden ångrade sig' })
    expect(documentOf(await again('Åter till mallen'), 'raps').files.map(({ path }) => path)).toContain('raps.docx')
  })

  it('is approved by its file: another file with the same words makes the approval fall', async () => {
    const { code: issued } = await register(await own())
    await approve(house.app, { code: issued, decision: '§ 12', by: house.app.actor(BOARD), on: null })
    const refused = await failureOf(register(await own({ onPage: (page) => page.drawRectangle({ x: 100, y: 200, width: 90, height: 90 }) }), issued))
    expect([refused.code, refused.faults[0]?.message]).toEqual(['reissue-needed', 'godkännandet 2026-11-22 faller'])
  })

  it('on paper that is lying, turned, of A3 or cropped is stamped on A4 and read again page by page', async () => {
    const looks: ((page: PDFPage) => void)[] = [(page) => page.setSize(1191, 842), (page) => page.setRotation(degrees(90)), (page) => page.setSize(842, 1191), (page) => page.setCropBox(40, 40, 500, 760)]
    const pages = looks.flatMap((_, index) => [`Sidan ${index} säger vad vi gör när ett kort har tappats bort.`, '\f'])
    await register(await ownPdf(pages, { onPage: (page, { index }) => looks[index]?.(page) }))
    const made = await again()
    const raps = documentOf(made, 'raps')
    const sizes = (await PDFDocument.load(await fileOf(made, 'raps', '-1.pdf'))).getPages().map((page) => [page.getWidth(), page.getHeight()].map(Math.round).sort((a, b) => a - b))
    expect(sizes).toEqual(Array.from({ length: raps.pageCount }, () => [595, 842]))
    expect((await scanned(house, sheetsOf(raps, 1))).documents.map(({ verdict }) => verdict)).toEqual(['complete'])
  })

  it('is no deviation of an agreement, which shows every change beside it', async () => {
    const { code: agreement } = documentOf(await packed(house, facts, { kinds: ['tjansteavtal'] }), 'tjansteavtal')
    expect(await failureOf(register(await own(), agreement))).toMatchObject({ code: 'transition-refused', message: expect.stringContaining('be kunden om Word-filen') })
  })

  it('that says it is another document, or states a decision, is refused', async () => {
    const { code: rutiner } = documentOf(await packed(house, facts, { kinds: ['rutiner'] }), 'rutiner')
    expect((await failureOf(register(await ownPdf([`Versionskod ${spoken(rutiner)}`, 'En text som hör till en annan handling.']))))).toMatchObject({ code: 'transition-refused', message: expect.stringContaining('Filen säger själv att den är') })
    expect((await failureOf(register(await ownPdf(['Vår text är den här, och inget annat gäller.', 'Godkänd den (datum) 2026-10-01']))))).toMatchObject({ code: 'transition-refused', message: expect.stringContaining('2026-10-01') })
  })

  it('is registered on the command line, which says that there is no Word file', async () => {
    const path = join(house.directory, 'kundens.pdf')
    writeFileSync(path, await own())
    expect(await call(house, 'draft', 'register', path, '--document', code(), '--by', CLERK)).toMatchObject({ exit: 0, text: expect.stringContaining('Någon Word-fil finns inte') })
  })
})
