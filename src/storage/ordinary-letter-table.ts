/** Reminders, drafts and invitations. They stand apart from review letters, which no row here can hold; reminders sent before are carried over. */
export const ORDINARY_LETTER_TABLE = `
create table ordinary_letter (
  id text primary key check (length(id) > 0),
  purpose text not null check (purpose in ('reminder', 'draft', 'invitation')),
  orgnr text references customer (orgnr) deferrable initially deferred,
  recipient text not null,
  about text not null,
  protection text not null check (protection in ('encrypted', 'open')),
  message_id text not null unique,
  raw_sha256 text not null check (length(raw_sha256) = 64 and raw_sha256 not glob '*[^0-9a-f]*'),
  state text not null check (state in ('queued', 'sending', 'relayed', 'unknown', 'failed', 'held')),
  created_at text not null,
  attempts_json text not null default '[]' check (json_valid(attempts_json)),
  next_attempt_at text,
  claimed_by text,
  reason text,
  check ((purpose = 'reminder') = (orgnr is null)),
  check (protection = 'open' or purpose = 'draft')
) strict;
insert into ordinary_letter select id, purpose, null, recipient, '', 'open', message_id, raw_sha256, state, created_at, attempts_json, next_attempt_at, claimed_by, reason from open_letter;
drop table open_letter;
create trigger ordinary_letter_kept before update of id, purpose, orgnr, recipient, about, protection, message_id, raw_sha256, created_at on ordinary_letter
begin select raise(abort, 'what an ordinary letter holds is never changed'); end;
create trigger ordinary_letter_not_removed before delete on ordinary_letter
begin select raise(abort, 'an ordinary letter is never removed'); end;
`
