import type { Ink } from '../../../signing/ink/ink-in-box.js'
import type { Region } from '../../../signing/registration/flatten.js'
import type { Projection } from '../../../signing/registration/projection.js'
import type { UnmatchedReason } from '../../../signing/scan-report.js'
import { after, apartMm, stretch } from './matrix.js'
import { CHANGES, type BoxTruth, type Change, type PageTruth, type SimulatedFile } from './truth.js'

/** What the program said about one scanned page. */
export interface PageAnswer {
  readonly match: { readonly code: string; readonly exemplar: number; readonly page: number; readonly rotation: number } | null
  readonly reason: UnmatchedReason | null
  /** How wide the page was drawn for being read. */
  readonly widthPx: number
  readonly examined: {
    readonly unreadable: string | null
    readonly sameContent: boolean
    readonly projection: Projection | null
    readonly boxes: readonly { readonly id: string; readonly ink: Ink }[]
    readonly differences: readonly { readonly answer: 'look' | 'not-checkable'; readonly region: Region }[]
  } | null
}

type Answers = Readonly<Record<Ink, number>>

/** Counts over the pages of a profile; added to, never subtracted from. */
export interface Tally {
  pages: number
  toMatch: number
  matched: number
  /** Pages taken for another page, or for one when they are none: the worst that can happen. */
  wrongMatches: number
  misturned: number
  /** Pages rightly not matched whose reason was not the true one. */
  wrongReasons: number
  destroyed: number
  recovered: number
  /** How far off registrations are, in millimetres at points all over the pages. */
  apartMm: number[]
  registered: number
  /** Called good and off by more than a line of text. */
  registeredWrong: number
  /** Pages with their own content that was not known again. */
  notRegistered: number
  ink: Record<BoxTruth['holds'], Record<Ink, number>>
  inkOfDarkPens: Record<Ink, number>
  changes: Record<Change, { made: number; found: number; notCheckable: number }>
  /** Pages with nothing changed that were compared, could not be, and of the compared those with a difference shown. */
  compared: number
  notCheckable: number
  falseAlarms: number
}

/** Nothing counted yet. */
export function emptyTally(): Tally {
  const none = (): Record<Ink, number> => ({ empty: 0, look: 0, signed: 0 })
  return {
    pages: 0, toMatch: 0, matched: 0, wrongMatches: 0, misturned: 0, wrongReasons: 0, destroyed: 0, recovered: 0, apartMm: [], registered: 0, registeredWrong: 0, notRegistered: 0,
    ink: { signature: none(), initials: none(), nothing: none(), dirt: none(), neighbour: none() }, inkOfDarkPens: none(),
    changes: { 'digit': noChange(), 'word': noChange(), 'covered': noChange(), 'struck': noChange(), 'written': noChange(), 'other-content': noChange() },
    compared: 0, notCheckable: 0, falseAlarms: 0,
  }
}

const noChange = (): { made: number; found: number; notCheckable: number } => ({ made: 0, found: 0, notCheckable: 0 })

/** Farther off than this, what is looked at is not what it is said to be. */
const WRONG_MM = 1
/** A difference this near what was changed is the change. */
const NEAR_MM = 3

/** What was wrong about an answer, in words that `--keep` files it under; empty when all was right. */
export function addPage(tally: Tally, truth: PageTruth, answer: PageAnswer): string[] {
  tally.pages += 1
  const faults = [...addMatch(tally, truth, answer)]
  const isRight = answer.match !== null && isShown(truth, answer.match)
  if (!isRight || answer.examined === null || answer.examined.unreadable !== null) return faults
  const { examined } = answer
  if (truth.change?.what === 'other-content') {
    faults.push(...addChange(tally, truth, examined))
    return faults
  }
  faults.push(...addRegistration(tally, truth, answer.widthPx, examined))
  faults.push(...addInk(tally, truth, examined))
  faults.push(...addChange(tally, truth, examined))
  return faults
}

function isShown({ shows }: PageTruth, match: NonNullable<PageAnswer['match']>): boolean {
  return shows !== null && match.code === shows.code && match.exemplar === shows.exemplar && match.page === shows.page
}

function addMatch(tally: Tally, truth: PageTruth, { match, reason }: PageAnswer): string[] {
  const isRight = match !== null && isShown(truth, match)
  const faults: string[] = []
  if (match !== null && !isRight) {
    tally.wrongMatches += 1
    faults.push('wrong-match')
  }
  if (isRight && (match.rotation + truth.turned) % 360 !== 0) {
    tally.misturned += 1
    faults.push('misturned')
  }
  if (truth.codes === 'none') {
    tally.destroyed += 1
    if (isRight) tally.recovered += 1
    else faults.push('not-recovered')
    return faults
  }
  if (truth.shows !== null) {
    tally.toMatch += 1
    if (isRight) tally.matched += 1
    else if (match === null) faults.push(`not-matched-${reason ?? 'file'}`)
  } else if (match === null && (reason === null || truth.unmatched?.includes(reason) !== true)) {
    tally.wrongReasons += 1
    faults.push(`called-${reason ?? 'nothing'}`)
  }
  return faults
}

type Examined = NonNullable<PageAnswer['examined']>

