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
const CROWDED_OUT = 'Jämförelsen avbröts: för många sidor före denna gick inte att jämföra.'

interface Lost {
  readonly sheet: SheetToExamine
  readonly why: string
}

/** The sheets of one file, examined over as many reader processes as they kill. */
export class Examining {
  private sheets: readonly SheetToExamine[] = []
  private done = 0
  private lost: Lost[] = []
  private handing: Promise<unknown> = Promise.resolve()
  private leftMs = 0
  private begun = false
  private refused: string | null = null

  constructor(
    private readonly job: Extract<Job, { task: 'examine' }>,
    private readonly patience: Omit<Patience, 'startMs'>,
    private readonly onExamined: (page: ExaminedPage) => Promise<void>,
  ) {}

  /** Hands on every sheet; one that cannot be examined is tried once more after the others, then says why, and stops no other. Resolves when all are handled. */
  async all(): Promise<void> {
    const { patienceMs } = this.patience
    await this.round(this.job.sheets, patienceMs)
    // Another page, or a machine that was busy, may have been at fault; those that had no turn go first.
    const lost = this.lost.toSorted((a, b) => Number(b.why === CROWDED_OUT) - Number(a.why === CROWDED_OUT))
    if (lost.length > 0) await this.round(lost.map(({ sheet }) => sheet), patienceMs / SLOW_PAGES)
    for (const { sheet, why } of this.lost) {
      const { sourcePage, issued: { path, page } } = sheet
      const own = why === CROWDED_OUT ? lost.find((one) => one.sheet === sheet)?.why : why
      this.handOn({ sourcePage, beside: { path, page }, unreadable: own ?? why, sameContent: false, patches: { looked: 0, found: 0 }, projection: null, drawn: null, boxes: [], differences: [], provenByLetters: false, drawnOver: false, paperless: false })
    }
    await this.handing
  }

  private async round(sheets: readonly SheetToExamine[], patienceMs: number): Promise<void> {
    this.sheets = sheets
    this.done = 0
    this.lost = []
    this.leftMs = patienceMs
    while (this.done < sheets.length) {
      this.begun = false
      this.refused = null
      const { how: ending } = await this.patience.run({ ...this.job, sheets: sheets.slice(this.done) }, (reply) => this.take(reply))
      if (this.done >= sheets.length) break
      const why = this.refused ?? LOST[ending]
      // A file that does not even open will not do so for the next sheet.
      if (!this.begun) this.loseRest(why)
      else this.lose(why)
      this.leftMs -= ending === 'too-slow' ? this.patience.patienceMs / SLOW_PAGES : BROKEN_MS
      if (this.leftMs <= 0) this.loseRest(CROWDED_OUT)
    }
  }

  /** How long the next reply may take. */
  private take(reply: Reply): number {
    if (reply.type === 'begun') this.begun = true
    if (reply.type === 'refused') this.refused = reply.message
    if (reply.type === 'examined') {
      this.done += 1
      this.handOn(reply.page)
    }
    return this.patience.patienceMs / SLOW_PAGES
  }

  private handOn(page: ExaminedPage): void {
    const before = this.handing
    this.handing = before.then(() => this.onExamined(page))
    // What goes wrong in handling is thrown when the reading is over.
    this.handing.catch(() => undefined)
  }

  private lose(why: string): void {
    const sheet = this.sheets[this.done]
    if (sheet === undefined) return
    this.done += 1
    this.lost.push({ sheet, why })
  }

  private loseRest(why: string): void {
    while (this.done < this.sheets.length) this.lose(why)
  }
}
