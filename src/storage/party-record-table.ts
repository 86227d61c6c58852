/** Every record of a party that has been in force, so that what was issued is held against those of its day; of before there was this table, the latest. */
export const PARTY_RECORD_TABLE = `
create table party_record (
  part text not null check (part in ('svr', 'driftleverantor', 'korttillverkare')),
  recorded_at text not null,
  record_json text not null check (json_valid(record_json)),
  record_sha256 text not null check (length(record_sha256) = 64 and record_sha256 not glob '*[^0-9a-f]*'),
  primary key (part, recorded_at)
) strict;

insert into party_record select part, recorded_at, record_json, record_sha256 from party;
`
