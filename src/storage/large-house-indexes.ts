/** What the pages of a large house look for: who has done something, when, and scanned pages that wait. */
export const LARGE_HOUSE_INDEXES = `
create index event_actor on event (actor_name, sequence);
create index event_happened on event (happened_on, sequence);
create index scan_page_reason on scan_page (reason, scan) where reason is not null;
`
