/** Ordinary letters may also tell the holder of an account that it was changed; like reminders they are about no customer. */
export const ACCOUNT_NOTICE_TABLE = `
create table noticed_letter (
  id text primary key check (length(id) > 0),
  purpose text not null check (purpose in ('reminder', 'notice', 'draft', 'invitation')),
  orgnr text references customer (orgnr) deferrable initially deferred,
  recipient text not null,
  about text not null,
  protection text not null check (protection in ('encrypted', 'open')),
  message_id text not null unique,
  raw_sha256 text not null check (length(raw_sha256) = 64 and raw_sha256 not glob '*[^0-9a-f]*'),
  state text not null check (state in ('queued', 'sending', 'relayed', 'unknown', 'failed', 'held', 'cancelled')),
  created_at text not null,
  attempts_json text not null default '[]' check (json_valid(attempts_json)),
  next_attempt_at text,
  claimed_by text,
  reason text,
  resumed_at text,
  check ((purpose in ('reminder', 'notice')) = (orgnr is null)),
  check (protection = 'open' or purpose = 'draft')
) strict;
insert into noticed_letter select id, purpose, orgnr, recipient, about, protection, message_id, raw_sha256, state, created_at, attempts_json, next_attempt_at, claimed_by, reason, resumed_at from ordinary_letter order by rowid;
drop table ordinary_letter;
alter table noticed_letter rename to ordinary_letter;
create trigger ordinary_letter_kept before update of id, purpose, orgnr, recipient, about, protection, message_id, raw_sha256, created_at on ordinary_letter
begin select raise(abort, 'what an ordinary letter holds is never changed'); end;
create trigger ordinary_letter_not_removed before delete on ordinary_letter
begin select raise(abort, 'an ordinary letter is never removed'); end;
`
