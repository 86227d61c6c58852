/** When a worker took an ordinary letter: whether one on another machine may still be at it is told by nothing else. */
export const ORDINARY_CLAIM_COLUMN = `
alter table ordinary_letter add column claimed_at text;
update ordinary_letter set claimed_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where claimed_by is not null;
`
