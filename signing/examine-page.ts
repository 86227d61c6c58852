import { compareAboutBoxes } from './comparison/about-boxes.js'
import { showsCodeLetters } from './comparison/code-letters.js'
import { foreignInk } from './comparison/foreign-ink.js'
import { compareWords, type PagePair } from './comparison/compare-text.js'
import { gathered } from './comparison/gather.js'
import type { BlankCells } from './comparison/left-blank.js'
import { isInside, lettersSpelling, regionOf, wordsOf, type Letter, type Word } from './comparison/letters.js'
import { withoutLinesAcross } from './comparison/lines-across.js'
import { inkInBox, type InkInBox } from './ink/ink-in-box.js'
import { flattened, grown, type Region } from './registration/flatten.js'
import { shrunk, type Gray } from './registration/gray.js'
import type { IssuedPage } from './registration/issued-page.js'
import type { Pair, Projection } from './registration/projection.js'
import { leastPixelsPerMm } from './registration/projection.js'
import { registerPage, type PatchFound, type Registration } from './registration/register-page.js'

/** A page as it was issued: drawn, with its letters and the boxes to sign in. */
export interface IssuedSheet {
  readonly page: IssuedPage
  readonly letters: readonly Letter[]
  readonly boxes: readonly (Region & { readonly id: string; readonly initials?: true | undefined })[]
  readonly blankCells: BlankCells
  /** Where the program's own codes stand. */
  readonly codes: readonly Region[]
  /** What they say, and the document's code as people read it, as both stand in letters beside them. */
  readonly codeTexts: readonly [codeText: string, spokenCode: string]
}

/** A page as scanned: `gray` for finding it, `ink` where pens show best (the red plane of a colour scan). */
export interface ScannedSheet {
  readonly gray: Gray
  readonly ink: Gray
  /** How finely the scanner saw the page at most, whatever it is drawn in; infinite where only the picture tells. */
  readonly seenPxPerMm: number
  /** Whether it was stored in black and white alone. */
  readonly isBilevel: boolean
  /** Whether the page's own code was read on it: what the letters beside it repeat is proven by that. */
  readonly isCodeRead: boolean
}

/** What a scanned page shows beside the page it says it is. */
export interface Examination {
  /** Null when the page's content is not what its code says. */
  readonly registration: Registration | null
  readonly boxes: readonly (InkInBox & { readonly id: string })[]
  readonly differences: readonly Difference[]
  /** Whether the letters beside the codes prove that it is the issued page; not looked for where a code was read. */
  readonly provenByLetters: boolean
}

/** A place where the scan does not look as the page was issued, or where that cannot be told. */
export interface Difference {
  readonly answer: 'look' | 'not-checkable'
  readonly region: Region
}

const RIM_MM = 3
/** A name that belongs elsewhere is seen for what it is only when much of it is seen. */
const ABOUT_BOX_MM = 10
/** Somebody signing writes the place and the date about the box too. */
const SIGNING_MM = 14
/** About a box for initials nobody writes anything. */
const INITIALLING_MM = 3
/** Of what stands between the page's head and foot, at least this much must be found again. */
const SAME_CONTENT_SHARE = 0.6
/** Words with no more than a space between them are one difference. */
const TOGETHER_MM = 2.5
const FEW_PATCHES = 6
const MARGIN_MM = 30
/** Under this the words of the page are too blurred to be compared. */
const COMPARABLE = 0.62
const COMPARABLE_PX_PER_MM = 5.4
/** Where a document that is filled in by hand asks for a tick it prints a square; a hand's tick is larger than the square, and need not hit it. */
const TICK_BOX = /^[□☐]$/u
const TICK_MM = 3
/** Standing alone it says nothing, and is no larger than what dirt makes and poor toner takes. */
const SPECK = /^[.,:;·]$/u

/** Compares a scanned page with the page its code names. `start` are the corners of the codes found; `startErrorMm` how far off they may be. */
export function examinePage(issued: IssuedSheet, scanned: ScannedSheet, start: readonly Pair[], startErrorMm: number): Examination {
  const registration = registerPage(issued.page, scanned.gray, start, startErrorMm)
  if (registration === null || !showsSameContent(registration.looked, issued.page.heightMm)) return { registration: null, boxes: [], differences: [{ answer: 'look', region: wholeOf(issued.page) }], provenByLetters: false }
  const pair = pairOf(issued, scanned, registration.projection)
  return {
    registration, differences: differencesOn(issued, scanned, pair), provenByLetters: !scanned.isCodeRead && showsCodeLetters(pair, issued.letters, issued.codeTexts[0]),
    boxes: issued.boxes.map((box) => ({ id: box.id, ...inkIn(issued, scanned, registration.projection, box) })),
  }
}

/** Whether what stands between head and foot is there: the codes, the heading and the page number are alike on every page. */
function showsSameContent(looked: readonly PatchFound[], heightMm: number): boolean {
  const body = looked.filter(({ yMm }) => yMm > MARGIN_MM && yMm < heightMm - MARGIN_MM)
  const judged = body.length < FEW_PATCHES ? looked : body
  return judged.filter(({ found }) => found).length >= judged.length * SAME_CONTENT_SHARE
}

