/** When the archive was checked and what was found, one row a check; beside the history, since a check changes nothing that history tells of. */
export const ARCHIVE_CHECK_TABLE = `
create table archive_check (
  number integer primary key not null,
  checked_at text not null,
  by_name text not null,
  files_checked integer not null check (files_checked >= 0),
  events_checked integer not null check (events_checked >= 0),
  faults integer not null check (faults >= 0),
  litter integer not null check (litter >= 0)
) strict;
`
