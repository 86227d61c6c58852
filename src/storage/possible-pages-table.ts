/** What a scanned page without a readable code may be, the likeliest first, for a person to choose among; made anew each time the scan is read. */
export const POSSIBLE_PAGES_TABLE = `
create table possible_page (
  scan text not null references scan (sha256),
  source_page integer not null check (source_page >= 1),
  rank integer not null check (rank >= 1),
  code text not null references version (code),
  exemplar integer not null check (exemplar >= 1),
  page integer not null check (page >= 1),
  primary key (scan, source_page, rank)
) strict;
`
