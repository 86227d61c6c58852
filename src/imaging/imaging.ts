import { Failure } from '../../templates/failure.js'
import type { ReadPage } from '../../signing/scan-report.js'
import type { CopiedPage, Job, Reply, WantedPage } from './job.js'
import type { Limits, Raster } from './page-source.js'
import { runReader, type Ending } from './run-reader.js'

/** How files are read, and what one of them may cost. */
export interface ImagingOptions extends Limits {
  /** The compiled `reader-process.js`. */
  readonly readerPath: string
  readonly timeoutMsPerPage: number
}

/** Files turned into pixels and codes, each in a process of its own that is gone when the answer is here. */
export interface Imaging {
  /**
   * What every page of a scan shows, in file order; a page that cannot be looked at says why and does not stop the others.
   * @throws Failure `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable`
   */
  readPages(file: { readonly path: string }, onPage?: (done: number, total: number) => void): Promise<ReadPage[]>
  /**
   * Pictures of exactly the wanted pages, upright, in the wanted order; nothing else of the file comes along.
   * @throws Failure as `readPages`
   */
  cleanPages(path: string, wanted: readonly WantedPage[]): Promise<CopiedPage[]>
  /**
   * Every page in gray.
   * @throws Failure as `readPages`
   */
  rasterPdf(pdf: Uint8Array | string, dpi: number): Promise<Raster[]>
}

const MAX_RESIDENT_BYTES = 600 * 1024 * 1024
/** Two files at a time: more would only wait for the same processors. */
const MAX_READERS = 2

/** The usual bounds; a copier's 300 pages in gray are well within them. */
export const SCAN_LIMITS = { timeoutMsPerPage: 10_000, maxPages: 1000, maxPixels: 100_000_000, maxBytes: 200 * 1024 * 1024 } as const

/** Reads scans with the given reader and bounds. */
export function openImaging(options: ImagingOptions): Imaging {
  const { maxPages, maxPixels, maxBytes } = options
  const limits: Limits = { maxPages, maxPixels, maxBytes }
  const turn = turnstile(MAX_READERS)
  const run = (job: Job, onReply: (reply: Reply) => void) => runReader(job, { ...options, maxResidentBytes: MAX_RESIDENT_BYTES }, onReply)
  return {
    readPages: (file, onPage) => turn(() => new Reading(file.path, limits, options.timeoutMsPerPage, run, onPage).all()),
    cleanPages: (path, wanted) => turn(() => collect(run, { task: 'copy', source: path, limits, wanted }, (reply) => (reply.type === 'copied' ? reply.page : null))),
    rasterPdf: (source, dpi) => turn(() => collect(run, { task: 'raster', source, limits, dpi }, (reply) => (reply.type === 'rastered' ? reply.page : null))),
  }
}

type Run = (job: Job, onReply: (reply: Reply) => void) => Promise<Ending>

/** One reading of a file, over as many reader processes as its pages kill. */
class Reading {
  private readonly pages: ReadPage[] = []
  private total = 0
  private begun: { page: number; atMs: number } | null = null
  private refusal: Failure | null = null
  private lostMs = 0

  constructor(
    private readonly path: string,
    private readonly limits: Limits,
    /** What bad pages together may take before the rest of the file is given up: otherwise a thousand slow pages would hold the reader for hours. */
    private readonly patienceMs: number,
    private readonly run: Run,
    private readonly onPage: ((done: number, total: number) => void) | undefined,
  ) {}

  async all(): Promise<ReadPage[]> {
    for (;;) {
      const ending = await this.run({ task: 'read', source: this.path, limits: this.limits, firstPage: this.pages.length + 1 }, (reply) => this.take(reply))
      if (this.refusal !== null) throw this.refusal
      if (ending === 'finished') return this.pages
      if (this.begun === null) throw stopped(ending)
      this.lose(WHY_STOPPED[ending])
      if (this.lostMs >= this.patienceMs) this.giveUp()
      if (this.pages.length === this.total) return this.pages
    }
  }

  private take(reply: Reply): void {
    if (reply.type === 'opened') this.total = reply.pageCount
    if (reply.type === 'begun') this.begun = { page: reply.page, atMs: performance.now() }
    if (reply.type === 'read') this.add(reply.page)
    if (reply.type === 'refused') this.refusal = new Failure(reply.code, reply.message)
  }

  private add(page: ReadPage): void {
    if (page.unreadable !== null && this.begun !== null) this.lostMs += performance.now() - this.begun.atMs
    this.begun = null
    this.pages.push(page)
    this.onPage?.(this.pages.length, this.total)
  }

  private lose(unreadable: string): void {
    this.add({ sourcePage: this.pages.length + 1, widthPx: 0, heightPx: 0, codes: [], blank: false, unreadable })
  }

  private giveUp(): void {
    while (this.pages.length < this.total) this.lose('Läsningen avbröts: för många sidor före denna gick inte att läsa.')
  }
}

const WHY_STOPPED = {
  'finished': '',
  'too-slow': 'Sidan tog för lång tid att läsa.',
  'too-big': 'Sidan krävde för mycket minne.',
  'died': 'Sidan fick läsaren att krascha.',
} as const satisfies Record<Ending, string>

function stopped(ending: Ending): Failure {
  const why = { 'finished': 'fick läsaren att stanna', 'too-slow': 'tog för lång tid att läsa', 'too-big': 'krävde för mycket minne', 'died': 'fick läsaren att krascha' }[ending]
  return new Failure('scan-unreadable', `Filen ${why}. Hämta filen från kopiatorn igen, eller skanna om.`)
}

/** Everything `pick` takes from the replies to a job that is worth nothing by halves. */
async function collect<T>(run: Run, job: Job, pick: (reply: Reply) => T | null): Promise<T[]> {
  const results: T[] = []
  const refusals: Failure[] = []
  const ending = await run(job, (reply) => {
    const result = pick(reply)
    if (result !== null) results.push(result)
    if (reply.type === 'refused') refusals.push(new Failure(reply.code, reply.message))
  })
  for (const refusal of refusals) throw refusal
  if (ending !== 'finished') throw stopped(ending)
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
