/** A sign-in may also come to a code that was used before. */
export const USED_CODE_OUTCOME = `
create table noted_sign_in (
  at text not null,
  account text references account (id) deferrable initially deferred,
  outcome text not null check (outcome in ('opened', 'wrong-password', 'wrong-code', 'used-code', 'blocked', 'locked')),
  address text not null
) strict;
insert into noted_sign_in select at, account, outcome, address from sign_in order by rowid;
drop table sign_in;
alter table noted_sign_in rename to sign_in;
create index sign_in_at on sign_in (at);
`
