/**
 * The tables, version by version: a new version is a new list at the end, and what is above it does not change. Times are
 * ms since 1970 where they are ours, and time keys (see `time-key.ts`) where they are the desk's.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `create table store_conversations (
      tenant text not null, id text not null,
      status text not null, updated text not null, customer text, opening integer not null,
      snapshot_due integer, kept_for_erasures integer not null, oldest integer not null, doc text not null,
      primary key (tenant, id)
    )`,
    'create index store_conversations_by_update on store_conversations (tenant, updated, id)',
    'create index store_conversations_by_status on store_conversations (tenant, status, updated, id)',
    'create index store_conversations_by_customer on store_conversations (tenant, customer) where customer is not null',
    'create index store_conversations_by_age on store_conversations (oldest)',
    'create index store_conversations_due on store_conversations (snapshot_due) where snapshot_due is not null',
    `create table store_messages (
      tenant text not null, conversation text not null, id text not null,
      visible integer not null, twin integer not null, at text not null, author text,
      oldest integer not null, doc text not null,
      primary key (tenant, conversation, id)
    )`,
    'create index store_messages_by_author on store_messages (tenant, author) where author is not null',
    'create index store_messages_by_age on store_messages (oldest)',
    `create table store_customers (
      tenant text not null, id text not null, deleted integer not null, opted_out integer not null,
      snapshot_at integer not null, oldest integer not null, doc text not null,
      primary key (tenant, id)
    )`,
    'create index store_customers_by_age on store_customers (oldest)',
    'create index store_customers_by_snapshot on store_customers (snapshot_at)',
    `create table store_incidents (
      tenant text not null, id text not null, open integer not null, oldest integer not null, doc text not null,
      primary key (tenant, id)
    )`,
    `create table store_policies (
      tenant text not null, oldest integer not null, doc text not null, primary key (tenant)
    )`,
    `create table store_recommendations (
      tenant text not null, id text not null, conversation text, kind text not null, status text not null,
      created text not null, expires text, erased integer not null, appended integer not null, doc text not null,
      primary key (tenant, id)
    )`,
    `create unique index store_recommendations_one_open on store_recommendations (tenant, conversation, kind)
      where status = 'open' and conversation is not null`,
    'create index store_recommendations_by_conversation on store_recommendations (tenant, conversation, created, id)',
    'create index store_recommendations_by_status on store_recommendations (tenant, status, created, id)',
    'create index store_recommendations_by_creation on store_recommendations (tenant, created, id)',
    `create index store_recommendations_expiring on store_recommendations (expires)
      where status = 'open' and expires is not null`,
    'create index store_recommendations_by_age on store_recommendations (appended)',
    `create table store_citations (
      tenant text not null, source text not null, recommendation text not null, message text not null,
      retrieved integer not null,
      primary key (tenant, source, recommendation, message)
    ) without rowid`,
    'create index store_citations_by_recommendation on store_citations (tenant, recommendation)',
    `create table store_verdicts (
      seq integer primary key autoincrement,
      tenant text not null, id text not null, recommendation text not null, doc text not null
    )`,
    'create unique index store_verdicts_by_id on store_verdicts (tenant, id)',
    'create index store_verdicts_by_recommendation on store_verdicts (tenant, recommendation, seq)',
    `create table store_actions (
      tenant text not null, id text not null, conversation text not null, recommendation text not null,
      verdict text not null, place integer not null, status text not null, approved text not null,
      vendor_id text, appended integer not null, doc text not null,
      lease_holder text, lease_token integer not null default 0, lease_until integer not null default 0,
      not_before integer not null default 0,
      primary key (tenant, id)
    )`,
    'create index store_actions_by_verdict on store_actions (tenant, verdict, place)',
    'create index store_actions_by_recommendation on store_actions (tenant, recommendation)',
    'create index store_actions_by_conversation on store_actions (tenant, conversation, approved, id)',
    'create index store_actions_by_approval on store_actions (tenant, approved, id)',
    `create index store_actions_to_do on store_actions (status, approved) where status in ('approved', 'started')`,
    'create index store_actions_by_age on store_actions (appended)',
    `create table store_handled (
      tenant text not null, id text not null, consumer text not null, stream text not null, appended integer not null,
      primary key (tenant, id, consumer)
    ) without rowid`,
    'create index store_handled_by_age on store_handled (stream, appended)',
    `create table store_outbox (
      seq integer primary key autoincrement,
      tenant text not null, id text not null, stream text not null, event text not null
    )`,
    'create index store_outbox_by_id on store_outbox (id)',
    `create table store_remembered (
      tenant text not null, name text not null, value text not null, until integer not null,
      primary key (tenant, name)
    )`,
    'create index store_remembered_by_end on store_remembered (until)',
    'create table store_meta (name text primary key, value integer not null) without rowid',
    `insert into store_meta (name, value) values ('fence', 0), ('rebuilding', 0)`,
  ],
  // What desks refuse. Actions of before are of no connection here: they are claimed, and given back.
  [
    `alter table store_actions add column connection text not null default ''`,
    'alter table store_actions add column refused_start integer not null default 0',
    'alter table store_actions add column limited integer not null default 0',
    'alter table store_actions add column limited_since integer not null default 0',
  ],
  // Connections that their desks want left alone, by all instances.
  [
    `create table store_pauses (
      tenant text not null, connection text not null, until integer not null,
      primary key (tenant, connection)
    ) without rowid`,
  ],
  // How people review: where recommendations wait, who holds them, what limits count, keys, messages, and the chain.
  [
    `alter table store_recommendations add column queue text not null default 'review'`,
    `alter table store_recommendations add column assignee text`,
    `alter table store_recommendations add column due text`,
    `alter table store_recommendations add column risk text`,
    `alter table store_recommendations add column intent text`,
    `alter table store_recommendations add column language text`,
    `alter table store_recommendations add column channel text`,
    `alter table store_recommendations add column queue_key text not null default ''`,
    `alter table store_recommendations add column look_at integer not null default 0`,
    `update store_recommendations set queue = coalesce(json_extract(doc, '$.view.queue'), 'review'), queue_key = '~ 3 ' || created
      where status = 'open'`,
    `create index store_recommendations_queue on store_recommendations (tenant, queue, queue_key, id)
      where status = 'open'`,
    `create index store_recommendations_queues on store_recommendations (tenant, queue_key, id)
      where status = 'open'`,
    `create index store_recommendations_assigned on store_recommendations (tenant, assignee, queue_key, id)
      where status = 'open'`,
    `create index store_recommendations_kept on store_recommendations (look_at, created) where status = 'open'`,
    // What the chain will say of a decision or an action, told by the version that wrote it.
    `alter table store_outbox add column entry text`,
    `create table store_claims (
      tenant text not null, recommendation text not null, holder text not null, token integer not null, until integer not null,
      primary key (tenant, recommendation)
    ) without rowid`,
    'create index store_claims_by_end on store_claims (until)',
    `create table store_looks (
      tenant text not null, recommendation text not null, reviewer text not null, until integer not null,
      primary key (tenant, recommendation, reviewer)
    ) without rowid`,
    'create index store_looks_by_end on store_looks (until)',
    `create table store_uses (
      tenant text not null, event text not null, place integer not null, counts text not null, per text not null, counted text not null,
      at integer not null, amount real not null,
      primary key (tenant, event, place)
    ) without rowid`,
    'create index store_uses_by_key on store_uses (tenant, counts, per, counted, at, amount)',
    'create index store_uses_by_age on store_uses (at)',
    `create table store_switches (
      tenant text not null, subject text not null, oldest integer not null, doc text not null, primary key (tenant, subject)
    )`,
    'create index store_switches_by_age on store_switches (oldest)',
    `create table store_chains (
      tenant text not null primary key, next integer not null, hash text not null
    ) without rowid`,
    `create table store_keys (
      tenant text not null, id text not null, hash text not null, created text not null, doc text not null, primary key (tenant, id)
    )`,
    'create unique index store_keys_by_hash on store_keys (hash)',
    `create table store_deliveries (
      id text not null primary key, endpoint text not null, body text not null, attempts integer not null default 0, created integer not null,
      due integer not null, lease_until integer not null default 0, forget_at integer
    )`,
    'create index store_deliveries_due on store_deliveries (due) where forget_at is null',
    'create index store_deliveries_waiting on store_deliveries (endpoint) where forget_at is null',
    'create index store_deliveries_done on store_deliveries (forget_at) where forget_at is not null',
    'create index store_deliveries_by_age on store_deliveries (created)',
    `create table store_endpoints (endpoint text not null primary key, failing_since integer, disabled_at integer)`,
  ],
  // Who is signed in, and codes to sign in by.
  [
    `create table store_sessions (
      seq integer primary key autoincrement,
      hash text not null, kind text not null, tenant text not null, person text not null, until integer not null, doc text not null
    )`,
    'create unique index store_sessions_by_hash on store_sessions (hash)',
    'create index store_sessions_by_tenant on store_sessions (tenant, kind, seq)',
    'create index store_sessions_by_end on store_sessions (until)',
  ],
];
