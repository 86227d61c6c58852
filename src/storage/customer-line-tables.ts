/**
 * What the list of customers and the list of things to do show, kept so that neither derives every customer anew. Any change to what a line is derived from raises `changes`, in the
 * transaction of the change; a line holds while `derived_at_changes` is as high and `derived_on` is today.
 */
export const CUSTOMER_LINE_TABLES = `
create table customer_line (
  orgnr text primary key references customer (orgnr) deferrable initially deferred,
  changes integer not null default 1,
  derived_at_changes integer not null default 0,
  derived_on text not null default '',
  name text not null,
  search text not null default '',
  phase text not null default '',
  step integer check (step between 1 and 12),
  steps_done integer not null default 0,
  stuck integer not null default 0,
  next_action text
) strict;
create index customer_line_stale on customer_line (derived_on) where derived_at_changes < changes;
create index customer_line_name on customer_line (name, orgnr);
create table customer_task (
  orgnr text not null references customer_line (orgnr) deferrable initially deferred,
  position integer not null check (position > 0),
  kind text not null,
  what text not null,
  why text not null,
  since text not null,
  path text not null,
  primary key (orgnr, position)
) strict, without rowid;
create index customer_task_kind on customer_task (kind, since, orgnr);
insert into customer_line (orgnr, name) select orgnr, name from customer;
create trigger customer_line_begun after insert on customer
begin insert into customer_line (orgnr, name) values (new.orgnr, new.name); end;
create trigger customer_line_facts after update on customer
begin update customer_line set changes = changes + 1 where orgnr = new.orgnr; end;
create trigger customer_line_event after insert on event when new.orgnr is not null
begin update customer_line set changes = changes + 1 where orgnr = new.orgnr; end;
create trigger customer_line_plan after insert on event when new.type = 'plan-template-set'
begin update customer_line set changes = changes + 1; end;
create trigger customer_line_party after insert on party
begin update customer_line set changes = changes + 1; end;
create trigger customer_line_party_set after update on party
begin update customer_line set changes = changes + 1; end;
create trigger customer_line_issued after insert on version
begin update customer_line set changes = changes + 1 where orgnr = new.orgnr; end;
create trigger customer_line_version after update of superseded_by, cancelled_at on version
begin update customer_line set changes = changes + 1 where orgnr = new.orgnr; end;
create trigger customer_line_letter after insert on letter
begin update customer_line set changes = changes + 1 where orgnr = new.orgnr; end;
create trigger customer_line_letter_moved after update on letter
begin update customer_line set changes = changes + 1 where orgnr = new.orgnr; end;
create trigger customer_line_answer after insert on answer when new.letter is not null
begin update customer_line set changes = changes + 1 where orgnr = (select orgnr from letter where id = new.letter); end;
create trigger customer_line_answer_settled after update on answer when new.letter is not null
begin update customer_line set changes = changes + 1 where orgnr = (select orgnr from letter where id = new.letter); end;
create trigger customer_line_scan after insert on scan_page when new.code is not null
begin update customer_line set changes = changes + 1 where orgnr = (select orgnr from version where code = new.code); end;
create trigger customer_line_examination after insert on page_examination
begin update customer_line set changes = changes + 1 where orgnr = (select orgnr from version where code = new.code); end;
create trigger customer_line_examination_renewed after update on page_examination
begin update customer_line set changes = changes + 1 where orgnr = (select orgnr from version where code = new.code); end;
create trigger customer_line_placement after insert on page_placement when new.code is not null
begin update customer_line set changes = changes + 1 where orgnr = (select orgnr from version where code = new.code); end;
create trigger customer_line_placement_back after update on page_placement when new.code is not null
begin update customer_line set changes = changes + 1 where orgnr = (select orgnr from version where code = new.code); end;
`
