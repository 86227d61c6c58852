/** Which pages of a clean copy lie as they were scanned, since nothing told how they lie; null for copies of before that was noted. */
export const CLEAN_COPY_ASKEW_COLUMN = `
alter table clean_copy add column askew_json text check (askew_json is null or json_valid(askew_json));
`
