/**
 * Ordinary letters can be called off, and stopped ones let go; an answer says which mail of several it is about;
 * and a letter of which nothing can have arrived may be sealed anew, when its mail server turns out to take less than it said.
 */
export const MAIL_STEERING_TABLES = `
create table steered_letter (
  id text primary key check (length(id) > 0),
  purpose text not null check (purpose in ('reminder', 'draft', 'invitation')),
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
  check ((purpose = 'reminder') = (orgnr is null)),
  check (protection = 'open' or purpose = 'draft')
) strict;
insert into steered_letter select id, purpose, orgnr, recipient, about, protection, message_id, raw_sha256, state, created_at, attempts_json, next_attempt_at, claimed_by, reason, null from ordinary_letter;
drop table ordinary_letter;
alter table steered_letter rename to ordinary_letter;
create trigger ordinary_letter_kept before update of id, purpose, orgnr, recipient, about, protection, message_id, raw_sha256, created_at on ordinary_letter
begin select raise(abort, 'what an ordinary letter holds is never changed'); end;
create trigger ordinary_letter_not_removed before delete on ordinary_letter
begin select raise(abort, 'an ordinary letter is never removed'); end;

alter table answer add column part integer check (part > 0);

drop trigger letter_ciphertext_kept;
create trigger letter_ciphertext_kept before update of message_id, ciphertext_sha256, ciphertext_bytes on letter
when ((old.message_id is not null and new.message_id is not old.message_id) or (old.ciphertext_sha256 is not null and new.ciphertext_sha256 is not old.ciphertext_sha256))
  and (old.state <> 'queued' or new.state <> 'queued' or exists (select 1 from letter_attempt where letter = old.id and outcome in ('unknown', 'accepted', 'delivered', 'confirmed')))
begin select raise(abort, 'a letter is built and encrypted once'); end;
drop trigger letter_part_not_removed;
create trigger letter_part_not_removed before delete on letter_part
when exists (select 1 from letter_attempt where letter = old.letter and outcome in ('unknown', 'accepted', 'delivered', 'confirmed'))
begin select raise(abort, 'a mail that may have arrived is never removed'); end;
`
