import { z } from 'zod'
import { PARTIES } from '../contracts/kind.js'
import { eSignatureSchema } from './e-signature/e-signature.js'
import { INKS } from './page-examination.js'

/** One code read on a scanned page, before anything about it is believed. */
export interface ReadCode {
  readonly text: string
  /** How far clockwise the symbol is turned on the scan, to the nearest quarter. */
  readonly rotation: 0 | 90 | 180 | 270
}

/** A point in a scanned page's picture, in pixels from its top left corner. */
export interface PixelPoint {
  readonly xPx: number
  readonly yPx: number
}

/** A code, and where its symbol's corners were seen: top left, top right, bottom right, bottom left as the symbol itself stands. */
export interface SeenCode extends ReadCode {
  readonly corners: readonly PixelPoint[]
}

/** What the imaging child process says about one page of an uploaded file. */
export interface ReadPage {
  /** Counts from 1 in the uploaded file. */
  readonly sourcePage: number
  readonly widthPx: number
  readonly heightPx: number
  readonly codes: readonly ReadCode[]
  /** True when almost nothing is printed on it. */
  readonly blank: boolean
  /** Why the page could not be looked at; null when it could. */
  readonly unreadable: string | null
}

/** A page as read, with the places of its codes. */
export interface SeenPage extends ReadPage {
  readonly codes: readonly SeenCode[]
}

/** Why a page as it was read is no page of a document. */
export const READ_REASONS = ['blank', 'no-code', 'foreign-code', 'forged-code', 'unknown-version', 'superseded-version', 'draft', 'unreadable'] as const
/** Or because a person has put away a page that its code says is one. */
export const UNMATCHED_REASONS = [...READ_REASONS, 'set-aside'] as const
export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number]

/** Who decided about a scanned page by hand, when and why; `event` is the one to take back. `override` is why, although the page seemed to be another. */
export interface PlacedByHand {
  readonly event: number
  readonly by: string
  readonly on: string
  readonly reason: string
  readonly override: string | null
}

/** A scanned page that showed a genuine code of an issued version, or that a person has assigned to it. */
export interface MatchedPage {
  readonly scan: string
  readonly sourcePage: number
  readonly code: string
  readonly exemplar: number
  readonly page: number
  readonly pageCount: number
  /** How far clockwise the scan must be turned to stand upright. */
  readonly rotation: 0 | 90 | 180 | 270
}

/** A scanned page that shows no page of an issued signing version. */
export interface UnmatchedPage {
  readonly scan: string
  readonly sourcePage: number
  readonly reason: UnmatchedReason
  /** Of an `unreadable` page that the reader gave up: why, in Swedish. */
  readonly unread?: string
}

export const VERDICTS = ['complete', 'incomplete', 'suspect'] as const
/** A verdict on pages and their content, never on signatures: every page of an exemplar present once over all uploads, some missing, or something wrong: a page twice in an upload, one that does not look as issued, or one that could not be examined though the installation examines. */
export type Verdict = (typeof VERDICTS)[number]

const page = z.int().positive()

/** A PNG: its name in the archive (`GET /scans/…/pictures/NAME`), or the path it was written to. */
const picture = z.string().endsWith('.png')

/** What the counting showing of the box's page has in it. A box that no examined page shows is `look` with confidence 0 and no picture; `bilevel` says that pale ink may be lost; `sameAs` are other boxes, of any document, that show the very same ink in some scan, as no pen does twice, `fallen` when their document has been replaced or cancelled. */
const signatureBox = z.strictObject({ id: z.string(), party: z.enum(PARTIES), page, initials: z.literal(true).optional(), ink: z.enum(INKS), confidence: z.number().min(0).max(1), bilevel: z.boolean().optional(), cutout: picture.optional(), sameAs: z.array(z.strictObject({ id: z.string(), code: z.string(), exemplar: page, page, scan: z.string(), sourcePage: page, fallen: z.literal(true).optional() })).optional() })

/** A place (PDF points, origin bottom left) that does not look as issued, or where that cannot be told; no pictures where the page could not be examined. */
const difference = z.strictObject({
  page, answer: z.enum(['look', 'not-checkable']), xPt: z.number(), yPt: z.number(), widthPt: z.number().positive(), heightPt: z.number().positive(),
  /** `other-content`: the page is not the one its code names; `changed`: the place does not look as printed; `illegible`: the scan is too coarse; `not-examined`: comparing it failed or is not done yet; `sorted`: the installation only sorts. */
  reason: z.enum(['other-content', 'changed', 'illegible', 'not-examined', 'sorted']),
  issued: picture.optional(), scanned: picture.optional(),
})

