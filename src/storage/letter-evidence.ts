import { z } from 'zod'
import type { PageEvidence } from '../../contracts/event.js'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const pageEvidence = z.strictObject({
  page: z.int().positive(),
  scan: sha256,
  sourcePage: z.int().positive(),
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
}) satisfies z.ZodType<PageEvidence>

/** Which confirmed scanned pages make up each attachment, in order: `member` is the document attached, `code` and `exemplar` whose pages they are (another's for the signature page that covers an appendix). */
export const letterEvidenceSchema = z.array(z.strictObject({ member: z.string().min(1), code: z.string().min(1), exemplar: z.int().positive(), pages: z.array(pageEvidence).min(1) }))

export type LetterEvidence = z.infer<typeof letterEvidenceSchema>
