/** What was found when a scanned page was examined beside the issued one; its pictures lie in the archive. */
export const PAGE_EXAMINATION_TABLE = `
create table page_examination (
  scan text not null references scan (sha256),
  source_page integer not null check (source_page >= 1),
  code text not null references version (code),
  exemplar integer not null check (exemplar >= 1),
  page integer not null check (page >= 1),
  examination_json text not null check (json_valid(examination_json)),
  primary key (scan, source_page)
) strict, without rowid;
create index page_examination_code on page_examination (code, exemplar);
`
