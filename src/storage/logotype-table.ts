/** The customers' logotypes: a row each time another picture was handed in. */
export const LOGOTYPE_TABLE = `
create table logotype (
  sequence integer not null primary key,
  orgnr text not null references customer (orgnr) deferrable initially deferred,
  file_name text not null check (length(file_name) > 0),
  sha256 text not null check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
  recorded_at text not null
) strict;

create index logotype_of_customer on logotype (orgnr);

create trigger logotype_not_changed before update on logotype
begin select raise(abort, 'a logotype is never changed'); end;
create trigger logotype_not_removed before delete on logotype
begin select raise(abort, 'a logotype is never removed'); end;
`
