/** Recovery codes as slow salted hashes; those from before (SHA-256, no salt) go on working until they are used or renewed. */
export const SALTED_RECOVERY_CODE_TABLE = `
create table salted_recovery_code (
  account text not null references account (id) deferrable initially deferred,
  code_hash text not null check (code_hash like '%$argon2id$%' or (length(code_hash) = 64 and code_hash not glob '*[^0-9a-f]*')),
  used_at text,
  primary key (account, code_hash)
) strict;
insert into salted_recovery_code select account, code_sha256, used_at from recovery_code order by rowid;
drop table recovery_code;
alter table salted_recovery_code rename to recovery_code;
`
