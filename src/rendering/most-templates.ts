/** So many templates are kept in memory at least: all kinds' editions, and those of the customers' own texts that are worked on at once. */
export const MOST_TEMPLATES = 64
