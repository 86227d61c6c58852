import { createHash } from 'node:crypto'
import { z } from 'zod'
import { PARTIES } from '../../contracts/kind.js'
import { versionLayoutSchema } from '../storage/version-layout.js'

const manifestDocument = z.strictObject({
  kind: z.string(),
  title: z.string(),
  code: z.string(),
  edition: z.string(),
  pageCount: z.int().positive(),
  files: z.array(z.strictObject({ path: z.string(), exemplar: z.int().positive().optional(), holder: z.enum(PARTIES).optional(), mediaType: z.string(), bytes: z.int(), sha256: z.string() })),
  ...versionLayoutSchema.shape,
})

/** What lies in a pack's folder and where its codes and signature boxes stand; the shape of `manifest.json`. */
export const manifestSchema = z.strictObject({
  customer: z.strictObject({ orgnr: z.string(), name: z.string() }),
  pack: z.string(),
  stage: z.enum(['signing', 'draft']),
  issuedAt: z.iso.datetime(),
  documents: z.array(manifestDocument),
})

export type Manifest = z.infer<typeof manifestSchema>

/** Names a pack by the versions in it: the same versions make the same name. */
export function packName(codes: readonly string[]): string {
  return createHash('sha256').update([...codes].sort().join(' ')).digest('hex').slice(0, 12)
}
