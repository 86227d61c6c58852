/** Documents are looked for by what they are and how old they are, to find those whose time has run out. */
export const RETENTION_INDEX = `
create index version_kind_issued on version (kind, stage, issued_at);
`
