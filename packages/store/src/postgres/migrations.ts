/** Ordered by its bytes, as SQLite orders, whatever the database's own order is. */
const text = 'text collate "C"';
const key = `${text} not null`;
const whole = 'bigint not null';

/**
 * The tables, version by version: a new version is a new list at the end, and what is above it does not change. Times are
 * ms since 1970 where they are ours, and time keys (see `time-key.ts`) where they are the desk's.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `create table store_conversations (
      tenant ${key}, id ${key},
      status ${key}, updated ${key}, customer ${text}, opening ${whole},
      snapshot_due bigint, kept_for_erasures ${whole}, oldest ${whole}, doc ${key},
      primary key (tenant, id)
    )`,
    'create index store_conversations_by_update on store_conversations (tenant, updated, id)',
    'create index store_conversations_by_status on store_conversations (tenant, status, updated, id)',
    'create index store_conversations_by_customer on store_conversations (tenant, customer) where customer is not null',
    'create index store_conversations_by_age on store_conversations (oldest)',
    'create index store_conversations_due on store_conversations (snapshot_due) where snapshot_due is not null',
    `create table store_messages (
      tenant ${key}, conversation ${key}, id ${key},
      visible ${whole}, twin ${whole}, at ${key}, author ${text},
      oldest ${whole}, doc ${key},
      primary key (tenant, conversation, id)
    )`,
    'create index store_messages_by_author on store_messages (tenant, author) where author is not null',
    'create index store_messages_by_age on store_messages (oldest)',
    `create table store_customers (
      tenant ${key}, id ${key}, deleted ${whole}, opted_out ${whole},
      snapshot_at ${whole}, oldest ${whole}, doc ${key},
      primary key (tenant, id)
    )`,
    'create index store_customers_by_age on store_customers (oldest)',
    'create index store_customers_by_snapshot on store_customers (snapshot_at)',
    `create table store_incidents (
      tenant ${key}, id ${key}, open ${whole}, oldest ${whole}, doc ${key},
      primary key (tenant, id)
    )`,
    `create table store_policies (
      tenant ${key}, oldest ${whole}, doc ${key}, primary key (tenant)
    )`,
    `create table store_recommendations (
      tenant ${key}, id ${key}, conversation ${text}, kind ${key}, status ${key},
      created ${key}, expires ${text}, erased ${whole}, appended ${whole}, doc ${key},
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
      tenant ${key}, source ${key}, recommendation ${key}, message ${key}, retrieved ${whole},
      primary key (tenant, source, recommendation, message)
    )`,
    'create index store_citations_by_recommendation on store_citations (tenant, recommendation)',
    `create table store_verdicts (
      seq bigint generated always as identity primary key,
      tenant ${key}, id ${key}, recommendation ${key}, doc ${key}
    )`,
    'create unique index store_verdicts_by_id on store_verdicts (tenant, id)',
    'create index store_verdicts_by_recommendation on store_verdicts (tenant, recommendation, seq)',
    `create table store_actions (
      tenant ${key}, id ${key}, conversation ${key}, recommendation ${key},
      verdict ${key}, place ${whole}, status ${key}, approved ${key},
      vendor_id ${text}, appended ${whole}, doc ${key},
      lease_holder ${text}, lease_token ${whole} default 0, lease_until ${whole} default 0,
      not_before ${whole} default 0,
      primary key (tenant, id)
    )`,
    'create index store_actions_by_verdict on store_actions (tenant, verdict, place)',
    'create index store_actions_by_recommendation on store_actions (tenant, recommendation)',
    'create index store_actions_by_conversation on store_actions (tenant, conversation, approved, id)',
    'create index store_actions_by_approval on store_actions (tenant, approved, id)',
    `create index store_actions_to_do on store_actions (status, approved) where status in ('approved', 'started')`,
    'create index store_actions_by_age on store_actions (appended)',
    `create table store_handled (
      tenant ${key}, id ${key}, consumer ${key}, stream ${key}, appended ${whole},
      primary key (tenant, id, consumer)
    )`,
    'create index store_handled_by_age on store_handled (stream, appended)',
    // Rows leave it when the log has them; there is no place in it that a late commit could come before.
    `create table store_outbox (
      seq bigint generated always as identity primary key,
      tenant ${key}, id ${key}, stream ${key}, event ${key}
    )`,
    'create index store_outbox_by_id on store_outbox (id)',
    `create table store_remembered (
      tenant ${key}, name ${key}, value ${key}, until ${whole},
      primary key (tenant, name)
    )`,
    'create index store_remembered_by_end on store_remembered (until)',
    `create table store_meta (name ${key} primary key, value ${whole})`,
    `insert into store_meta (name, value) values ('fence', 0), ('rebuilding', 0)`,
    // Who does what one instance at a time does. `session`: the advisory lock by which others see that it lives.
    `create table store_shifts (name ${key} primary key, holder ${key}, session bigint, until ${whole})`,
  ],
  // What desks refuse. Actions of before are of no connection here: they are claimed, and given back.
  [
    `alter table store_actions add column connection ${key} default ''`,
    `alter table store_actions add column refused_start ${whole} default 0`,
    `alter table store_actions add column limited ${whole} default 0`,
    `alter table store_actions add column limited_since ${whole} default 0`,
  ],
  // Connections that their desks want left alone, by all instances.
  [
    `create table store_pauses (
      tenant ${key}, connection ${key}, until ${whole},
      primary key (tenant, connection)
    )`,
  ],
  // How people review: where recommendations wait, who holds them, what limits count, keys, messages, and the chain.
  [
    `alter table store_recommendations add column queue ${key} default 'review'`,
    `alter table store_recommendations add column assignee ${text}`,
    `alter table store_recommendations add column due ${text}`,
    `alter table store_recommendations add column risk ${text}`,
    `alter table store_recommendations add column intent ${text}`,
    `alter table store_recommendations add column language ${text}`,
    `alter table store_recommendations add column channel ${text}`,
    `alter table store_recommendations add column queue_key ${key} default ''`,
    `alter table store_recommendations add column look_at ${whole} default 0`,
    // As text: what a document quotes may be more than PostgreSQL's own JSON takes.
    `update store_recommendations set queue = coalesce(substring(doc from '[,{]"queue":"([^"\\\\]*)"'), 'review'), queue_key = '~ 3 ' || created
      where status = 'open'`,
    `create index store_recommendations_queue on store_recommendations (tenant, queue, queue_key, id)
      where status = 'open'`,
    `create index store_recommendations_queues on store_recommendations (tenant, queue_key, id)
      where status = 'open'`,
    `create index store_recommendations_assigned on store_recommendations (tenant, assignee, queue_key, id)
      where status = 'open'`,
    `create index store_recommendations_kept on store_recommendations (look_at, created) where status = 'open'`,
    // What the chain will say of a decision or an action, told by the version that wrote it.
    `alter table store_outbox add column entry ${text}`,
    `create table store_claims (
      tenant ${key}, recommendation ${key}, holder ${key}, token ${whole}, until ${whole},
      primary key (tenant, recommendation)
    )`,
    'create index store_claims_by_end on store_claims (until)',
    `create table store_looks (
      tenant ${key}, recommendation ${key}, reviewer ${key}, until ${whole},
      primary key (tenant, recommendation, reviewer)
    )`,
    'create index store_looks_by_end on store_looks (until)',
    `create table store_uses (
      tenant ${key}, event ${key}, place ${whole}, counts ${key}, per ${key}, counted ${key},
      at ${whole}, amount double precision not null,
      primary key (tenant, event, place)
    )`,
    'create index store_uses_by_key on store_uses (tenant, counts, per, counted, at, amount)',
    'create index store_uses_by_age on store_uses (at)',
    `create table store_switches (
      tenant ${key}, subject ${key}, oldest ${whole}, doc ${key}, primary key (tenant, subject)
    )`,
    'create index store_switches_by_age on store_switches (oldest)',
    `create table store_chains (
      tenant ${key} primary key, next ${whole}, hash ${key}
    )`,
    `create table store_keys (
      tenant ${key}, id ${key}, hash ${key}, created ${key}, doc ${key}, primary key (tenant, id)
    )`,
    'create unique index store_keys_by_hash on store_keys (hash)',
    `create table store_deliveries (
      id ${key} primary key, endpoint ${key}, body ${key}, attempts ${whole} default 0, created ${whole},
      due ${whole}, lease_until ${whole} default 0, forget_at bigint
    )`,
    'create index store_deliveries_due on store_deliveries (due) where forget_at is null',
    'create index store_deliveries_waiting on store_deliveries (endpoint) where forget_at is null',
    'create index store_deliveries_done on store_deliveries (forget_at) where forget_at is not null',
    'create index store_deliveries_by_age on store_deliveries (created)',
    `create table store_endpoints (endpoint ${key} primary key, failing_since bigint, disabled_at bigint)`,
  ],
  // Who is signed in, and codes to sign in by.
  [
    `create table store_sessions (
      seq bigint generated always as identity primary key,
      hash ${key}, kind ${key}, tenant ${key}, person ${key}, until ${whole}, doc ${key}
    )`,
    'create unique index store_sessions_by_hash on store_sessions (hash)',
    'create index store_sessions_by_tenant on store_sessions (tenant, kind, seq)',
    'create index store_sessions_by_end on store_sessions (until)',
  ],
];
