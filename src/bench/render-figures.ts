import { z } from 'zod'
import { CONTENDER_NAMES } from './contender.js'

const figureSchema = z.strictObject({
  contender: z.enum(CONTENDER_NAMES),
  /** Pages of the PDFs; null where Word decides. */
  pages: z.int().nullable(),
  medianMs: z.number(),
  minMs: z.number(),
  /** How many times Anslut's CPU time a peer takes for the same files, by medians and by minima; null for Anslut itself. */
  timesAnslut: z.strictObject({ median: z.number(), min: z.number() }).nullable(),
})

/** What `bench render --json` says: CPU milliseconds (user and system) of every contender for three documents and for the whole pack. */
export const renderFiguresSchema = z.strictObject({
  rounds: z.int(),
  warmUpRounds: z.int(),
  node: z.string(),
  processors: z.int(),
  documentsInPack: z.int(),
  /** Version of every peer; null when it is not installed. */
  peers: z.strictObject({ docxtemplater: z.string().nullable(), pdfmake: z.string().nullable() }),
  rows: z.array(z.strictObject({ what: z.string(), figures: z.array(figureSchema) })),
})

export type RenderFigures = z.infer<typeof renderFiguresSchema>
export type Figure = z.infer<typeof figureSchema>
