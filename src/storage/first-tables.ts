/** The first tables. References are checked at commit, so that a flow may write its rows in the order it thinks. */
export const FIRST_TABLES = `
create table customer (
  orgnr text primary key check (length(orgnr) > 0),
  name text not null check (length(name) > 0),
  facts_sha256 text not null references facts (sha256) deferrable initially deferred,
  registered_at text not null
) strict;

create table facts (
  sha256 text primary key check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
  orgnr text not null references customer (orgnr) deferrable initially deferred,
  facts_json text not null check (json_valid(facts_json)),
  recorded_at text not null
) strict;

create table party (
  part text primary key check (part in ('svr', 'driftleverantor', 'korttillverkare')),
  record_json text not null check (json_valid(record_json)),
  record_sha256 text not null check (length(record_sha256) = 64 and record_sha256 not glob '*[^0-9a-f]*'),
  origin text not null check (origin in ('shipped', 'set')),
  recorded_at text not null
) strict;

create table edition (
  kind text not null,
  edition text not null,
  template_sha256 text not null check (length(template_sha256) = 64 and template_sha256 not glob '*[^0-9a-f]*'),
  author text not null,
  added_at text not null,
  primary key (kind, edition)
) strict;

create table edition_release (
  kind text not null,
  edition text not null,
  by_name text not null,
  os_user text not null,
  at text not null,
  primary key (kind, edition, by_name),
  foreign key (kind, edition) references edition (kind, edition) deferrable initially deferred
) strict;

create table version (
  code text primary key check (length(code) > 0),
  orgnr text not null references customer (orgnr) deferrable initially deferred,
  kind text not null,
  subject text not null,
  stage text not null check (stage in ('draft', 'signing')),
  edition text not null,
  facts_sha256 text not null,
  content_sha256 text not null check (length(content_sha256) = 64 and content_sha256 not glob '*[^0-9a-f]*'),
  title text not null,
  exemplars integer not null check (exemplars > 0),
  page_count integer not null check (page_count > 0),
  layout_json text not null check (json_valid(layout_json)),
  issued_at text not null,
  superseded_by text references version (code) deferrable initially deferred check (superseded_by <> code),
  cancelled_at text,
  foreign key (kind, edition) references edition (kind, edition) deferrable initially deferred
) strict;
create unique index version_current on version (orgnr, kind, subject, stage) where superseded_by is null and cancelled_at is null;
create index version_orgnr on version (orgnr);
create index version_superseded_by on version (superseded_by) where superseded_by is not null;

create table version_file (
  code text not null references version (code) deferrable initially deferred,
  path text not null,
  exemplar integer check (exemplar > 0),
  holder text,
  media_type text not null,
  sha256 text not null check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
  bytes integer not null check (bytes >= 0),
  primary key (code, path)
) strict;

create table event (
  sequence integer not null primary key check (sequence > 0),
  recorded_at text not null,
  happened_on text not null,
  actor_name text not null,
  actor_os_user text not null,
  actor_verified integer not null check (actor_verified in (0, 1)),
  orgnr text references customer (orgnr) deferrable initially deferred,
  code text references version (code) deferrable initially deferred,
  exemplar integer check (exemplar > 0),
  type text not null,
  payload_json text not null check (json_valid(payload_json) and payload_json ->> 'type' = type),
  previous_hash text not null,
  hash text not null unique check (length(hash) = 64)
) strict;
create index event_orgnr on event (orgnr, sequence);
create index event_code on event (code) where code is not null;

create table chain (
  id integer not null primary key check (id = 1),
  sequence integer not null check (sequence >= 0),
  hash text not null
) strict;
insert into chain (id, sequence, hash) values (1, 0, '');

create table scan (
  sha256 text primary key check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
  file_name text not null,
  bytes integer not null check (bytes >= 0),
  media_type text not null,
  received_at text not null,
  pages integer not null check (pages >= 0)
) strict;

create table scan_page (
  scan text not null references scan (sha256) deferrable initially deferred,
  source_page integer not null check (source_page > 0),
  reason text check (reason in ('blank', 'no-code', 'foreign-code', 'forged-code', 'unknown-version', 'superseded-version', 'draft', 'unreadable')),
  code text references version (code) deferrable initially deferred,
  exemplar integer check (exemplar > 0),
  page integer check (page > 0),
  page_count integer check (page_count >= page),
  rotation integer check (rotation in (0, 90, 180, 270)),
  primary key (scan, source_page),
  check (case when reason is null
    then code is not null and exemplar is not null and page is not null and page_count is not null and rotation is not null
    else code is null and exemplar is null and page is null and page_count is null and rotation is null end)
) strict;
create index scan_page_code on scan_page (code, exemplar, page) where code is not null;

create table letter (
  id text primary key check (length(id) > 0),
  number integer not null check (number > 0),
  orgnr text not null references customer (orgnr) deferrable initially deferred,
  recipient text not null,
  predecessor text references letter (id) deferrable initially deferred,
  codes_json text not null check (json_array_length(codes_json) > 0),
  evidence_json text not null check (json_valid(evidence_json)),
  state text not null check (state in ('due', 'queued', 'sending', 'unknown', 'relayed', 'failed', 'held', 'cancelled')),
  due_at text not null,
  release_at text not null,
  message_id text unique,
  ciphertext_sha256 text unique check (length(ciphertext_sha256) = 64 and ciphertext_sha256 not glob '*[^0-9a-f]*'),
  ciphertext_bytes integer check (ciphertext_bytes > 0),
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at text,
  claimed_at text,
  claimed_by text,
  receipt_sha256 text check (length(receipt_sha256) = 64 and receipt_sha256 not glob '*[^0-9a-f]*'),
  reason text,
  unique (orgnr, number),
  check ((claimed_at is null) = (claimed_by is null)),
  check (state <> 'sending' or claimed_by is not null),
  check ((ciphertext_sha256 is null) = (ciphertext_bytes is null)),
  check (state not in ('queued', 'sending', 'unknown', 'relayed') or (message_id is not null and ciphertext_sha256 is not null))
) strict;
create unique index letter_once on letter (orgnr, codes_json, recipient) where state <> 'cancelled';
create index letter_state on letter (state, release_at);

create table letter_file (
  letter text not null references letter (id) deferrable initially deferred,
  code text not null references version (code) deferrable initially deferred,
  file_name text not null,
  sha256 text not null check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
  bytes integer not null check (bytes >= 0),
  page_count integer not null check (page_count > 0),
  primary key (letter, code, sha256)
) strict;

create table letter_attempt (
  letter text not null references letter (id) deferrable initially deferred,
  attempt integer not null check (attempt > 0),
  at text not null,
  outcome text not null,
  response text not null,
  primary key (letter, attempt)
) strict;

create table key_pin (
  fingerprint text not null check (length(fingerprint) >= 40),
  address text not null,
  first_by text not null,
  first_at text not null,
  second_by text check (second_by <> first_by),
  second_at text,
  primary key (fingerprint, address),
  check ((second_by is null) = (second_at is null))
) strict;

create table idempotency_key (
  key text not null,
  route text not null,
  body_sha256 text not null,
  status integer,
  response_json text check (json_valid(response_json)),
  created_at text not null,
  primary key (key, route),
  check ((status is null) = (response_json is null))
) strict;

create trigger event_not_changed before update on event
begin select raise(abort, 'an event is never changed'); end;
create trigger event_not_removed before delete on event
begin select raise(abort, 'an event is never removed'); end;
create trigger event_follows before insert on event
when new.sequence <> (select sequence + 1 from chain) or new.previous_hash <> (select hash from chain)
begin select raise(abort, 'an event follows the one before it'); end;
create trigger event_heads_chain after insert on event
begin update chain set sequence = new.sequence, hash = new.hash where id = 1; end;
create trigger chain_not_removed before delete on chain
begin select raise(abort, 'the head of the chain is never removed'); end;

create trigger facts_not_changed before update on facts
begin select raise(abort, 'recorded facts are never changed'); end;
create trigger facts_not_removed before delete on facts
begin select raise(abort, 'recorded facts are never removed'); end;

create trigger edition_not_changed before update on edition
begin select raise(abort, 'an edition is never changed'); end;
create trigger edition_not_removed before delete on edition
begin select raise(abort, 'an edition is never removed'); end;

create trigger version_not_changed before update of
  code, orgnr, kind, subject, stage, edition, facts_sha256, content_sha256, title, exemplars, page_count, layout_json, issued_at on version
begin select raise(abort, 'an issued version is never changed'); end;
create trigger version_superseded_once before update of superseded_by on version
when old.superseded_by is not null or new.superseded_by is null
begin select raise(abort, 'a version is superseded once'); end;
create trigger version_cancelled_once before update of cancelled_at on version
when old.cancelled_at is not null or new.cancelled_at is null
begin select raise(abort, 'a version is cancelled once'); end;
create trigger version_not_removed before delete on version
begin select raise(abort, 'an issued version is never removed'); end;
create trigger version_file_not_changed before update on version_file
begin select raise(abort, 'a file of an issued version is never changed'); end;
create trigger version_file_not_removed before delete on version_file
begin select raise(abort, 'a file of an issued version is never removed'); end;

create trigger letter_ciphertext_kept before update of message_id, ciphertext_sha256, ciphertext_bytes on letter
when (old.message_id is not null and new.message_id is not old.message_id)
  or (old.ciphertext_sha256 is not null and new.ciphertext_sha256 is not old.ciphertext_sha256)
begin select raise(abort, 'a letter is built and encrypted once'); end;
create trigger letter_content_kept before update of id, number, orgnr, recipient, predecessor, codes_json, evidence_json, due_at on letter
begin select raise(abort, 'what a letter holds is never changed'); end;
create trigger letter_not_removed before delete on letter
begin select raise(abort, 'a letter is never removed'); end;
`
