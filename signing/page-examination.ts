import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const share = z.number().min(0).max(1)
const place = { xPt: z.number(), yPt: z.number(), widthPt: z.number().positive(), heightPt: z.number().positive() }

/** What a signature box shows: no ink, some that a person must look at, or as much as a signature. */
export const INKS = ['empty', 'look', 'signed'] as const

/** Where an issued page lies in a scanned one: its projection into a picture of this size. */
export const liesSchema = z.strictObject({ projection: z.array(z.number()).length(9), widthPx: z.int().positive(), heightPx: z.int().positive() })
export type Lies = Readonly<z.infer<typeof liesSchema>>

/** A signature box that a scanned page shows; `fallen`: its document has been replaced or cancelled. */
const otherBox = z.strictObject({ id: z.string(), code: z.string(), exemplar: z.int().positive(), page: z.int().positive(), scan: z.string(), sourcePage: z.int().positive(), fallen: z.literal(true).optional() })

/** What examining one scanned page found, as it is kept: pictures by the SHA-256 of their PNG. */
export const pageExaminationSchema = z.strictObject({
  /** Why the page could not be examined, in Swedish; null when it could. */
  unexamined: z.string().nullable(),
  /** Whether what stands on it is what its code says. */
  sameContent: z.boolean(),
  patches: z.strictObject({ looked: z.int().nonnegative(), found: z.int().nonnegative() }),
  /** How the page was known when its codes could not be read; left out where its code said what it is. */
  knownBy: z.literal('content').optional(),
  /** Something was drawn or written over the page in the file after it was scanned: it is not on the paper, and was not looked at. */
  drawnOver: z.literal(true).optional(),
  /** Left out where the page was not found in the scan, or was examined before this was kept. */
  lies: liesSchema.optional(),
  /** The page is written in the file itself, no picture of paper, so that what looks like ink has been laid in. */
  paperless: z.literal(true).optional(),
  /** `shape`: what is drawn there, packed in Base64, kept apart from the rest; `sameAs`: other boxes that show the very same, found anew each time it is asked. */
  boxes: z.array(z.strictObject({ id: z.string(), ink: z.enum(INKS), confidence: share, bilevel: z.boolean(), cutout: sha256, shape: z.string().optional(), sameAs: z.array(otherBox).optional() })),
  differences: z.array(z.strictObject({ answer: z.enum(['look', 'not-checkable']), ...place, issued: sha256, scanned: sha256 })),
})

/** As it stands in its row: what is kept apart, or found anew, left out. */
export function withoutShapes(examination: PageExamination): PageExamination {
  return { ...examination, boxes: examination.boxes.map(({ id, ink, confidence, bilevel, cutout }) => ({ id, ink, confidence, bilevel, cutout })) }
}

export type PageExamination = Readonly<z.infer<typeof pageExaminationSchema>>

/** The SHA-256 of every picture an examination names. */
export function picturesOf({ boxes, differences }: PageExamination): string[] {
  return [...boxes.map(({ cutout }) => cutout), ...differences.flatMap(({ issued, scanned }) => [issued, scanned])]
}
