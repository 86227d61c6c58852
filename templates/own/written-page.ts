import { z } from 'zod'

/** What one page of a customer's PDF says and shows; `unseen` are words that paper would not show, `hasDrawings` true where it shows something that is no text. */
export const writtenPageSchema = z.strictObject({ page: z.int().positive(), lines: z.array(z.string().max(20_000)).max(20_000), unseen: z.array(z.string().max(20_000)).max(20_000), hasDrawings: z.boolean() })

/** Lines in the file's order; a soft hyphen stands where a word was parted, or where a hyphen of its own ended a line. */
export type WrittenPage = Readonly<z.infer<typeof writtenPageSchema>>
