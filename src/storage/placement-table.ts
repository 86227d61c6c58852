/** What a person has decided about a scanned page instead of what its code says; never removed, one at a time in force. */
export const PLACEMENT_TABLE = `
create table page_placement (
  event integer not null primary key references event (sequence) deferrable initially deferred,
  scan text not null references scan (sha256),
  source_page integer not null check (source_page >= 1),
  code text references version (code),
  exemplar integer check (exemplar >= 1),
  page integer check (page >= 1),
  page_count integer check (page_count >= page),
  rotation integer check (rotation in (0, 90, 180, 270)),
  examination_json text check (json_valid(examination_json)),
  by_name text not null,
  placed_on text not null,
  reason text not null,
  override_reason text,
  taken_back_by integer references event (sequence) deferrable initially deferred,
  check ((code is null) = (exemplar is null) and (code is null) = (page is null) and (code is null) = (page_count is null) and (code is null) = (rotation is null) and (code is null) = (examination_json is null))
) strict;
create unique index page_placement_in_force on page_placement (scan, source_page) where taken_back_by is null;
create index page_placement_code on page_placement (code, exemplar) where code is not null and taken_back_by is null;
create trigger page_placement_kept before delete on page_placement
begin select raise(abort, 'what a person decided about a page is never removed'); end;
`
