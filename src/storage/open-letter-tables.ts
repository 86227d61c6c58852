/** Letters that say nothing of any customer and may go in clear. They stand apart from review letters, which no row here can hold. */
export const OPEN_LETTER_TABLES = `
create table open_letter (
  id text primary key check (length(id) > 0),
  purpose text not null check (purpose in ('reminder')),
  recipient text not null,
  message_id text not null unique,
  raw_sha256 text not null check (length(raw_sha256) = 64 and raw_sha256 not glob '*[^0-9a-f]*'),
  state text not null check (state in ('queued', 'sending', 'relayed', 'unknown', 'failed', 'held')),
  created_at text not null,
  attempts_json text not null default '[]' check (json_valid(attempts_json)),
  next_attempt_at text,
  claimed_by text,
  reason text
) strict;
create table told_matter (
  key text primary key,
  told_on text not null
) strict;
create trigger open_letter_kept before update of id, purpose, recipient, message_id, raw_sha256, created_at on open_letter
begin select raise(abort, 'what an open letter holds is never changed'); end;
create trigger open_letter_not_removed before delete on open_letter
begin select raise(abort, 'an open letter is never removed'); end;
`
