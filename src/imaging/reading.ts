import { Failure } from '../../templates/failure.js'
import type { SeenPage } from '../../signing/scan-report.js'
import { readingOrder, type Job, type Reply } from './job.js'
import type { Ending, Run } from './run-reader.js'

/** How a file is read, and how long its faults are borne. */
export interface Patience {
  readonly run: Run
  /** What of a reader's time bad pages together may take before the rest of the file is given up: otherwise a thousand slow pages would hold the reader for hours. */
  readonly patienceMs: number
  /** What of it opening the file may take before it counts against the file. */
  readonly startMs: number
}

/** The time a page may take without harm; what goes beyond it is taken from the patience, or a thousand pages made to be slow would hold the reader for hours. A dense page without a code takes about half. */
const FAIR_MS = 2000

/** What searching pages for a code of ours may take in all when there is none: three hundred of somebody else's pages that are slow to read pass, and thousands made to be so do not hold up the next file for hours. */
const MOST_SEARCHING_MS = 5 * 60 * 1000

/** One reading of a file, over as many reader processes as its pages kill. */
export class Reading {
  private readonly pages: SeenPage[] = []
  private total = 0
  private order: readonly number[] = []
  private opened = false
  private spent = false
  private lostMs = 0
  /** Since the last page, of what is no page yet. */
  private beforeMs = 0
  private searchedMs = 0
  private blankMs = 0
  private writtenMs = 0
  private readonly refusals: Failure[] = []

  constructor(
    private readonly job: Extract<Job, { task: 'read' }>,
    private readonly patience: Patience,
    private readonly onPage: ((done: number, total: number) => void) | undefined,
  ) {}

  /** Every page in file order. @throws Failure `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable` */
  async all(): Promise<SeenPage[]> {
    for (;;) {
      this.spent = false
      const readBefore = this.pages.length
      const { how: ending, spentMs } = await this.patience.run({ ...this.job, firstPage: this.pages.length + 1 }, (reply, sinceLast) => this.take(reply, sinceLast))
      for (const refusal of this.refusals) throw refusal
      if (!this.opened) throw stoppedReading(ending)
      if (ending === 'finished' && this.pages.length >= this.total) return this.inFileOrder()
      // A reader that ends early without a page is at fault with the next, whatever it says itself.
      if (ending !== 'finished' || !this.spent || this.pages.length === readBefore) this.lose(WORDS[ending].page, spentMs)
      else this.lostMs += spentMs
      while (this.leftMs() <= 0 && this.pages.length < this.total) this.lose('Läsningen avbröts: för många sidor före denna gick inte att läsa, var tomma eller saknade kod, och tog lång tid. Dela upp filen och läs in resten för sig.', 0)
      if (this.pages.length >= this.total) return this.inFileOrder()
    }
  }

  private inFileOrder(): SeenPage[] {
    return this.pages.toSorted((a, b) => a.sourcePage - b.sourcePage)
  }

  /** The page that is read next. */
  private nextPage(): number {
    return this.order[this.pages.length] ?? this.pages.length + 1
  }

  /** Blank backs take no longer than the fronts; what blank pages take beyond that is lost too. */
  private leftMs(): number {
    return this.searchedMs > MOST_SEARCHING_MS ? 0 : this.patience.patienceMs - this.lostMs - this.beforeMs - Math.max(0, this.blankMs - this.writtenMs)
  }

  /** How long the next reply may take: what is left of the patience. */
  private take(reply: Reply, spentMs: number): number {
    if (reply.type === 'opened') {
      this.lostMs += Math.max(0, spentMs - (this.opened ? 0 : this.patience.startMs))
      this.opened = true
      this.total = Math.min(reply.pageCount, this.job.limits.maxPages + 1)
      this.order = readingOrder(this.total, this.job.ahead)
    } else if (reply.type === 'read') this.addNext(reply.page, this.untilPage(spentMs))
    else this.beforeMs += spentMs
    if (reply.type === 'spent') this.spent = true
    if (reply.type === 'refused') this.refusals.push(new Failure(reply.code, reply.message))
    return Math.max(1, this.leftMs())
  }

  /** All that a page took, ended with the reply that took so long. */
  private untilPage(spentMs: number): number {
    const tookMs = this.beforeMs + spentMs
    this.beforeMs = 0
    return tookMs
  }

  /** What is said of another page than the next is said by no reader of ours. */
  private addNext(page: SeenPage, spentMs: number): void {
    if (this.pages.length >= this.total) return
    if (page.sourcePage !== this.nextPage()) return this.lose(WORDS.died.page, spentMs)
    this.add(page)
    this.lostMs += page.unreadable === null ? Math.max(0, spentMs - FAIR_MS) : spentMs
    if (page.blank) this.blankMs += spentMs
    else if (page.unreadable === null) this.writtenMs += spentMs
    if (!page.blank && !page.codes.some(isOurs)) this.searchedMs += spentMs
  }

  private add(page: SeenPage): void {
    this.pages.push(page)
    this.onPage?.(this.pages.length, this.total)
  }

  private lose(unreadable: string, spentMs: number): void {
    this.lostMs += this.untilPage(spentMs)
    this.add({ sourcePage: this.nextPage(), widthPx: 0, heightPx: 0, codes: [], blank: false, unreadable })
  }
}

/** A code of our form: a page that shows one is read at the first look. */
const isOurs = ({ text }: SeenPage['codes'][number]): boolean => text.startsWith('A1.')

const WORDS = {
  'finished': { file: 'fick läsaren att stanna', page: 'Sidan fick läsaren att stanna.' },
  'too-slow': { file: 'tog för lång tid att läsa', page: 'Sidan tog för lång tid att läsa.' },
  'too-big': { file: 'krävde för mycket minne', page: 'Sidan krävde för mycket minne.' },
  'died': { file: 'fick läsaren att krascha', page: 'Sidan fick läsaren att krascha.' },
} as const satisfies Record<Ending, { file: string; page: string }>

/** `scan-unreadable` for a file whose reader came to a bad end. */
export function stoppedReading(ending: Ending): Failure {
  return new Failure('scan-unreadable', `Filen ${WORDS[ending].file}. Hämta filen från kopiatorn igen, eller skanna om.`)
}
