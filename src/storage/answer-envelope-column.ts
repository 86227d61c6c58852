/** Whether a report named the mail it is about by ENVID, which only mail servers on the way have seen; whoever has seen a mail knows its Message-ID. Of earlier reports nobody knows. */
export const ANSWER_ENVELOPE_COLUMN = `
alter table answer add column by_envelope integer not null default 0 check (by_envelope in (0, 1));
`
