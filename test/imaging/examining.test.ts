import { expect, it } from 'vitest'
import { Examining } from '../../src/imaging/examining.js'
import type { ExaminedPage, Job, Reply, SheetToExamine } from '../../src/imaging/job.js'
import type { Ended, Ending } from '../../src/imaging/run-reader.js'

type ExamineJob = Extract<Job, { task: 'examine' }>

const sheet = (sourcePage: number): SheetToExamine => ({ sourcePage, seen: [], issued: { path: 'utfärdad.pdf', page: 1, boxes: [], blankCells: 'to-fill-in', codeText: '', spokenCode: '', codePlaces: [] } })
const seen = (sourcePage: number): ExaminedPage => ({ sourcePage, beside: { path: 'utfärdad.pdf', page: 1 }, unreadable: null, sameContent: true, patches: { looked: 1, found: 1 }, projection: null, drawn: null, boxes: [], differences: [], provenByLetters: false, drawnOver: false, paperless: false })

/** What becomes of five sheets when the reader behaves so at a page; it examines every other. */
async function examined(behave: (page: number, say: (reply: Reply) => void) => Ending | null, patienceMs = 10_000): Promise<{ outcome: (string | null)[]; readers: number }> {
  let readers = 0
  const pages: ExaminedPage[] = []
  const run = (job: Job, hear: (reply: Reply, spentMs: number) => number): Promise<Ended> => {
    const onReply = (reply: Reply): number => hear(reply, 0)
    if (job.task !== 'examine') throw new Error(`asked for ${job.task}`)
    readers += 1
    onReply({ type: 'opened', pageCount: 5 })
    for (const { sourcePage } of job.sheets) {
      onReply({ type: 'begun', page: sourcePage })
      const ending = behave(sourcePage, onReply)
      if (ending !== null) return Promise.resolve({ how: ending, spentMs: 0 })
      onReply({ type: 'examined', page: seen(sourcePage) })
    }
    onReply({ type: 'done' })
    return Promise.resolve({ how: 'finished', spentMs: 0 })
  }
  const job: ExamineJob = { task: 'examine', source: 'skanning.pdf', limits: { maxPages: 9, maxPixels: 9, maxBytes: 9 }, sheets: [1, 2, 3, 4, 5].map(sheet) }
  await new Examining(job, { run, patienceMs }, (page) => {
    pages.push(page)
    return Promise.resolve()
  }).all()
  pages.sort((a, b) => a.sourcePage - b.sourcePage)
  expect(pages.map(({ sourcePage }) => sourcePage)).toEqual([1, 2, 3, 4, 5])
  return { outcome: pages.map(({ unreadable }) => unreadable), readers }
}

it('examines every sheet with one reader when nothing goes wrong', async () => {
  expect(await examined(() => null)).toEqual({ outcome: [null, null, null, null, null], readers: 1 })
})

it('examines once more a page at which a reader broke, for the machine may have been at fault', async () => {
  let broken = 0
  const once = (page: number): Ending | null => (page === 2 && (broken += 1) === 1 ? 'too-slow' : null)
  expect(await examined(once)).toEqual({ outcome: [null, null, null, null, null], readers: 3 })
})

it('examines after all the pages that two bad ones before them left no time for', async () => {
  const { outcome } = await examined((page) => (page <= 2 ? 'too-slow' : null))
  expect(outcome).toEqual([expect.stringMatching(/för lång tid/), expect.anything(), null, null, null])
})

it.each([['died', /krascha/], ['too-slow', /för lång tid/], ['too-big', /minne/]] as const)('loses only the page at which a reader %s', async (ending, why) => {
  expect(await examined((page) => (page === 2 ? ending : null))).toEqual({ outcome: [null, expect.stringMatching(why), null, null, null], readers: 3 })
})

it('loses only the page at which a reader gives up, with its own words', async () => {
  const refuse = (page: number, say: (reply: Reply) => void): Ending | null => {
    if (page !== 3) return null
    say({ type: 'refused', code: 'scan-unreadable', message: 'Trasig.' })
    return 'finished'
  }
  expect(await examined(refuse)).toEqual({ outcome: [null, null, 'Trasig.', null, null], readers: 3 })
})

it('gives up the rest of a file that breaks reader after reader', async () => {
  const { outcome, readers } = await examined(() => 'died', 900)
  expect(readers).toBe(3)
  expect(outcome).toEqual([/krascha/, /krascha/, /krascha/, /för många sidor/, /för många sidor/].map((why) => expect.stringMatching(why) as unknown))
})
