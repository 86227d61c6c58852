import { beforeAll, describe, expect, it } from 'vitest'
import { PDFDocument, PDFName, PDFString, rgb, setTextRenderingMode, TextRenderingMode } from 'pdf-lib'
import { compareDraft } from '../../src/flows/draft-compare.js'
import { registerDraft } from '../../src/flows/draft-register.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { eventsOf } from '../../src/storage/events.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'
import { ownPdf, type OwnPdfLook } from '../own-pdf.js'
import { PHOTOGRAPH } from '../templates/sample-picture.js'

let house: House
let manifest: Manifest
const facts = factsOf('lillfors-kommun')

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, facts, { kinds: ['raps'] })
})

const TEXT = ['Vår egen tillämpningsanvisning för kort och certifikat.', 'Kortet lämnas ut mot legitimation efter 14 dagar.']
const HIDDEN = 'Inom nittionio dagar.'

/** What registering the file is refused for; comparing what cannot be believed is refused as well. */
async function refused(file: Uint8Array): Promise<string> {
  const before = (await eventsOf(house.app.store.read, facts.kund.orgnr)).length
  const failure = await failureOf(registerDraft(house.app, { file, document: documentOf(manifest, 'raps').code, by: house.app.actor(CLERK), reason: null, otherFacts: null }))
  expect((await eventsOf(house.app.store.read, facts.kund.orgnr)).length).toBe(before)
  expect(failure.code).toBe('draft-unreadable')
  return [failure.message, ...failure.faults.map(({ path, message }) => `${path}: ${message}`)].join('\n')
}

describe('a PDF that says something else when it is read than when it is printed', () => {
  it.each<[string, NonNullable<OwnPdfLook['onPage']>]>([
    ['white on white', (page, { font }) => page.drawText(HIDDEN, { x: 60, y: 300, size: 10, font, color: rgb(1, 1, 1) })],
    ['under a white area', (page, { font }) => {
      page.drawText(HIDDEN, { x: 60, y: 300, size: 10, font })
      page.drawRectangle({ x: 40, y: 280, width: 400, height: 60, color: rgb(1, 1, 1) })
    }],
    ['under a pattern', (page, { font }) => {
      page.drawText(HIDDEN, { x: 60, y: 300, size: 10, font })
      page.drawRectangle({ x: 40, y: 280, width: 400, height: 60, color: rgb(1, 1, 1) })
      for (let y = 280; y < 340; y += 4) page.drawRectangle({ x: 40, y, width: 400, height: 2 })
    }],
    ['outside the paper', (page, { font }) => page.drawText(HIDDEN, { x: 900, y: 300, size: 10, font })],
    ['drawn invisibly', (page, { font }) => {
      page.pushOperators(setTextRenderingMode(TextRenderingMode.Invisible))
      page.drawText(HIDDEN, { x: 60, y: 300, size: 10, font })
    }],
  ])('is refused by the page and the words: %s', async (_, onPage) => {
    expect(await refused(await ownPdf(TEXT, { onPage }))).toMatch(/Sida 1: texten ”.*nittionio.*” finns i filen men syns inte på papperet/)
  })

  it('is refused when it is a scan, with what to ask for instead, also for comparing', async () => {
    const document = await PDFDocument.create()
    document.addPage([595, 842]).drawImage(await document.embedJpg(PHOTOGRAPH.bytes), { x: 0, y: 0, width: 595, height: 842 })
    const scan = await document.save()
    expect(await refused(scan)).toMatch(/skanning eller bilder av sidor.*Be kunden om Word-filen/)
    expect((await failureOf(compareDraft(house.app, { file: scan, document: documentOf(manifest, 'raps').code }))).code).toBe('draft-unreadable')
  })
})

describe('a PDF that carries more than a text', () => {
  it('is refused with the script, the file or the lock it carries', async () => {
    const script = (document: PDFDocument): void => document.catalog.set(PDFName.of('OpenAction'), document.context.obj({ S: 'JavaScript', JS: PDFString.of('app.alert(1)') }))
    expect(await refused(await ownPdf(TEXT, { onDocument: script }))).toContain('JavaScript')
    expect(await refused(await ownPdf(TEXT, { onDocument: (document) => document.attach(new Uint8Array([1, 2, 3]), 'program.exe') }))).toContain('en bifogad fil')
    const locked = await ownPdf(TEXT, { onDocument: (document) => document.encrypt({ userPassword: 'hemligt', ownerPassword: 'hemligt' }) })
    expect(await refused(locked)).toContain('skyddad med lösenord')
  })

  it('is refused when its pages are ours, whose codes would then name two versions', async () => {
    const ours = documentOf(manifest, 'raps').files.find(({ path }) => path === 'raps-1.pdf')
    expect(await refused(await house.app.archive.read(ours?.sha256 ?? ''))).toContain('med våra sidkoder')
  })

  it('is refused when it is cut off or no PDF at all behind its first line', async () => {
    const whole = await ownPdf(TEXT)
    expect(await refused(new TextEncoder().encode('%PDF-1.7\nhej'))).toMatch(/skadad|ingen sida/)
    expect(await refused(whole.subarray(0, whole.length / 3))).toMatch(/skadad|skanning/)
  })
})
