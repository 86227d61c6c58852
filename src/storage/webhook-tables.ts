/**
 * Who is told of events, and every telling. An event and its tellings are one transaction, whichever process and whatever part of the program records the event: the trigger sees to it.
 * `types_json` null asks for every type. The secret is sealed with the key of accounts.
 */
export const WEBHOOK_TABLES = `
create table webhook (
  id text primary key,
  url text not null,
  types_json text check (types_json is null or json_valid(types_json)),
  secret_sealed text not null,
  created_by text not null,
  created_at text not null,
  removed_at text
) strict;
create table webhook_delivery (
  number integer primary key not null,
  webhook text not null references webhook (id),
  sequence integer not null references event (sequence),
  state text not null default 'due' check (state in ('due', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_attempt_at text not null,
  last_attempt_at text,
  last_outcome text,
  unique (webhook, sequence)
) strict;
create index webhook_delivery_due on webhook_delivery (next_attempt_at) where state = 'due';
create trigger webhook_told after insert on event
begin
  insert into webhook_delivery (webhook, sequence, next_attempt_at)
  select id, new.sequence, new.recorded_at from webhook
  where removed_at is null and (types_json is null or exists (select 1 from json_each(types_json) where value = new.type));
end;
`
