import { z } from 'zod'
import { mayDo } from '../../../contracts/rights.js'
import { Failure } from '../../../templates/failure.js'
import { swedishDay } from '../../flows/new-event.js'
import { scansUnderWay } from '../../storage/arrivals.js'
import { sourcesOf } from '../../storage/customer-links.js'
import { latestScans, pageCounts, scanFileNames, type PageCounts, type Scan } from '../../storage/scans.js'
import type { App } from '../../app.js'
import { formView } from '../form.js'
import { pageForm, type House, type Page } from '../page.js'
import { pagerView, pageStart } from '../pager.js'
import type { Reading } from '../scan-queue.js'
import { sourceLines } from './scan-sources.js'

const A_PAGE = 20
const STAGES: Readonly<Record<Reading['stage'], string>> = { waiting: 'Väntar på sin tur', reading: 'Läser sidorna', comparing: 'Jämför med det utfärdade', failed: 'Gick inte att läsa' }

/** *Skanning*: hand in a pile, watch it being read, and every scan with what became of its pages. */
export const SCANS_PAGE: Page = {
  path: '/skanning', right: 'read',
  show: async (visit) => {
    const { app, house, query, visitor } = visit
    const from = pageStart(query, A_PAGE)
    const { scans: shown, total } = await latestScans(app.store.read, { from, most: A_PAGE })
    const names = shown.map(({ sha256 }) => sha256)
    const [underWay, sources, counts] = await Promise.all([underWayOf(app, house), sourcesOf(app.store.read, names), pageCounts(app.store.read, names)])
    return {
      view: 'scans', title: 'Skanning', crumbs: [],
      content: {
        form: !mayDo(visitor.roles, 'work') ? null : formView(visit, {
          id: 'skanna', action: '/skanning', heading: '', button: 'Läs skanningarna', signedBy: 'nobody', intro: 'Lägg hela högen i en fil eller flera: ordningen spelar ingen roll, koderna på sidorna visar var de hör hemma. Sidorna får komma i flera omgångar.',
          fields: [{ kind: 'file', name: 'file', label: 'Filer från kopiatorn', hint: 'PDF, TIFF, JPEG eller PNG; högst 20 filer åt gången.', accept: '.pdf,.tif,.tiff,.jpg,.jpeg,.png,application/pdf,image/*', many: 'many' }],
        }),
        underWay, polls: underWay.some(({ failed }) => !failed),
        scans: shown.map((scan) => scanRow(scan, counts.get(scan.sha256), sources.get(scan.sha256))), pager: pagerView('/skanning', query, { from, shown: shown.length, total, most: A_PAGE }),
      },
    }
  },
  forms: [pageForm({
    id: 'skanna', path: '/skanning', right: 'work', said: z.strictObject({}), mostBytes: ({ config }) => config.scanMaxBytes,
    work: async ({ app, house }, { files }) => {
      if (files.length === 0) throw new Failure('call-invalid', 'Ingen fil är vald. Inget är inläst.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
      const { scans: taken, faults } = await house.scanQueue.take(app, files.map(({ path }) => path))
      const told = taken.length === 1 ? 'Filen är mottagen och läses nu.' : `${taken.length} filer är mottagna och läses nu.`
      if (faults.length > 0) throw new Failure('scan-unreadable', `${taken.length === 0 ? 'Ingen fil togs emot' : `${told} Dessa togs inte emot`}. Rätta och skicka om:`, { faults })
      return { to: '/skanning', told }
    },
  })],
}

async function underWayOf(app: App, { scanQueue }: House) {
  const queued = scanQueue.readings()
  const elsewhere = (await scansUnderWay(app.store.read)).filter(({ scan }) => !queued.some((one) => one.scan === scan))
  const names = await scanFileNames(app.store.read, elsewhere.map(({ scan }) => scan))
  return [
    ...queued.map(({ scan, fileName, stage, done, total, message }) => ({ scan, fileName, stage: STAGES[stage], failed: stage === 'failed', message, counted: total > 0 && stage !== 'failed', done, total })),
    ...elsewhere.map(({ scan }) => ({ scan, fileName: names.get(scan) ?? scan.slice(0, 12), stage: 'Läses', failed: false, message: '', counted: false, done: 0, total: 0 })),
  ]
}

const UNSEEN: PageCounts = { inDocuments: 0, waiting: 0, discarded: 0, blank: 0 }

function scanRow({ sha256, fileName, receivedAt, pages: read }: Scan, pages = UNSEEN, sources: Parameters<typeof sourceLines>[0] = []) {
  const parts = [pages.inDocuments === 0 ? '' : `${pages.inDocuments} hör till handlingar`, pages.discarded === 0 ? '' : `${pages.discarded} bortlagda`, pages.blank === 0 ? '' : `${pages.blank} tomma`].filter((part) => part !== '')
  return { href: `/skanning/${sha256}`, fileName, sources: sourceLines(sources), on: swedishDay(receivedAt), read, parts: parts.join(', '), waiting: pages.waiting === 0 ? '' : pages.waiting === 1 ? '1 väntar på dig' : `${pages.waiting} väntar på dig` }
}
