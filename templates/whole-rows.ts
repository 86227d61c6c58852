/** A table of no more rows than this, its head not counted, stands whole on one page, and so does a form to fill in by hand. */
export const WHOLE_ROWS = { table: 5, form: 10 } as const
