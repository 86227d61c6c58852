import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { basename } from 'node:path'
import { Failure } from '../../templates/failure.js'
import type { SeenPage } from '../../signing/scan-report.js'
import { giveWay } from '../give-way.js'
import { FAINT_CONTRAST, isBlank } from './blank.js'
import { compileLater } from './compile-later.js'
import { readingOrder, type Job, type Reply } from './job.js'
import { openPages } from './open-pages.js'
import { Unreadable, type PageSource } from './page-source.js'
import { PdfPages } from './pdf-pages.js'
import { readCodes } from './read-codes.js'
import { openReaderLine } from './reader-line.js'
import { OWN_DIRECTORY } from './own-directory.js'

const FINEST_DPI = 300
/** A page of a cut-off file is believed only when both its corners are there. */
const CODES_ON_A_WHOLE_PAGE = 2

compileLater()
const { job: wantedJob, send } = openReaderLine()

/** A reader stuck inside wasm hears no signal and no closed channel: a second thread ends it when its parent is gone, and takes its directory away. */
function dieWithParent(): void {
  const directory = process.cwd()
  const own = basename(directory).startsWith(OWN_DIRECTORY)
  const watch = `
    const { rmSync } = require('node:fs')
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid === parent) return
      try { if (${own}) rmSync(${JSON.stringify(directory)}, { recursive: true, force: true }) } finally { process.kill(process.pid, 'SIGKILL') }
    }, 500)`
  new Worker(watch, { eval: true }).unref()
}

/** A page, and how the reader is after it: `spent` when a decoder has trapped, for nothing in its memory can be believed then. */
interface PageRead {
  readonly page: SeenPage
  readonly after: 'well' | 'spent'
}

function unreadable(sourcePage: number, why: string): PageRead {
  return { page: { sourcePage, widthPx: 0, heightPx: 0, codes: [], blank: false, unreadable: why }, after: 'well' }
}

/** A file that was cut off ends with one more page that says so. */
async function readOne(pages: PageSource, sourcePage: number): Promise<PageRead> {
  if (sourcePage > pages.pageCount) return unreadable(sourcePage, 'Filen är avhuggen: sidor efter den förra kan saknas.')
  try {
    const raster = await pages.raster(sourcePage, 1, 'own')
    const { widthPx, heightPx } = raster
    const empty = isBlank(raster)
    // A page printed with the last of the toner is no blank back: where there is anything at all, its codes are looked for before it is called so.
    const isBare = empty && isBlank(raster, FAINT_CONTRAST)
    const { codes, symbols } = isBare ? { codes: [], symbols: 0 } : await readCodes(raster, !empty && raster.dpi < FINEST_DPI ? () => pages.raster(sourcePage, 1, FINEST_DPI) : null)
    const cut = pages.damaged && symbols < CODES_ON_A_WHOLE_PAGE
    return { page: { sourcePage, widthPx, heightPx, codes, blank: empty && codes.length === 0, unreadable: cut ? 'Filen är avhuggen och sidan kan vara ofullständig.' : null }, after: 'well' }
  } catch (error) {
    if (error instanceof Unreadable) return unreadable(sourcePage, error.message)
    return { ...unreadable(sourcePage, 'Sidan fick läsaren att stanna.'), after: 'spent' }
  }
}

async function readAll(pages: PageSource, order: readonly number[]): Promise<'done' | 'spent'> {
  for (const page of order) {
    await send({ type: 'begun', page })
    const read = await readOne(pages, page)
    await send({ type: 'read', page: read.page })
    if (read.after === 'spent') return 'spent'
  }
  return 'done'
}

async function examineAll(pages: PageSource, { sheets, limits }: Extract<Job, { task: 'examine' }>): Promise<'done'> {
  const { examineSheet, IssuedFiles } = await import('./examine-sheet.js')
  const issued = new IssuedFiles(limits)
  for (const sheet of sheets) {
    await send({ type: 'begun', page: sheet.sourcePage })
    await send({ type: 'examined', page: await examineSheet(pages, issued, sheet) })
  }
  return 'done'
}

