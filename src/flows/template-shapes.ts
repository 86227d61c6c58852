import { z } from 'zod'
import { faultShape, lineChangeSchema } from './outward-shapes.js'

/** An edition in JSON. */
export const editionShape = z.strictObject({ kind: z.string(), edition: z.string(), templateSha256: z.string(), author: z.string(), addedAt: z.string() })

/** An edition with who has released it. */
export const editionStatusShape = editionShape.extend({ releases: z.array(z.strictObject({ kind: z.string(), edition: z.string(), byName: z.string(), osUser: z.string(), at: z.string() })) })

/** What taking in a template answers. */
export const importedTemplateShape = z.strictObject({ edition: editionShape, replaces: editionShape.nullable(), notes: z.array(faultShape) })

/** What differs between two editions. */
export const templateDiffShape = z.strictObject({ from: editionShape, to: editionShape, changes: z.array(lineChangeSchema), onlyLooks: z.boolean() })
