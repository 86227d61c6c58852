import { statSync } from 'node:fs'
import { notCheckable, type ESignedFile } from '../../signing/e-signature/e-signature.js'
import type { TrustHere } from '../../signing/e-signature/trust-here.js'
import { Failure } from '../../templates/failure.js'
import type { SeenPage } from '../../signing/scan-report.js'
import type { WrittenPage } from '../../templates/own/written-page.js'
import type { CopiedPage, ExaminedPage, HalvesLie, Job, RecognisedSheet, Reply, SheetToExamine, SheetToRecognise, WantedPage } from './job.js'
import { Examining } from './examining.js'
import type { Limits, Raster } from './page-source.js'
import { Reading, stoppedReading } from './reading.js'
import { runReader, type Run } from './run-reader.js'

/** How files are read, and what one of them may cost. */
export interface ImagingOptions extends Limits {
  /** The compiled `reader-process.js`. */
  readonly readerPath: string
  /** Of the time a reader works, not the clock's. */
  readonly timeoutMsPerPage: number
}

/** Files turned into pixels and codes, each in a process of its own that is gone when the answer is here. */
export interface Imaging {
  /**
   * What every page of a scan shows, in file order; those in `ahead` are looked at first, in that order, while there is time. A page that cannot be looked at says why and does not stop the others.
   * @throws Failure `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable`
   */
  readPages(file: { readonly path: string; readonly ahead?: readonly number[] }, onPage?: (done: number, total: number) => void): Promise<SeenPage[]>
  /**
   * Pictures of exactly the wanted pages, upright, in the wanted order; nothing else of the file comes along.
   * @throws Failure as `readPages`
   */
  cleanPages(path: string, wanted: readonly WantedPage[]): Promise<CopiedPage[]>
  /**
   * The two halves of a page on which two lie, in the order read; its shape tells how they lie where `lie` is null.
   * @throws Failure as `readPages`
   */
  halves(path: string, page: { readonly sourcePage: number; readonly lie: HalvesLie | null }): Promise<CopiedPage[]>
  /**
   * Compares each sheet with the page its code names and hands on what was found as it comes, for its pictures are too many to hold; a sheet that cannot be compared says why and does not stop the others.
   */
  examine(path: string, sheets: readonly SheetToExamine[], onExamined: (page: ExaminedPage) => Promise<void>): Promise<void>
  /**
   * Compares pages that show no code with those of the issued pages they may be that they resemble most, at most so many each; a page that the reader could not be done with is left out.
   */
  recognise(path: string, sheets: readonly SheetToRecognise[], most: number): Promise<RecognisedSheet[]>
  /**
   * What electronic signatures a PDF holds, by what it says itself and by what is trusted here; one that breaks the reader, or is too large, is not checkable.
   */
  eSignatures(path: string, here: TrustHere): Promise<ESignedFile>
  /**
   * What every page of a PDF says in text, and whether paper shows it; nothing in the file is run.
   * @throws Failure as `readPages`
   */
  readWritten(pdf: Uint8Array): Promise<WrittenPage[]>
  /**
   * A picture (JPEG) of one page to look at on a screen, turned so far clockwise.
   * @throws Failure as `readPages`
   */
  showPage(path: string, page: Pick<WantedPage, 'sourcePage' | 'rotation'>): Promise<Uint8Array>
  /**
   * Every page, in gray or with its colours.
   * @throws Failure as `readPages`
   */
  rasterPdf(pdf: Uint8Array | string, dpi: number, channels?: Raster['channels']): Promise<Raster[]>
}

const MAX_RESIDENT_BYTES = 600 * 1024 * 1024
/** Starting a reader is not the file's fault. */
const START_MS = 3000
/** Two files at a time: more would only wait for the same processors. */
const MAX_READERS = 2
/** A second reader of a shorter file costs more, to start and to warm up, than the wait that it saves. */
const WORTH_SHARING = 16
/** Read whole, beside what unpacking it takes. */
const MOST_E_SIGNED_BYTES = 128 * 1024 * 1024

