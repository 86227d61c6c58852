import { z } from 'zod'

/** Where a page is printed on at all, in points from the lower left corner of the page as it is shown; null for a white page. */
export const printedAreaSchema = z.strictObject({ xPt: z.number(), yPt: z.number(), widthPt: z.number().positive(), heightPt: z.number().positive() }).nullable()

/** What one page of a customer's PDF says and shows; `unseen` are words that paper would not show, `crossed` those that a line or picture goes through, left out where there are none; `doubtful` letters that may be shown as others than they are read, left out likewise; `hasDrawings` true where it shows something that is no text; `printed` is left out where nobody has measured it. */
export const writtenPageSchema = z.strictObject({ page: z.int().positive(), lines: z.array(z.string().max(20_000)).max(20_000), unseen: z.array(z.string().max(20_000)).max(20_000), crossed: z.array(z.string().max(20_000)).max(20_000).optional(), doubtful: z.array(z.string().max(200)).max(1000).optional(), hasDrawings: z.boolean(), printed: printedAreaSchema.optional() })

/** Lines in the file's order; a soft hyphen stands where a word was parted, or where a hyphen of its own ended a line. */
export type WrittenPage = Readonly<z.infer<typeof writtenPageSchema>>
