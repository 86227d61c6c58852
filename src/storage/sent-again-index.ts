/** Attempts of which nobody knows how they ended are few among all, and every look at what waits asks for them. */
export const SENT_AGAIN_INDEX = `
create index letter_attempt_unknown on letter_attempt (letter) where outcome = 'unknown';
`
