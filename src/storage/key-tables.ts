/** Pins that can end, with who ended them and why, so that a key can be withdrawn and pinned anew; and what mails have claimed about keys. */
export const KEY_TABLES = `
alter table key_pin rename to key_pin_before;
create table key_pin (
  id integer primary key not null,
  fingerprint text not null check (length(fingerprint) >= 40),
  address text not null,
  first_by text not null,
  first_at text not null,
  second_by text check (second_by <> first_by),
  second_at text,
  exception text check (exception in ('rsa-2048')),
  ended_by text,
  ended_at text,
  end_reason text,
  replaced_by text,
  check ((second_by is null) = (second_at is null)),
  check ((ended_by is null) = (ended_at is null) and (ended_by is null) = (end_reason is null))
) strict;
insert into key_pin (fingerprint, address, first_by, first_at, second_by, second_at)
  select fingerprint, address, first_by, first_at, second_by, second_at from key_pin_before order by first_at;
drop table key_pin_before;
create unique index key_pin_open on key_pin (fingerprint, lower(address)) where ended_at is null;
create trigger key_pin_kept before update of id, fingerprint, address, first_by, first_at, exception on key_pin
begin select raise(abort, 'what was said of a key is never changed'); end;
create trigger key_pin_ended_kept before update on key_pin when old.ended_at is not null
begin select raise(abort, 'a pin that has ended stays so'); end;
create trigger key_pin_not_removed before delete on key_pin
begin select raise(abort, 'a pin is never removed'); end;
create table key_hint (
  fingerprint text not null check (length(fingerprint) >= 40),
  address text not null,
  source text not null check (source in ('autocrypt', 'mail')),
  seen_at text not null,
  primary key (fingerprint, address, source)
) strict;
`
