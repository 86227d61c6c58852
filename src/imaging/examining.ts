import type { ExaminedPage, Job, Reply, SheetToExamine } from './job.js'
import type { Patience } from './reading.js'
import type { Ending } from './run-reader.js'

/** So many pages that take too long are borne. */
const SLOW_PAGES = 2
/** What a reader that breaks costs of the patience. */
const BROKEN_MS = 500

const LOST: Readonly<Record<Ending, string>> = {
  'finished': 'Sidan fick jämförelsen att stanna.',
  'too-slow': 'Sidan tog för lång tid att jämföra.',
  'too-big': 'Sidan krävde för mycket minne att jämföra.',
  'died': 'Sidan fick jämförelsen att krascha.',
}

/** The sheets of one file, examined over as many reader processes as they kill. */
export class Examining {
  private done = 0
  private handing: Promise<unknown> = Promise.resolve()
  private leftMs: number
  private begun = false
  private refused: string | null = null

  constructor(
    private readonly job: Extract<Job, { task: 'examine' }>,
    private readonly patience: Omit<Patience, 'startMs'>,
    private readonly onExamined: (page: ExaminedPage) => Promise<void>,
  ) {
    this.leftMs = patience.patienceMs
  }

  /** Hands on every sheet in the order given; one that cannot be examined says why and stops no other. Resolves when all are handled. */
  async all(): Promise<void> {
    const { sheets } = this.job
    while (this.done < sheets.length) {
      this.begun = false
      this.refused = null
      const ending = await this.patience.run({ ...this.job, sheets: sheets.slice(this.done) }, (reply) => this.take(reply))
      if (this.done >= sheets.length) break
      const why = this.refused ?? LOST[ending]
      // A file that does not even open will not do so for the next sheet.
      if (!this.begun) this.loseRest(why)
      else this.lose(why)
      this.leftMs -= ending === 'too-slow' ? this.patience.patienceMs / SLOW_PAGES : BROKEN_MS
      if (this.leftMs <= 0) this.loseRest('Jämförelsen avbröts: för många sidor före denna gick inte att jämföra.')
    }
    await this.handing
  }

  /** How long the next reply may take. */
  private take(reply: Reply): number {
    if (reply.type === 'begun') this.begun = true
    if (reply.type === 'examined') this.add(reply.page)
    if (reply.type === 'refused') this.refused = reply.message
    return this.patience.patienceMs / SLOW_PAGES
  }

  private add(page: ExaminedPage): void {
    this.done += 1
    const before = this.handing
    this.handing = before.then(() => this.onExamined(page))
    // What goes wrong in handling is thrown when the reading is over.
    this.handing.catch(() => undefined)
  }

  private lose(unreadable: string): void {
    const sheet: SheetToExamine | undefined = this.job.sheets[this.done]
    if (sheet === undefined) return
    this.add({ sourcePage: sheet.sourcePage, beside: { path: sheet.issued.path, page: sheet.issued.page }, unreadable, sameContent: false, patches: { looked: 0, found: 0 }, projection: null, drawn: null, boxes: [], differences: [] })
  }

  private loseRest(unreadable: string): void {
    while (this.done < this.job.sheets.length) this.lose(unreadable)
  }
}
