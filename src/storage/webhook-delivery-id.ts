/**
 * What a receiver knows a telling by is random: a restored house begins to count again where its backup ended, and a receiver would take a new telling for one that it has heard.
 * The trigger is made again because it names a table that is gone for a moment.
 */
export const WEBHOOK_DELIVERY_ID = `
drop trigger webhook_told;
create table webhook_telling (
  number integer primary key not null,
  id text not null unique default (lower(hex(randomblob(16)))),
  webhook text not null references webhook (id),
  sequence integer not null references event (sequence),
  state text not null default 'due' check (state in ('due', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_attempt_at text not null,
  last_attempt_at text,
  last_outcome text,
  unique (webhook, sequence)
) strict;
insert into webhook_telling (number, webhook, sequence, state, attempts, next_attempt_at, last_attempt_at, last_outcome)
select number, webhook, sequence, state, attempts, next_attempt_at, last_attempt_at, last_outcome from webhook_delivery;
drop table webhook_delivery;
alter table webhook_telling rename to webhook_delivery;
create index webhook_delivery_due on webhook_delivery (next_attempt_at) where state = 'due';
create trigger webhook_told after insert on event
begin
  insert into webhook_delivery (webhook, sequence, next_attempt_at)
  select id, new.sequence, new.recorded_at from webhook
  where removed_at is null and (types_json is null or exists (select 1 from json_each(types_json) where value = new.type));
end;
`
