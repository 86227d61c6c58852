/** Events are also asked for by type: what is about the whole house, and what all customers' calendars are made of. */
export const EVENT_TYPE_INDEX = `
create index event_type on event (type, sequence);
`
