/** When the holder of a token was told that it runs out, so that nobody is told twice. */
export const TOKEN_REMINDER_COLUMN = `
alter table api_token add column reminded_at text;
`
