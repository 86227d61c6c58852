import { z } from 'zod'
import { MEASURED_NAMES, PEER_NAMES } from './contender.js'

const figureSchema = z.strictObject({
  measured: z.enum(MEASURED_NAMES),
  /** Pages of the PDFs; null where Word decides. */
  pages: z.int().nullable(),
  medianMs: z.number(),
  minMs: z.number(),
  /** How many times Anslut's CPU time a peer takes for the same files, by medians and by minima; null for Anslut itself. */
  timesAnslut: z.strictObject({ median: z.number(), min: z.number() }).nullable(),
})

/** Milliseconds by the clock and of the processor; the processor's are null where the system does not tell. */
const startSchema = z.strictObject({ medianWallMs: z.number(), minWallMs: z.number(), medianCpuMs: z.number().nullable() })

/** What `bench render --json` says: CPU milliseconds (user and system) of every contender for three documents and for the whole pack, and how long the first document takes. */
export const renderFiguresSchema = z.strictObject({
  rounds: z.int(),
  warmUpRounds: z.int(),
  node: z.string(),
  processors: z.int(),
  documentsInPack: z.int(),
  /** Version of every peer; null when it was not measured. */
  peers: z.record(z.enum(PEER_NAMES), z.string().nullable()),
  rows: z.array(z.strictObject({ what: z.string(), figures: z.array(figureSchema) })),
  /** From the start of the program on an empty data directory until a customer's first document is on disk. */
  firstDocument: startSchema,
  /** One `pack` on many customers, both formats, registered and archived; processor time and memory are null where the system does not tell. */
  manyPacks: z.strictObject({ packs: z.int(), wallMs: z.number(), cpuMsPerPack: z.number().nullable(), peakBytes: z.int().nullable() }),
})

export type RenderFigures = z.infer<typeof renderFiguresSchema>
export type Figure = z.infer<typeof figureSchema>