function addRegistration(tally: Tally, truth: PageTruth, widthPx: number, { sameContent, projection }: Examined): string[] {
  if (!sameContent || projection === null || truth.place === null) {
    tally.notRegistered += 1
    return ['not-registered']
  }
  const times = widthPx / truth.widthPx
  const stretched = heightTimes(truth, times)
  const off = apartMm(after(stretch(times, stretched), truth.place), projection, truth.pageMm.widthMm, truth.pageMm.heightMm)
  tally.registered += 1
  tally.apartMm.push(...off)
  if (share(off, 0.95) <= WRONG_MM) return []
  tally.registeredWrong += 1
  return ['registered-wrong']
}

/** A coarse fax is drawn with square pixels, whatever it was stored with. */
function heightTimes({ widthPx, heightPx, turned }: PageTruth, times: number): number {
  const [across, down] = turned % 180 === 0 ? [210, 297] : [297, 210]
  const stored = heightPx / widthPx / (down / across)
  return Math.abs(stored - 1) < 0.2 ? times : times / stored
}

function addInk(tally: Tally, { boxes }: PageTruth, { boxes: seen }: Examined): string[] {
  return boxes.flatMap(({ id, holds, pen }) => {
    const ink = seen.find((one) => one.id === id)?.ink
    if (ink === undefined) return []
    tally.ink[holds][ink] += 1
    if ((holds === 'signature' || holds === 'initials') && pen !== 'pale') tally.inkOfDarkPens[ink] += 1
    const isSigned = holds === 'signature' || holds === 'initials'
    if (isSigned && ink === 'empty') return [`${pen ?? ''}-signature-called-empty`]
    if (!isSigned && ink === 'signed') return [`${holds}-called-signed`]
    return ink === 'look' && holds !== 'neighbour' ? [`${holds}-called-look`] : []
  })
}

function addChange(tally: Tally, { change }: PageTruth, { sameContent, differences }: Examined): string[] {
  const looks = differences.filter(({ answer }) => answer === 'look')
  const unchecked = differences.some(({ answer }) => answer === 'not-checkable')
  if (change === null) {
    if (!sameContent) return []
    if (unchecked) tally.notCheckable += 1
    else tally.compared += 1
    if (looks.length === 0) return []
    tally.falseAlarms += 1
    return ['false-alarm']
  }
  const { what, region } = change
  const found = what === 'other-content' ? !sameContent : !sameContent || looks.some((one) => region === null || isNear(one.region, region))
  tally.changes[what].made += 1
  if (found) tally.changes[what].found += 1
  else if (unchecked) tally.changes[what].notCheckable += 1
  return found ? [] : [`${what}-${change.how}-not-${unchecked ? 'checkable' : 'found'}`]
}

function isNear(one: Region, other: Region): boolean {
  const apart = (from: number, size: number, to: number, otherSize: number): number => Math.max(to - from - size, from - to - otherSize)
  return apart(one.leftMm, one.widthMm, other.leftMm, other.widthMm) < NEAR_MM && apart(one.topMm, one.heightMm, other.topMm, other.heightMm) < NEAR_MM
}

/** The number that this share of them does not exceed. */
export function share(numbers: readonly number[], part: number): number {
  const sorted = Float64Array.from(numbers).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

/** All that several profiles counted. */
export function together(tallies: readonly Tally[]): Tally {
  const whole = emptyTally()
  for (const tally of tallies) {
    for (const key of NUMBERS) whole[key] += tally[key]
    // Pushed one by one: there may be more than a call takes arguments.
    for (const mm of tally.apartMm) whole.apartMm.push(mm)
    for (const holds of HOLDS) addAnswers(whole.ink[holds], tally.ink[holds])
    addAnswers(whole.inkOfDarkPens, tally.inkOfDarkPens)
    for (const what of CHANGES) for (const key of ['made', 'found', 'notCheckable'] as const) whole.changes[what][key] += tally.changes[what][key]
  }
  return whole
}

const NUMBERS = ['pages', 'toMatch', 'matched', 'wrongMatches', 'misturned', 'wrongReasons', 'destroyed', 'recovered', 'registered', 'registeredWrong', 'notRegistered', 'compared', 'notCheckable', 'falseAlarms'] as const
const HOLDS = ['signature', 'initials', 'nothing', 'dirt', 'neighbour'] as const

function addAnswers(to: Record<Ink, number>, from: Answers): void {
  for (const ink of ['empty', 'look', 'signed'] as const) to[ink] += from[ink]
}

/** Whether a pile was sorted exactly: every page where it belongs, turned right, and what is missing or doubled told. */
export function isExact(file: SimulatedFile, answers: readonly PageAnswer[], told: { readonly missing: readonly string[]; readonly doubled: readonly string[] }): boolean {
  const nameOf = ({ code, exemplar, page }: { readonly code: string; readonly exemplar: number; readonly page: number }): string => `${code} ${exemplar} ${page}`
  const shown = file.pages.flatMap(({ shows }) => (shows === null ? [] : [nameOf(shows)]))
  const missing = file.missing.map(nameOf)
  const twice = shown.filter((name, index) => shown.indexOf(name) !== index)
  return answers.length === file.pages.length && answers.every((answer, index) => addMatch(emptyTally(), file.pages[index] ?? absent(), answer).length === 0)
    && isSame(missing, told.missing) && isSame(twice, told.doubled)
}

function absent(): never {
  throw new Error('every answer is about a page')
}

const isSame = (one: readonly string[], other: readonly string[]): boolean => [...new Set(one)].sort().join() === [...new Set(other)].sort().join()
