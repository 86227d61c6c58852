import { z } from 'zod'
import type { BlankCells } from '../../signing/comparison/left-blank.js'
import type { PaperSize } from '../../signing/clean-copy.js'
import type { PageOfVersion } from '../../signing/page-code.js'
import type { Lies } from '../../signing/page-examination.js'
import { SHAPE_BYTES } from '../../signing/ink/ink-shape.js'
import { eSignedFileSchema } from '../../signing/e-signature/e-signature.js'
import type { SeenCode } from '../../signing/scan-report.js'
import { writtenPageSchema } from '../../templates/own/written-page.js'
import type { CodePlace, Rectangle } from '../../templates/stamp.js'
import type { Limits } from './page-source.js'

/** A page to copy out, and how far clockwise it must be turned to stand upright. */
export interface WantedPage {
  readonly sourcePage: number
  readonly rotation: 0 | 90 | 180 | 270
  /** Where the issued page lies in it; null when it was not registered. */
  readonly lies: Lies | null
  /** What the page's own codes say and where they were printed: they tell how a page lies that was not registered. */
  readonly codes?: PageOfVersion & { readonly places: readonly CodePlace[] }
  readonly paper: PaperSize
}

/** How two pages lie in one picture: the second to the right of the first, or below it. */
export type HalvesLie = 'beside' | 'above'

/** A scanned page to examine beside the page its code names. */
export interface SheetToExamine {
  readonly sourcePage: number
  /** The symbols seen on it with the page's own code. */
  readonly seen: readonly Pick<SeenCode, 'corners'>[]
  /** Where no symbol was seen: how far clockwise the scan is to be turned to stand upright, if the paper fills it; any way it fills it unless said. */
  readonly turned?: 0 | 90 | 180 | 270
  readonly issued: {
    /** The exemplar's PDF as issued. */
    readonly path: string
    readonly page: number
    readonly boxes: readonly (Rectangle & { readonly id: string; readonly initials?: true | undefined })[]
    /** Whether blank cells of its tables are there to be filled in by hand. */
    readonly blankCells: BlankCells
    /** What its codes say, which stands in small letters beside them. */
    readonly codeText: string
    /** The document's code as people read it, which stands there too. */
    readonly spokenCode: string
    readonly codePlaces: readonly CodePlace[]
  }
}

/** A scanned page on which no symbol was seen, and the issued pages it may be. */
export interface SheetToRecognise {
  readonly sourcePage: number
  readonly candidates: readonly SheetToExamine['issued'][]
}

/** The pages of a file in the order they are read: some ahead, in the order given, then the others as they lie. */
export function readingOrder(pageCount: number, ahead: readonly number[] = []): number[] {
  const pages = Array.from({ length: pageCount }, (_, index) => index + 1)
  const first = new Set(ahead)
  return [...[...first].filter((page) => page >= 1 && page <= pageCount), ...pages.filter((page) => !first.has(page))]
}

/** What a reader process is started to do; `firstPage` counts from 1, in the order read, and is where it goes on after a page that killed it; `ahead` are read before the others. */
export type Job =
  | { readonly task: 'read'; readonly source: string; readonly limits: Limits; readonly firstPage: number; readonly ahead?: readonly number[] }
  | { readonly task: 'copy'; readonly source: string; readonly limits: Limits; readonly wanted: readonly WantedPage[] }
  | { readonly task: 'show'; readonly source: string; readonly limits: Limits; readonly sourcePage: number; readonly rotation: WantedPage['rotation'] }
  | { readonly task: 'halves'; readonly source: string; readonly limits: Limits; readonly sourcePage: number; readonly lie: HalvesLie | null }
  | { readonly task: 'examine'; readonly source: string; readonly limits: Limits; readonly sheets: readonly SheetToExamine[] }
  | { readonly task: 'recognise'; readonly source: string; readonly limits: Limits; readonly sheets: readonly SheetToRecognise[]; readonly most: number }
  | { readonly task: 'e-signatures'; readonly source: string; readonly limits: Limits; readonly anchors: readonly Uint8Array[]; readonly receivedAt: string; readonly issuedBytes: number | null }
  | { readonly task: 'written'; readonly source: Uint8Array; readonly limits: Limits }
  | { readonly task: 'raster'; readonly source: string | Uint8Array; readonly limits: Limits; readonly dpi: number; readonly channels: 1 | 3 }

/** What the parent writes is typed there; only what a reader writes is doubted. */
export const jobSchema = z.custom<Job>((value) => typeof value === 'object' && value !== null && 'task' in value)

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const pixels = z.int().positive()
const rotation = z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)])

