import { beforeAll, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../signing/scan-report.js'
import { analyseScan } from '../../src/flows/analyse-scan.js'
import { assignPage } from '../../src/flows/desk-assign.js'
import { discardPage } from '../../src/flows/desk-discard.js'
import { deskScan } from '../../src/flows/desk.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { scan } from '../../src/flows/scan.js'
import { CLERK, COLLEAGUE, documentOf, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'
import { confirmed, copierPdf, inCopier, sheetsOf } from '../signed-scans.js'

const KIND = 'handlaggare-ansokan'
const FACTS = factsOf('lillfors-kommun')

let house: House
let document: Manifest['documents'][number]
let received: ScanReport

/** An application of two pages, of which the second could not be read when it came. */
async function receivedTired(name: string): Promise<ScanReport> {
  const { imaging } = house.app
  const readPages: typeof imaging.readPages = async (...file) => (await imaging.readPages(...file)).map((page) => (page.sourcePage === 2 ? { ...page, codes: [], unreadable: 'Sidan tog för lång tid att läsa.' } : page))
  const [report] = await scan({ ...house.app, imaging: { ...imaging, readPages } }, [inCopier(house, name, await copierPdf(house, sheetsOf(document), name))])
  if (report === undefined) throw new Error('a file read gives a report')
  return report
}

beforeAll(async () => {
  house = await openHouse()
  document = documentOf(await packed(house, FACTS, { kinds: [KIND] }), KIND)
  received = await receivedTired('lillfors.pdf')
})

/** The program as one person has it, to whom `other` happens between looking and writing. */
function inBetween(other: () => Promise<unknown>): House['app'] {
  const { app } = house
  const waiting = [other]
  return { ...app, store: { ...app.store, write: async (work) => {
    await waiting.pop()?.()
    return app.store.write(work)
  } } }
}

const assigned = (app: House['app']) => assignPage(app, { scan: received.scan, sourcePage: 2, code: document.code, exemplar: 1, page: 2, by: app.actor(CLERK), reason: 'Koden syns inte', override: null })
const discarded = (app: House['app']) => discardPage(app, { scan: received.scan, sourcePage: 2, by: app.actor(COLLEAGUE), reason: 'Ser tom ut' })

describe('a page on the desk that two persons have before them', () => {
  it('is not assigned to a document that was replaced while the page was compared', async () => {
    expect(received.unmatched).toMatchObject([{ sourcePage: 2, reason: 'unreadable', why: 'sidan är inte läst. Sidan tog för lång tid att läsa. Undersök skanningen igen, eller skanna om sidan ensam' }])
    const reissued = { ...FACTS, kontakter: { ...FACTS.kontakter, handlaggare: FACTS.kontakter?.handlaggare?.map((one) => ({ ...one, telefon: '010-100 20 99' })) } }
    const refused = await failureOf(assigned(inBetween(() => packed(house, reissued, { kinds: [KIND], reissue: { by: house.app.actor(COLLEAGUE), reason: 'Nytt nummer' } }))))
    expect([refused.code, refused.message]).toEqual(['transition-refused', expect.stringContaining('ersatt eller makulerad')])
    expect(await deskScan(house.app, received.scan)).toMatchObject({ pages: { waiting: 1 }, assigned: [] })
  })

  it('is not put away from under a confirmation that came to rest on it meanwhile, when it was read again', async () => {
    document = documentOf(await packed(house, factsOf('vardgruppen-solbacka'), { kinds: [KIND] }), KIND)
    received = await receivedTired('solbacka.pdf')
    const readAndConfirmed = async (): Promise<void> => {
      await analyseScan(house.app, received.scan, () => undefined, () => undefined)
      await confirmed(house, received, document.code, 'kund')
    }
    const refused = await failureOf(discarded(inBetween(readAndConfirmed)))
    expect([refused.code, refused.message]).toEqual(['transition-refused', expect.stringContaining('underlag för en bekräftelse')])
    expect(await deskScan(house.app, received.scan)).toMatchObject({ pages: { inDocuments: 2, discarded: 0 } })
    expect((await failureOf(assigned(house.app))).code).toBe('already-recorded')
  })

  it('is assigned to no other page than its code says, when that was read while it was compared', async () => {
    document = documentOf(await packed(house, factsOf('region-vastmarken'), { kinds: [KIND] }), KIND)
    received = await receivedTired('region.pdf')
    const refused = await failureOf(assigned(inBetween(() => analyseScan(house.app, received.scan, () => undefined, () => undefined))))
    expect(refused.code).toBe('already-recorded')
    expect(await deskScan(house.app, received.scan)).toMatchObject({ pages: { inDocuments: 2 }, assigned: [] })
  })
})
