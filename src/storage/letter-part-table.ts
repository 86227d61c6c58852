/** A letter too large for one mail has a row for each of its mails; of every other letter the letter's own row says all. */
export const LETTER_PART_TABLE = `
create table letter_part (
  letter text not null references letter (id) deferrable initially deferred,
  part integer not null check (part > 0),
  message_id text not null unique,
  ciphertext_sha256 text not null unique check (length(ciphertext_sha256) = 64 and ciphertext_sha256 not glob '*[^0-9a-f]*'),
  ciphertext_bytes integer not null check (ciphertext_bytes > 0),
  relayed_at text,
  delivered_at text,
  primary key (letter, part)
) strict;
alter table letter_file add column part integer not null default 1 check (part > 0);
alter table letter_attempt add column part integer not null default 1 check (part > 0);
create trigger letter_part_kept before update of letter, part, message_id, ciphertext_sha256, ciphertext_bytes on letter_part
begin select raise(abort, 'a letter is built and encrypted once'); end;
create trigger letter_part_not_removed before delete on letter_part
begin select raise(abort, 'a letter is never removed'); end;
`
