/** Why the reader gave a page up, in its own words. */
export const UNREAD_WHY_COLUMN = `
alter table scan_page add column unread_why text check (unread_why is null or reason = 'unreadable');
`
