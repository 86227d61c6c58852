/** How each scan came in, once an arrival (`mark` tells one from another), and the scans whose reading has begun and not ended. */
export const INTAKE_TABLES = `
create table scan_arrival (
  id integer not null primary key,
  scan text not null references scan (sha256),
  file_name text not null,
  via text not null check (via in ('command', 'upload', 'folder')),
  arrived_at text not null,
  mark text not null,
  unique (scan, mark)
) strict;
create table scan_under_way (
  scan text not null primary key references scan (sha256),
  begun_at text not null,
  pid integer not null check (pid > 0)
) strict;
`
