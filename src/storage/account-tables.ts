/** Who may sign in: accounts with their second steps, sessions, tokens of programs, and what sign-ins came to. Secrets stand here as hashes, or sealed with a key of `keys/`. */
export const ACCOUNT_TABLES = `
create table account (
  id text primary key check (length(id) = 16),
  username text not null unique,
  name text not null,
  name_key text not null unique,
  roles_json text not null check (json_valid(roles_json)),
  password_hash text,
  one_time_until text,
  totp_sealed text,
  totp_step integer not null default 0,
  subject text unique,
  created_at text not null,
  locked_at text,
  removed_at text,
  check (removed_at is null or locked_at is not null)
) strict;
create trigger account_not_removed before delete on account
begin select raise(abort, 'an account is never removed, so that history keeps its names'); end;
create trigger account_kept before update of id, created_at on account
begin select raise(abort, 'an account stays the same'); end;

create table accounts_in_force (
  id integer not null primary key check (id = 1),
  since text not null
) strict;
create trigger accounts_in_force_not_changed before update on accounts_in_force
begin select raise(abort, 'accounts stay in force'); end;
create trigger accounts_in_force_not_removed before delete on accounts_in_force
begin select raise(abort, 'accounts stay in force'); end;

create table recovery_code (
  account text not null references account (id) deferrable initially deferred,
  code_sha256 text not null check (length(code_sha256) = 64),
  used_at text,
  primary key (account, code_sha256)
) strict;

create table session (
  id text primary key check (length(id) = 16),
  secret_sha256 text not null unique check (length(secret_sha256) = 64),
  account text not null references account (id) deferrable initially deferred,
  stage text not null check (stage in ('open', 'second-step', 'new-password')),
  browser text not null,
  created_at text not null,
  seen_at text not null
) strict;
create index session_account on session (account);

create table api_token (
  id text primary key check (length(id) = 16),
  secret_sha256 text not null unique check (length(secret_sha256) = 64),
  account text not null references account (id) deferrable initially deferred,
  label text not null,
  scopes_json text not null check (json_valid(scopes_json)),
  created_at text not null,
  expires_at text not null,
  revoked_at text,
  used_on text
) strict;
create index api_token_account on api_token (account);

create table sign_in (
  at text not null,
  account text references account (id) deferrable initially deferred,
  outcome text not null check (outcome in ('opened', 'wrong-password', 'wrong-code', 'blocked', 'locked')),
  address text not null
) strict;
create index sign_in_at on sign_in (at);

create table sign_in_block (
  key text primary key,
  failures integer not null check (failures > 0),
  blocked_until text not null
) strict;
`
