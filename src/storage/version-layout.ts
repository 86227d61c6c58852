import { z } from 'zod'
import { PARTIES } from '../../contracts/kind.js'

const rectangle = { xPt: z.number(), yPt: z.number(), widthPt: z.number().positive(), heightPt: z.number().positive() }

const code = z.strictObject({
  /** 0 on a draft, which is no exemplar. */
  exemplar: z.int().nonnegative(),
  corner: z.enum(['topRight', 'bottomLeft']),
  text: z.string().min(1),
  xPt: z.number(),
  yPt: z.number(),
  sizePt: z.number().positive(),
})

const page = z.strictObject({ page: z.int().positive(), widthPt: z.number().positive(), heightPt: z.number().positive(), codes: z.array(code) })

/** `initials` tells a small box for initials from one for a signature. */
const signatureBox = z.strictObject({ id: z.string().min(1), party: z.enum(PARTIES), role: z.string(), page: z.int().positive(), initials: z.literal(true).optional(), ...rectangle })

/** Where things stand on an issued version's pages, as `manifest.json` says it: PDF points, origin bottom left; equal for all exemplars but for the codes' text. */
export const versionLayoutSchema = z.strictObject({ pages: z.array(page), signatureBoxes: z.array(signatureBox) })

export type VersionLayout = z.infer<typeof versionLayoutSchema>

const outline = z.looseObject({ pages: z.array(page.extend({ codes: z.array(z.unknown()) })), signatureBoxes: z.array(signatureBox) })

// Every code was checked when the layout was kept, and a customer's page would check four hundred of them at each look.
const isLayout = (kept: unknown): kept is VersionLayout => outline.safeParse(kept).success

/** A layout as it was kept. @throws Error for anything else */
export function readLayout(json: string): VersionLayout {
  const kept: unknown = JSON.parse(json)
  if (!isLayout(kept)) throw new Error('a kept layout is none')
  return kept
}
