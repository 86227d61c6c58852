/** Which token another was made with, so that it ends with it. */
export const TOKEN_MAKER_COLUMN = `
alter table api_token add column made_with text references api_token (id) deferrable initially deferred;
`
