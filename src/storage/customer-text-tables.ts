/** Texts that customers have returned, which stand in place of a template's. */
export const CUSTOMER_TEXT_TABLES = `
create table customer_text (
  id text primary key check (length(id) > 0),
  orgnr text not null references customer (orgnr) deferrable initially deferred,
  kind text not null,
  base_code text not null references version (code) deferrable initially deferred,
  edition text not null,
  file_sha256 text not null check (length(file_sha256) = 64 and file_sha256 not glob '*[^0-9a-f]*'),
  template_sha256 text not null check (length(template_sha256) = 64 and template_sha256 not glob '*[^0-9a-f]*'),
  differences integer not null check (differences >= 0),
  by_name text not null,
  os_user text not null,
  registered_at text not null,
  state text not null check (state in ('proposed', 'in-force', 'replaced', 'dropped', 'rejected')),
  foreign key (kind, edition) references edition (kind, edition) deferrable initially deferred
) strict;
create unique index customer_text_in_force on customer_text (orgnr, kind) where state = 'in-force';
create unique index customer_text_once on customer_text (orgnr, kind, file_sha256) where state in ('proposed', 'in-force');
create trigger customer_text_not_changed before update of
  id, orgnr, kind, base_code, edition, file_sha256, template_sha256, differences, by_name, os_user, registered_at on customer_text
begin select raise(abort, 'a registered text is never changed'); end;
create trigger customer_text_settled before update of state on customer_text
when old.state in ('replaced', 'dropped', 'rejected') or (new.state = 'proposed' and old.state <> 'proposed')
begin select raise(abort, 'a text that no longer counts stays so'); end;
create trigger customer_text_not_removed before delete on customer_text
begin select raise(abort, 'a registered text is never removed'); end;

create table customer_text_acceptance (
  text text not null references customer_text (id) deferrable initially deferred,
  by_name text not null,
  os_user text not null,
  at text not null,
  primary key (text, by_name)
) strict;
create trigger customer_text_acceptance_not_changed before update on customer_text_acceptance
begin select raise(abort, 'an acceptance is never changed'); end;
create trigger customer_text_acceptance_not_removed before delete on customer_text_acceptance
begin select raise(abort, 'an acceptance is never removed'); end;

alter table version add column customer_text text references customer_text (id) deferrable initially deferred;
create trigger version_text_not_changed before update of customer_text on version
begin select raise(abort, 'an issued version is never changed'); end;
`
