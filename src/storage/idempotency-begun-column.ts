/** Whether anything of the request has been written. Claims open when the column comes may have been carried out by a process that died. */
export const IDEMPOTENCY_BEGUN_COLUMN = `
alter table idempotency_key add column begun integer not null default 0 check (begun in (0, 1));
update idempotency_key set begun = 1 where status is null;
`