/** What a box shows where the page lies so. */
export function inkIn({ page, boxes }: IssuedSheet, { ink }: Pick<ScannedSheet, 'ink'>, projection: Projection, box: IssuedSheet['boxes'][number]): InkInBox {
  const { mmPerPx } = page.fine
  const region = grown(box, ABOUT_BOX_MM)
  const others = boxes.filter((other) => other !== box).map((other) => ({ ...other, leftMm: other.leftMm - region.leftMm, topMm: other.topMm - region.topMm }))
  return inkInBox({ scanned: flattened(ink, projection, region, mmPerPx), issued: cut(page.fine.gray, region, mmPerPx), mmPerPx, rimMm: ABOUT_BOX_MM, others, writing: box.initials === true ? 'initials' : 'signature' })
}

function pairOf({ page }: IssuedSheet, scanned: ScannedSheet, projection: Projection): PagePair {
  const { mmPerPx, gray } = page.fine
  const seenPxPerMm = Math.min(scanned.seenPxPerMm, leastPixelsPerMm(projection, page.widthMm / 2, page.heightMm / 2))
  const laid = { issued: gray, scanned: flattened(scanned.gray, projection, wholeOf(page), mmPerPx), mmPerPx }
  return { ...laid, scanned: withoutLinesAcross({ ...laid, projection, scan: scanned.gray }), seenPxPerMm, isBilevel: scanned.isBilevel }
}

function differencesOn(issued: IssuedSheet, scanned: ScannedSheet, pair: PagePair): Difference[] {
  const { page } = issued
  const aboutBoxes = issued.boxes.map((box) => grown(box, box.initials === true ? INITIALLING_MM : SIGNING_MM))
  const expected = [...aboutBoxes, ...issued.codes.map((code) => grown(code, RIM_MM))]
  const words = wordsOf(issued.letters).filter((word) => !isIn(word, issued.codes))
  const isTickBox = (word: Word): boolean => issued.blankCells === 'to-fill-in' && word.every(({ text }) => TICK_BOX.test(text))
  const ticks = words.filter(isTickBox).map((word) => grown(regionOf(word), TICK_MM))
  const untouched = words.filter((word) => !isIn(word, expected) && !isTickBox(word))
  const notCheckable: Difference[] = [{ answer: 'not-checkable', region: wholeOf(page) }]
  if (pair.seenPxPerMm < COMPARABLE_PX_PER_MM) return notCheckable
  // Random letters, most in the smallest print, which say nothing that reading the code has not proven.
  const repeated = new Set(scanned.isCodeRead ? issued.codeTexts.flatMap((text) => [...lettersSpelling(issued.letters, text)]) : [])
  const compared = compareWords(pair, untouched.filter((word) => !word.every((letter) => repeated.has(letter) || SPECK.test(letter.text))))
  if (compared.ordinary < COMPARABLE) return notCheckable
  const written = foreignInk(coarser(pair, page), untouched.map(regionOf), [...expected, ...ticks], { aboutBoxes, blankCells: issued.blankCells })
  return gathered([...compared.differ.map(({ region }) => region), ...compareAboutBoxes(pair, words.filter((word) => isIn(word, aboutBoxes) && !isIn(word, issued.boxes))), ...written], TOGETHER_MM).map((region) => ({ answer: 'look', region }))
}

/** A pen's stroke is wide enough to be seen at half the resolution, in a quarter of the time. */
function coarser({ scanned, ...seen }: PagePair, { fine, middle }: IssuedPage): PagePair {
  return { ...seen, issued: middle.gray, scanned: shrunk(scanned, Math.round(middle.mmPerPx / fine.mmPerPx)), mmPerPx: middle.mmPerPx }
}

function wholeOf({ widthMm, heightMm }: IssuedPage): Region {
  return { leftMm: 0, topMm: 0, widthMm, heightMm }
}

function isIn(word: Word, regions: readonly Region[]): boolean {
  return word.some((letter) => regions.some((region) => isInside(letter, region)))
}

/** A part of a page drawn straight; white outside it. */
function cut({ pixels, widthPx, heightPx }: Gray, { leftMm, topMm, widthMm, heightMm }: Region, mmPerPx: number): Gray {
  const [left, top] = [Math.round(leftMm / mmPerPx), Math.round(topMm / mmPerPx)]
  const [width, height] = [Math.max(1, Math.round(widthMm / mmPerPx)), Math.max(1, Math.round(heightMm / mmPerPx))]
  const part = new Uint8Array(width * height).fill(255)
  for (let y = Math.max(0, -top); y < height && top + y < heightPx; y += 1) {
    for (let x = Math.max(0, -left); x < width && left + x < widthPx; x += 1) part[y * width + x] = pixels[(top + y) * widthPx + left + x] ?? 255
  }
  return { pixels: part, widthPx: width, heightPx: height }
}
