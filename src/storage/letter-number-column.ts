/** A letter gets its number when it is sealed, so that the recipient never sees a gap where a letter was called back before it was built. */
export const LETTER_NUMBER_COLUMN = `
alter table letter add column sealed_number integer check (sealed_number > 0);
update letter set sealed_number = number where ciphertext_sha256 is not null;
create unique index letter_sealed_number on letter (orgnr, sealed_number);
create trigger letter_number_kept before update of sealed_number on letter
when old.sealed_number is not null and new.sealed_number is not old.sealed_number
begin select raise(abort, 'a sealed letter keeps its number'); end;
`
