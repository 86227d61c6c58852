/** Receipts of letters that the mail server took over while the archive could not be written; each lies here until it is archived. */
export const OWED_RECEIPT_TABLE = `
create table owed_receipt (
  sha256 text primary key check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
  letter text not null references letter (id),
  receipt_text text not null check (json_valid(receipt_text))
) strict;
create trigger owed_receipt_kept before update on owed_receipt
begin select raise(abort, 'a receipt never changes'); end;
`
