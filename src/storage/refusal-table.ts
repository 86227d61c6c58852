/** How many requests a day were refused, by failure code; nobody's name or address. */
export const REFUSAL_TABLE = `
create table refusal (
  day text not null check (day glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  code text not null,
  count integer not null check (count > 0),
  primary key (day, code)
) strict;
`
