/** What every look at the outbox and at a customer asks for: ordinary letters by how they stand, what they bring and to whom, answers that nobody has read, and tellings that were given up. */
export const LETTER_LOOKUP_INDEXES = `
create index ordinary_letter_state on ordinary_letter (state);
create index ordinary_letter_about on ordinary_letter (about, purpose);
create index ordinary_letter_customer on ordinary_letter (orgnr, purpose);
create index answer_unsettled on answer (received_at, sha256) where meaning is null;
create index webhook_delivery_state on webhook_delivery (webhook, state, number);
`
