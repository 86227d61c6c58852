/** Files of the archive that no row names and that are neither receipts nor sealed letters; what a file holds never changes, so each is looked at once. */
export const PLAIN_FILE_TABLE = `
create table plain_file (
  sha256 text primary key check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*')
) strict, without rowid;
`
