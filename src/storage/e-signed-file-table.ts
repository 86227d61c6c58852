/** What was found of electronic signatures in a scanned PDF; the issued file that it begins with, byte for byte, where it does. */
export const E_SIGNED_FILE_TABLE = `
create table e_signed_file (
  scan text not null primary key references scan (sha256),
  found_json text not null check (json_valid(found_json)),
  issued_code text references version (code),
  issued_exemplar integer check (issued_exemplar >= 1),
  check ((issued_code is null) = (issued_exemplar is null))
) strict;
`
