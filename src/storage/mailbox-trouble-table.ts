/** Since when the mailbox of answers has not been read to its end; no row while it is. */
export const MAILBOX_TROUBLE_TABLE = `
create table mailbox_trouble (
  only integer not null primary key check (only = 1),
  since text not null,
  message text not null
) strict;
`
