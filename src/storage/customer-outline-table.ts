/** What the pages about all customers need of each, kept beside its line in the list and renewed with it, so that neither a start nor a look derives every customer anew; every line counts as changed once, to fill it. */
export const CUSTOMER_OUTLINE_TABLE = `
create table customer_outline (
  orgnr text primary key references customer_line (orgnr) deferrable initially deferred,
  outline_json text not null
) strict;
create index scan_received on scan (received_at, sha256);
update customer_line set changes = changes + 1;
`