/** Reads scans with the given reader and bounds. */
export function openImaging(options: ImagingOptions): Imaging {
  const { maxPages, maxPixels, maxBytes } = options
  const limits: Limits = { maxPages, maxPixels, maxBytes }
  const turn = turnstile(MAX_READERS)
  // Whoever looks at a page, or hands in a picture or a form, does not wait for the piles that are being read.
  const glance = turnstile(MAX_READERS)
  const bounds = { readerPath: options.readerPath, openingMs: START_MS + options.timeoutMsPerPage, maxResidentBytes: MAX_RESIDENT_BYTES }
  const run: Run = (job, onReply) => runReader(job, bounds, onReply)
  const patienceMs = options.timeoutMsPerPage
  return {
    readPages: (file, onPage) => turn(() => new Reading({ task: 'read', source: file.path, limits, firstPage: 1, ahead: file.ahead ?? [] }, { run, patienceMs, startMs: START_MS }, onPage).all()),
    cleanPages: (path, wanted) => turn(() => copyAll(run, patienceMs, { task: 'copy', source: path, limits, wanted })),
    halves: (path, page) => turn(() => collect(run, patienceMs, { task: 'halves', source: path, limits, ...page }, (reply) => (reply.type === 'copied' ? reply.page : null))),
    examine: async (path, sheets, onExamined) => {
      await Promise.all(shared(sheets).map((share) => turn(() => new Examining({ task: 'examine', source: path, limits, sheets: share }, { run, patienceMs }, onExamined).all())))
    },
    recognise: (path, sheets, most) => turn(() => recogniseAll(run, patienceMs, { task: 'recognise', source: path, limits, sheets, most })),
    eSignatures: (path, here) => turn(() => checkApart(run, patienceMs, { task: 'e-signatures', source: path, limits, anchors: here.anchors, receivedAt: here.receivedAt.toISOString(), issuedBytes: here.issuedBytes })),
    readWritten: (source) => turn(() => collect(run, patienceMs, { task: 'written', source, limits }, (reply) => (reply.type === 'written' ? reply.page : null))),
    showPage: async (path, page) => {
      const [jpeg] = await glance(() => collect(run, patienceMs, { task: 'show', source: path, limits, ...page }, (reply) => (reply.type === 'shown' ? reply.jpeg : null)))
      if (jpeg === undefined) throw stoppedReading('died')
      return jpeg
    },
    rasterPdf: (source, dpi, channels = 1) => glance(() => collect(run, patienceMs, { task: 'raster', source, limits, dpi, channels }, (reply) => (reply.type === 'rastered' ? reply.page : null))),
  }
}

/** A share for each reader, paper by paper, so that each issued file is opened once; a few sheets are done sooner than a second reader has started. */
function shared(sheets: readonly SheetToExamine[]): (readonly SheetToExamine[])[] {
  const ordered = sheets.toSorted(({ issued: { path: one } }, { issued: { path: other } }) => (one < other ? -1 : one > other ? 1 : 0))
  const half = Math.ceil(ordered.length / 2)
  return ordered.length < WORTH_SHARING ? [ordered] : [ordered.slice(0, half), ordered.slice(half)]
}

async function checkApart(run: Run, patienceMs: number, job: Extract<Job, { task: 'e-signatures' }>): Promise<ESignedFile> {
  if (statSync(job.source).size > MOST_E_SIGNED_BYTES) return notCheckable('Filen är för stor för att underskriften ska kunna kontrolleras.')
  const found: ESignedFile[] = []
  await run(job, (reply) => {
    if (reply.type === 'e-signed') found.push(reply.file)
    return patienceMs
  })
  return found[0] ?? notCheckable('Filen fick kontrollen av underskriften att stanna.')
}

async function recogniseAll(run: Run, pageMs: number, job: Extract<Job, { task: 'recognise' }>): Promise<RecognisedSheet[]> {
  const sheets: RecognisedSheet[] = []
  await run(job, (reply) => {
    if (reply.type === 'recognised') sheets.push(reply.sheet)
    return pageMs
  })
  return sheets
}

async function copyAll(run: Run, pageMs: number, job: Extract<Job, { task: 'copy' }>): Promise<CopiedPage[]> {
  const pages = await collect(run, pageMs, job, (reply) => (reply.type === 'copied' ? reply.page : null))
  if (pages.length !== job.wanted.length) throw stoppedReading('died')
  return pages
}

/** Everything `pick` takes from the replies to a job that is worth nothing by halves. */
async function collect<T>(run: Run, pageMs: number, job: Job, pick: (reply: Reply) => T | null): Promise<T[]> {
  const results: T[] = []
  const refusals: Failure[] = []
  const { how } = await run(job, (reply) => {
    const result = pick(reply)
    if (result !== null) results.push(result)
    if (reply.type === 'refused') refusals.push(new Failure(reply.code, reply.message))
    return pageMs
  })
  for (const refusal of refusals) throw refusal
  if (how !== 'finished') throw stoppedReading(how)
  return results
}

function turnstile(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (inside >= most) await new Promise<void>((enter) => waiting.push(enter))
    else inside += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) inside -= 1
      else next()
    }
  }
}
