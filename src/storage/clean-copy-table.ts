/** A document's confirmed pages as one PDF in the archive; the pages are those of which it was made, and of the same ones there is one. */
export const CLEAN_COPY_TABLE = `
create table clean_copy (
  code text not null references version (code) deferrable initially deferred,
  exemplar integer not null check (exemplar >= 1),
  pages_json text not null check (json_valid(pages_json)),
  sha256 text not null check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
  bytes integer not null check (bytes > 0),
  page_count integer not null check (page_count > 0),
  made_at text not null,
  primary key (code, pages_json)
) strict;
create trigger clean_copy_not_changed before update on clean_copy
begin select raise(abort, 'a clean copy is made once'); end;
create trigger clean_copy_not_removed before delete on clean_copy
begin select raise(abort, 'a clean copy is never removed'); end;
`
