import { z } from 'zod'
import { emptyTally, share, type Tally } from './tally.js'

const count = z.int().nonnegative()
const ratio = z.number().min(0).max(1).nullable()
const mm = z.number().nonnegative().nullable()
const ms = z.number().nonnegative().nullable()
const answers = z.strictObject({ empty: count, look: count, signed: count })
const change = z.strictObject({ made: count, found: count, notCheckable: count })

const profileFigures = z.strictObject({
  profile: z.string(), title: z.string(), files: count, pages: count,
  toMatch: count, matched: count, matchRate: ratio,
  /** Pages taken for what they are not. */
  wrongMatches: count,
  misturned: count, wrongReasons: count,
  /** Share of the pages with codes on which zxing alone, over the whole page once, finds one. */
  rawRate: ratio,
  /** Off from the simulator's own geometry, over a grid of points on every registered page. */
  registration: z.strictObject({ pages: count, p50Mm: mm, p95Mm: mm, wrongCalledGood: count, notKnownAgain: count }),
  ink: z.strictObject({ signature: answers, initials: answers, nothing: answers, dirt: answers, neighbour: answers, darkPens: answers }),
  changes: z.strictObject({ 'digit': change, 'word': change, 'covered': change, 'struck': change, 'written': change, 'other-content': change }),
  unchanged: z.strictObject({ compared: count, notCheckable: count, withFalseAlarm: count, falseAlarmsPer100: z.number().nonnegative().nullable() }),
  destroyed: count, recovered: count, piles: count, exactPiles: count,
  cpuMsPerPage: ms, wallMsPerPage: ms, rawCpuMsPerPage: ms, peakBytes: count.nullable(),
  /** Files that could not be read, and files whose kept original is not what came in. */
  unreadFiles: count, lostOriginals: count,
})

/** What `bench scan` measures, as its `--json` says it. */
export const scanFiguresSchema = z.strictObject({
  node: z.string(), processors: count, seed: count, pagesPerProfile: count,
  /** Whether somebody stopped it before it was done. */
  interrupted: z.boolean(),
  profiles: z.array(profileFigures),
  speed: z.strictObject({ pages: count, examinedPagesPerSecond: z.number(), sortedPagesPerSecond: z.number(), cpuMsPerPage: ms, sortCpuMsPerPage: ms, peakBytes: count.nullable() }).nullable(),
  hostile: z.array(z.strictObject({ name: z.string(), wallMs: z.number(), answer: z.string(), peakBytes: count.nullable(), kept: z.boolean(), nextUnaffected: z.boolean() })),
  /** `pages`: how many pages the figure rests on; null where it is told of files. */
  bars: z.array(z.strictObject({ number: z.int().min(1).max(11), pages: count.nullable(), bar: z.string(), figure: z.string(), met: z.boolean().nullable() })),
})

export type ScanFigures = z.infer<typeof scanFiguresSchema>
export type ProfileFigures = ScanFigures['profiles'][number]

/** What was measured of one profile. */
export interface ProfileResult {
  readonly name: string
  readonly title: string
  readonly tally: Tally
  readonly files: number
  readonly piles: number
  readonly exactPiles: number
  readonly rawPages: number
  readonly rawRead: number
  readonly rawCpuMs: number
  readonly cpuMs: number | null
  readonly wallMs: number
  readonly peakBytes: number | null
  readonly unreadFiles: number
  readonly lostOriginals: number
}

/** Nothing measured yet. */
export function emptyResult(name: string, title: string): ProfileResult {
  return { name, title, tally: emptyTally(), files: 0, piles: 0, exactPiles: 0, rawPages: 0, rawRead: 0, rawCpuMs: 0, cpuMs: 0, wallMs: 0, peakBytes: null, unreadFiles: 0, lostOriginals: 0 }
}

/** A share of a whole; null where there is no whole. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** The figures of one profile. */
export function figuresOf(result: ProfileResult): ProfileFigures {
  const { tally } = result
  const { compared, notCheckable, falseAlarms } = tally
  const perPage = (whole: number | null): number | null => (whole === null || tally.pages === 0 ? null : whole / tally.pages)
  const none = tally.apartMm.length === 0
  return {
    profile: result.name, title: result.title, files: result.files, pages: tally.pages,
    toMatch: tally.toMatch, matched: tally.matched, matchRate: shareOf(tally.matched, tally.toMatch), wrongMatches: tally.wrongMatches, misturned: tally.misturned, wrongReasons: tally.wrongReasons,
    rawRate: shareOf(result.rawRead, result.rawPages),
    registration: { pages: tally.registered, p50Mm: none ? null : share(tally.apartMm, 0.5), p95Mm: none ? null : share(tally.apartMm, 0.95), wrongCalledGood: tally.registeredWrong, notKnownAgain: tally.notRegistered },
    ink: { ...tally.ink, darkPens: tally.inkOfDarkPens },
    changes: tally.changes,
    unchanged: { compared, notCheckable, withFalseAlarm: falseAlarms, falseAlarmsPer100: compared === 0 ? null : (100 * falseAlarms) / compared },
    destroyed: tally.destroyed, recovered: tally.recovered, piles: result.piles, exactPiles: result.exactPiles,
    cpuMsPerPage: perPage(result.cpuMs), wallMsPerPage: perPage(result.wallMs), rawCpuMsPerPage: result.rawPages === 0 ? null : result.rawCpuMs / result.rawPages, peakBytes: result.peakBytes,
    unreadFiles: result.unreadFiles, lostOriginals: result.lostOriginals,
  }
}