async function recogniseAll(pages: PageSource, { sheets, limits, most }: Extract<Job, { task: 'recognise' }>): Promise<'done'> {
  const { IssuedGlances, recogniseSheet } = await import('./recognise-sheet.js')
  const { IssuedFiles } = await import('./examine-sheet.js')
  const issued = new IssuedFiles(limits)
  const glances = new IssuedGlances(issued)
  for (const sheet of sheets) await send({ type: 'recognised', sheet: await recogniseSheet(pages, { issued, glances }, sheet, most, () => send({ type: 'begun', page: sheet.sourcePage })) })
  return 'done'
}

async function halveOne(pages: PageSource, { sourcePage, lie }: Extract<Job, { task: 'halves' }>): Promise<'done'> {
  const { copyHalves } = await import('./copy-halves.js')
  for (const page of await copyHalves(pages, sourcePage, lie)) await send({ type: 'copied', page })
  return 'done'
}

async function writtenAll(pages: PdfPages): Promise<'done'> {
  for (let page = 1; page <= pages.pageCount; page += 1) {
    await send({ type: 'begun', page })
    await send({ type: 'written', page: pages.written(page) })
  }
  return 'done'
}

/** Does the job, and says whether it is done or another reader must go on. */
async function work(job: Job): Promise<'done' | 'spent'> {
  // What one job needs is loaded for that job: half of the time a small scan takes is starting readers.
  if (job.task === 'e-signatures') {
    const { checkESignatures } = await import('../../signing/e-signature/check-e-signatures.js')
    await send({ type: 'e-signed', file: await checkESignatures(readFileSync(job.source), { anchors: job.anchors, receivedAt: new Date(job.receivedAt), issuedBytes: job.issuedBytes }) })
    return 'done'
  }
  const pages = await openPages(job.source, job.limits)
  const lastPage = pages.pageCount + (job.task === 'read' && pages.damaged ? 1 : 0)
  await send({ type: 'opened', pageCount: lastPage })
  switch (job.task) {
    case 'read':
      return readAll(pages, readingOrder(lastPage, job.ahead).slice(job.firstPage - 1))
    case 'copy': {
      const { copyPage } = await import('./copy-page.js')
      for (const wanted of job.wanted) {
        await send({ type: 'begun', page: wanted.sourcePage })
        await send({ type: 'copied', page: await copyPage(pages, wanted) })
      }
      return 'done'
    }
    case 'halves':
      return halveOne(pages, job)
    case 'examine':
      return examineAll(pages, job)
    case 'recognise':
      return recogniseAll(pages, job)
    case 'written':
      return pages instanceof PdfPages ? writtenAll(pages) : 'done'
    case 'show': {
      const { showPage } = await import('./show-page.js')
      await send({ type: 'shown', jpeg: await showPage(pages, job.sourcePage, job.rotation) })
      return 'done'
    }
    case 'raster':
      for (let page = 1; page <= pages.pageCount; page += 1) {
        await send({ type: 'begun', page })
        await send({ type: 'rastered', page: await pages.raster(page, job.channels, job.dpi) })
      }
      return 'done'
    default:
      return job satisfies never
  }
}

function refusalOf(error: unknown): Reply {
  if (error instanceof Failure) {
    const { code, message } = error
    if (code === 'scan-empty' || code === 'scan-encrypted' || code === 'scan-too-large') return { type: 'refused', code, message }
    return { type: 'refused', code: 'scan-unreadable', message }
  }
  const reason = error instanceof Unreadable ? error.message : 'Filen fick läsaren att stanna.'
  return { type: 'refused', code: 'scan-unreadable', message: `${reason} Hämta filen från kopiatorn igen, eller skanna om.` }
}

dieWithParent()
void wantedJob.then(async (job) => {
  // Somebody waits for what the others do.
  if (job.task === 'examine' || job.task === 'recognise') giveWay()
  await work(job).then((type) => send({ type })).catch((error: unknown) => send(refusalOf(error)))
  process.exit(0)
})
