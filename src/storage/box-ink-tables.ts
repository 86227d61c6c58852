/** What was drawn in each signature box that a scan shows signed, to be known again, and which of them are so alike that no hand drew both; the measures are what a list is searched by. */
export const BOX_INK_TABLES = `
create table box_ink (
  id integer not null primary key,
  scan text not null references scan (sha256),
  source_page integer not null check (source_page >= 1),
  code text not null references version (code),
  exemplar integer not null check (exemplar >= 1),
  page integer not null check (page >= 1),
  box text not null,
  aspect real not null,
  lean real not null,
  shape text not null,
  unique (scan, source_page, code, exemplar, page, box)
) strict;
create index box_ink_aspect on box_ink (aspect, lean);
create index box_ink_code on box_ink (code);
create table same_ink (
  one integer not null references box_ink (id) on delete cascade,
  other integer not null references box_ink (id) on delete cascade,
  primary key (one, other)
) strict, without rowid;
create index same_ink_other on same_ink (other);
`
