/*
 * Texts compare by bytes (BINARY, SQLite's default collation), as the ports require. WITHOUT ROWID where rows are small and
 * always found by their key: one b-tree instead of two.
 */

const PROCESSES = `
create table frigg_processes (
  id text primary key not null,
  user_id text not null,
  integration_id text not null,
  name text not null,
  type text not null,
  state text not null,
  context text not null,
  results text not null,
  parent_process_id text,
  child_processes text not null,
  active_key text unique,
  ledger text not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  ended_at integer,
  due_at integer
) strict;
create index frigg_processes_by_time on frigg_processes (created_at desc, id desc);
create index frigg_processes_by_integration on frigg_processes (integration_id, created_at desc, id desc);
create index frigg_processes_by_parent on frigg_processes (parent_process_id, created_at desc, id desc) where parent_process_id is not null;
create index frigg_processes_active on frigg_processes (created_at desc, id desc) where ended_at is null;
create index frigg_processes_due on frigg_processes (due_at, id) where due_at is not null;
create index frigg_processes_active_by_update on frigg_processes (updated_at, id) where ended_at is null;
create index frigg_processes_ended on frigg_processes (ended_at) where ended_at is not null;
`;

/** Numbers have a table of their own: a lookup costs the same right after a hundred thousand writes. */
const MAPPINGS = `
create table frigg_person_mappings (
  integration_id text not null,
  object_type text not null,
  external_id text not null,
  quo_contact_id text,
  phone_numbers text not null,
  content_hash text,
  source_modified_at text,
  seen_in text,
  known_since integer,
  failed_process_id text,
  failure_code text,
  claims text not null,
  contested integer not null,
  primary key (integration_id, object_type, external_id)
) strict, without rowid;
create index frigg_person_mappings_failed on frigg_person_mappings (integration_id, object_type, failed_process_id, external_id)
  where failed_process_id is not null;
create table frigg_person_phones (
  integration_id text not null,
  phone_number text not null,
  object_type text not null,
  external_id text not null,
  primary key (integration_id, phone_number, object_type, external_id)
) strict, without rowid;
create trigger frigg_person_phones_insert after insert on frigg_person_mappings when new.phone_numbers <> '[]' begin
  insert into frigg_person_phones select distinct new.integration_id, value, new.object_type, new.external_id from json_each(new.phone_numbers);
end;
create trigger frigg_person_phones_update after update of phone_numbers on frigg_person_mappings
when old.phone_numbers <> new.phone_numbers begin
  delete from frigg_person_phones where integration_id = old.integration_id
    and phone_number in (select value from json_each(old.phone_numbers))
    and object_type = old.object_type and external_id = old.external_id;
  insert into frigg_person_phones select distinct new.integration_id, value, new.object_type, new.external_id from json_each(new.phone_numbers);
end;
create trigger frigg_person_phones_delete after delete on frigg_person_mappings when old.phone_numbers <> '[]' begin
  delete from frigg_person_phones where integration_id = old.integration_id
    and phone_number in (select value from json_each(old.phone_numbers))
    and object_type = old.object_type and external_id = old.external_id;
end;
`;

const DOCUMENTS = `
create table frigg_documents (
  collection text not null,
  integration_id text not null,
  id text not null,
  value text not null,
  tags text not null,
  due_at integer,
  expires_at integer,
  version integer not null,
  primary key (collection, integration_id, id)
) strict;
create index frigg_documents_due on frigg_documents (collection, due_at, integration_id, id) where due_at is not null;
create index frigg_documents_expired on frigg_documents (expires_at) where expires_at is not null;
create table frigg_document_tags (
  collection text not null,
  tag text not null,
  integration_id text not null,
  id text not null,
  primary key (collection, tag, integration_id, id)
) strict, without rowid;
create trigger frigg_document_tags_insert after insert on frigg_documents when new.tags <> '[]' begin
  insert into frigg_document_tags select distinct new.collection, value, new.integration_id, new.id from json_each(new.tags);
end;
create trigger frigg_document_tags_update after update of tags on frigg_documents when old.tags <> new.tags begin
  delete from frigg_document_tags where collection = old.collection and tag in (select value from json_each(old.tags))
    and integration_id = old.integration_id and id = old.id;
  insert into frigg_document_tags select distinct new.collection, value, new.integration_id, new.id from json_each(new.tags);
end;
create trigger frigg_document_tags_delete after delete on frigg_documents when old.tags <> '[]' begin
  delete from frigg_document_tags where collection = old.collection and tag in (select value from json_each(old.tags))
    and integration_id = old.integration_id and id = old.id;
end;
`;

const LEASES_AND_LIMITS = `
create table frigg_leases (
  key text primary key not null,
  holder text not null,
  ends_at real not null
) strict, without rowid;
create index frigg_leases_by_end on frigg_leases (ends_at);
create table frigg_rate_limits (
  key text primary key not null,
  free_at real,
  parked_until real
) strict, without rowid;
`;

/**
 * A message is ready (`due_at` is null), delayed (`due_at` names its moment), or in flight (`claim` names its handout,
 * `due_at` the end of its visibility timeout). `frigg_queue_groups` is the line in which groups with ready messages wait
 * for their turn.
 */
const QUEUES = `
create table frigg_queues (
  name text primary key not null,
  kind text not null check (kind in ('standard', 'fifo')),
  sequence integer not null
) strict, without rowid;
create table frigg_queue_messages (
  id integer primary key autoincrement,
  queue text not null,
  group_key text not null,
  position integer not null,
  body text not null,
  receive_count integer not null,
  due_at integer,
  claim text,
  source_queue text,
  attempts integer,
  reason text
) strict;
create index frigg_queue_messages_by_group on frigg_queue_messages (queue, group_key, due_at, position);
create index frigg_queue_messages_due on frigg_queue_messages (queue, due_at) where due_at is not null;
create index frigg_queue_messages_in_flight on frigg_queue_messages (claim) where claim is not null;
create index frigg_queue_messages_dead on frigg_queue_messages (source_queue, position) where source_queue is not null;
create table frigg_queue_groups (
  queue text not null,
  group_key text not null,
  turn integer not null,
  primary key (queue, group_key)
) strict, without rowid;
create index frigg_queue_groups_by_turn on frigg_queue_groups (queue, turn);
create table frigg_queue_deduplication (
  queue text not null,
  id text not null,
  expires_at integer not null,
  primary key (queue, id)
) strict, without rowid;
create index frigg_queue_deduplication_by_expiry on frigg_queue_deduplication (queue, expires_at);
`;

/** The first schema. */
export const CREATE_TABLES: string = PROCESSES + MAPPINGS + DOCUMENTS + LEASES_AND_LIMITS + QUEUES;
