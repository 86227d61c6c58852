/** The failure codes of trouble that another pass over the outbox may not meet; everything else waits for a person. */
export const PASSING: ReadonlySet<string> = new Set(['database-busy', 'disk-full', 'data-directory'])