/** What is proposed about one party: `proposed` when every page is there, examined and as issued and every box of the party shows a signature; `not` when pages or ink are missing; `look` when only a person can tell. `doubts` says in Swedish what stands against it; `scan` is the one to confirm, whose page with the party's boxes counts, where it is known; `refused`, in Swedish, why confirming it would be refused now whatever reason were given. */
const proposal = z.strictObject({ party: z.enum(PARTIES), answer: z.enum(['proposed', 'look', 'not']), doubts: z.array(z.string()), scan: z.string().optional(), refused: z.string().optional() })

const placedByHand = { event: z.int().positive(), by: z.string(), on: z.string(), reason: z.string(), override: z.string().nullable() }
const showing = z.strictObject({ page, scan: z.string(), sourcePage: page, counts: z.boolean(), signed: z.array(z.string()), changed: z.boolean() })

const unexaminedPage = z.strictObject({ page, scan: z.string(), sourcePage: page, counts: z.boolean(), why: z.string() })

const documentReport = z.strictObject({
  code: z.string(),
  kind: z.string(),
  orgnr: z.string(),
  exemplar: z.int().positive(),
  verdict: z.enum(VERDICTS),
  /** `found` and `missing` over all uploads; `duplicated` where nobody knows which sheet counts; `recognised` are those found whose codes could not be read, known by their content; `conflicting` where two scans show different signatures, so that they may be two papers; `drawnOver` where something is drawn or written over the page in the file, which is not on the paper and counts for nothing; `paperless` those written in the file itself, no pictures of paper, on which ink may have been laid in; `between` is each page of the upload, neither blank nor put away, that is of no document and lies between two pages of this one; `showings`, there when a page was scanned more than once, of each such page: which one counts (its boxes and differences are those below), the boxes each shows signed, and whether it looks changed; `unexamined`, where the installation examines, each page whose newest showing nobody knows what it shows, and why: when it does not count, what is said of the page is what an older one shows. */
  pages: z.strictObject({ expected: page, found: z.array(page), missing: z.array(page), duplicated: z.array(page), recognised: z.array(page).optional(), conflicting: z.array(page).optional(), drawnOver: z.array(page).optional(), paperless: z.array(page).optional(), between: z.array(z.strictObject({ sourcePage: page, after: page, before: page })).optional(), showings: z.array(showing).optional(), unexamined: z.array(unexaminedPage).optional() }),
  signatureBoxes: z.array(signatureBox),
  differences: z.array(difference),
  proposals: z.array(proposal),
  /** The pages that are there because a person says so, not their codes. */
  assigned: z.array(z.strictObject({ page, scan: z.string(), sourcePage: page, ...placedByHand })),
})

/** A page of a document that counts no longer: whose it was, and the one that counts in its place; null when none does. */
export const replacedPageSchema = z.strictObject({ code: z.string(), title: z.string(), orgnr: z.string(), customer: z.string(), exemplar: page, page, replacedBy: z.string().nullable() })

/** What `scan --json` says about one uploaded file; documents by customer, kind, code and exemplar, everything else in page order. */
export const scanReportSchema = z.strictObject({
  scan: z.string().regex(/^[0-9a-f]{64}$/),
  pagesRead: z.int().nonnegative(),
  /** There while the file is still being read or its pages examined: the report is not whole. */
  underWay: z.literal(true).optional(),
  documents: z.array(documentReport),
  /** Electronic signatures in the file; only there when it has any. */
  eSignatures: z.array(eSignatureSchema).optional(),
  /** The exemplar whose issued file this one begins with, byte for byte, and what has been done to it since: nothing but signatures when `since` is empty. */
  issuedFile: z.strictObject({ code: z.string(), exemplar: z.int().positive(), since: z.array(z.string()) }).optional(),
  /** Pages of no document, `why` in Swedish; `discarded` says that a person has put one away; `was`, of a `superseded-version`, what it is a page of. `set-aside`: its code names a page of a document. */
  unmatched: z.array(z.strictObject({ sourcePage: page, reason: z.enum(UNMATCHED_REASONS), why: z.string(), was: replacedPageSchema.optional(), discarded: z.strictObject(placedByHand).optional() })),
})

export type ReplacedPage = z.infer<typeof replacedPageSchema>
export type ScanReport = z.infer<typeof scanReportSchema>
export type DocumentReport = ScanReport['documents'][number]
export type Proposal = DocumentReport['proposals'][number]
