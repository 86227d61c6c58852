/** The customer links, the browsers that they have let in, and the scans that came by them. Secrets stand here as hashes. */
export const CUSTOMER_LINK_TABLES = `
create table customer_link (
  id text primary key check (length(id) = 16),
  secret_sha256 text not null unique check (length(secret_sha256) = 64),
  orgnr text not null references customer (orgnr) deferrable initially deferred,
  label text not null,
  made_by text not null,
  created_at text not null,
  expires_at text not null,
  revoked_at text,
  used_at text
) strict;
create index customer_link_orgnr on customer_link (orgnr);
create trigger customer_link_kept before update of id, secret_sha256, orgnr, created_at, expires_at on customer_link
begin select raise(abort, 'a customer link stays the same'); end;
create trigger customer_link_not_removed before delete on customer_link
begin select raise(abort, 'a customer link is never removed'); end;

create table customer_link_session (
  secret_sha256 text primary key check (length(secret_sha256) = 64),
  link text not null references customer_link (id) deferrable initially deferred,
  created_at text not null
) strict;

create table customer_scan (
  id integer not null primary key,
  link text not null references customer_link (id) deferrable initially deferred,
  scan text not null references scan (sha256),
  file_name text not null,
  handed_in_at text not null
) strict;
create index customer_scan_link on customer_scan (link);
create index customer_scan_scan on customer_scan (scan);
`