const readPage = z.strictObject({
  sourcePage: z.int().positive(),
  widthPx: z.int().nonnegative(),
  heightPx: z.int().nonnegative(),
  codes: z.array(z.strictObject({ text: z.string(), rotation, corners: z.array(z.strictObject({ xPx: z.number(), yPx: z.number() })).length(4).readonly() })).readonly(),
  blank: z.boolean(),
  unreadable: z.string().nullable(),
})

const step = z.number()
const copiedPage = z.strictObject({
  encoding: z.enum(['jpeg', 'g4']), bytes, channels: z.union([z.literal(1), z.literal(3)]), widthPx: pixels, heightPx: pixels,
  matrix: z.tuple([step, step, step, step, step, step]),
  /** False where neither an examination nor its codes told how the page lies: it is turned upright, no more. */
  straight: z.boolean(),
})
const raster = z.strictObject({ pixels: bytes, channels: z.union([z.literal(1), z.literal(3)]), widthPx: pixels, heightPx: pixels, dpi: z.number().positive() })

const part = z.strictObject({ xPt: z.number(), yPt: z.number(), widthPt: z.number().positive(), heightPt: z.number().positive() })

/** More than any page has: each shape is compared with all that are kept. */
const MOST_BOXES = 100
const isEachOnce = (boxes: readonly { readonly id: string }[]): boolean => new Set(boxes.map(({ id }) => id)).size === boxes.length

const examinedPage = z.strictObject({
  sourcePage: z.int().positive(),
  /** The issued page it was examined beside. */
  beside: z.strictObject({ path: z.string(), page: z.int().positive() }),
  /** Why the page could not be examined; null when it could. */
  unreadable: z.string().nullable(),
  /** Whether what stands on it is what its code says. */
  sameContent: z.boolean(),
  patches: z.strictObject({ looked: z.int().nonnegative(), found: z.int().nonnegative() }),
  /** Where the issued page lies, from millimetres on it to pixels of the page as it was drawn; null when its content is not there. */
  projection: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]).readonly().nullable(),
  /** The size of that picture; null when the page could not be drawn. */
  drawn: z.strictObject({ widthPx: pixels, heightPx: pixels }).nullable(),
  /** `shape`: what is drawn in one that looks signed, to be known again. */
  boxes: z.array(z.strictObject({ id: z.string(), ink: z.enum(['empty', 'look', 'signed']), confidence: z.number().min(0).max(1), bilevel: z.boolean(), cutout: bytes, shape: bytes.refine(({ length }) => length === SHAPE_BYTES).optional() })).max(MOST_BOXES).refine(isEachOnce),
  differences: z.array(part.extend({ answer: z.enum(['look', 'not-checkable']), issued: bytes, scanned: bytes })),
  /** Whether the letters beside its codes prove that it is the issued page; false where a code was read, which proves it. */
  provenByLetters: z.boolean(),
  /** Whether something is drawn over the page in the file: it is not on the paper. */
  drawnOver: z.boolean(),
  /** Whether the page is written in the file itself and no picture of paper. */
  paperless: z.boolean(),
})

/** What examining one page found, with its pictures (PNG). */
export type ExaminedPage = Readonly<z.infer<typeof examinedPage>>

const recognisedSheet = z.strictObject({ sourcePage: z.int().positive(), compared: z.array(examinedPage) })

/** A scanned page beside each of the issued pages that it resembles from afar, the likeliest first. */
export type RecognisedSheet = Readonly<z.infer<typeof recognisedSheet>>

/** What a reader process answers, in order: `opened`, for each page `begun` and its result, then `done`; or `refused`; or `spent` when the page just read has broken the reader, and a new one must go on. */
export const replySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('opened'), pageCount: z.int().nonnegative() }),
  z.strictObject({ type: z.literal('begun'), page: z.int().positive() }),
  z.strictObject({ type: z.literal('read'), page: readPage }),
  z.strictObject({ type: z.literal('copied'), page: copiedPage }),
  z.strictObject({ type: z.literal('rastered'), page: raster }),
  z.strictObject({ type: z.literal('written'), page: writtenPageSchema }),
  z.strictObject({ type: z.literal('shown'), jpeg: bytes }),
  z.strictObject({ type: z.literal('examined'), page: examinedPage }),
  z.strictObject({ type: z.literal('recognised'), sheet: recognisedSheet }),
  z.strictObject({ type: z.literal('e-signed'), file: eSignedFileSchema }),
  z.strictObject({ type: z.literal('refused'), code: z.enum(['scan-unreadable', 'scan-encrypted', 'scan-empty', 'scan-too-large']), message: z.string() }),
  z.strictObject({ type: z.literal('spent') }),
  z.strictObject({ type: z.literal('done') }),
])

export type Reply = z.infer<typeof replySchema>

/** A picture of one page, and how it is laid upright on its paper; colour only where the page has colour. */
export type CopiedPage = Readonly<z.infer<typeof copiedPage>>
