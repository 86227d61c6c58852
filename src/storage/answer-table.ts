/** Mails that came back about letters; their bytes lie in the archive. `letter` is null until somebody has said which letter an unrecognised one is about. */
export const ANSWER_TABLE = `
create table answer (
  sha256 text primary key check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
  letter text references letter (id) deferrable initially deferred,
  received_at text not null,
  kind text not null check (kind in ('delivered', 'delayed', 'bounced', 'auto-reply', 'notice', 'reply')),
  from_address text not null,
  subject text not null,
  recipient text,
  diagnostic text,
  signature text not null check (signature in ('valid', 'invalid', 'none')),
  meaning text check (meaning in ('received', 'completion-requested', 'approved', 'irrelevant')),
  settled_by text,
  settled_at text,
  check ((meaning is null) = (settled_by is null) and (meaning is null) = (settled_at is null))
) strict;
create index answer_letter on answer (letter);
create table mailbox_cursor (
  mailbox text primary key,
  uid_validity text not null,
  last_uid integer not null check (last_uid >= 0)
) strict;
create trigger answer_not_removed before delete on answer
begin select raise(abort, 'an answer is never removed'); end;
create trigger answer_settled_once before update on answer when old.meaning is not null
begin select raise(abort, 'an answer is settled once'); end;
`
