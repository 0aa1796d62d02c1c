import { type Logger, silentLogger } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { message, stored, suggestion, tenant } from '../conformance/events.js';
import { at, ticket } from '../conformance/facts.js';
import { oldRow } from '../conformance/old-row.js';
import { openPostgresStore } from './index.js';
import { migrations } from './migrations.js';
import { openTestSchema, type TestSchema } from './open-test-schema.js';
import { statementOf } from './statements.js';

let schema: TestSchema;

beforeEach(async () => {
  schema = await openTestSchema();
});
afterEach(() => schema[Symbol.asyncDispose]());

describe('opening', () => {
  const open = (url: string, more = {}) => openPostgresStore({ url, schema: schema.name, ...more });
  const url = () => new URL(schema.url);
  const changed = (change: (of: URL) => void) => {
    const other = url();
    change(other);
    return other.href;
  };

  test('says what is wrong and where, and never the password', async () => {
    const refused = open(changed((of) => Object.assign(of, { port: '1', password: 'hunter2' })));
    await expect(refused).rejects.toMatchObject({
      code: 'dependency-unavailable',
      retryable: true,
      message: /127\.0\.0\.1:1 .*nothing listens/,
    });
    await expect(refused).rejects.not.toThrow(/hunter2/);
    await expect(open(changed((of) => Object.assign(of, { pathname: '/nowhere' })))).rejects.toMatchObject({
      code: 'config-invalid',
      message: /no such database/,
    });
    await expect(open(changed((of) => Object.assign(of, { username: 'nobody-here' })))).rejects.toMatchObject({
      code: 'config-invalid',
    });
    await expect(open('mysql://user:hunter2@host/x')).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.not.stringContaining('hunter2'),
    });
    await expect(open(url().href, { ssl: true })).rejects.toMatchObject({ code: 'config-invalid', message: /TLS/ });
    await expect(open(url().href, { schema: 'a"b' })).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('says which right the user lacks', async () => {
    const name = `u${schema.name}`;
    await schema.query(`create role ${name} login`);
    const missing = open(
      changed((of) => Object.assign(of, { username: name })),
      { schema: `${schema.name}_x` },
    );
    await expect(missing).rejects.toMatchObject({ code: 'config-invalid', message: /lacks a right.*CREATE/ });
    await schema.query(`drop role ${name}`);
  });

  test('brings tables from before there were queues up to date, and what waits in them is found', async () => {
    const client = await schema.connect();
    await client.query(`create schema ${schema.name}`);
    for (const text of migrations.slice(0, 3).flat()) await client.query(text);
    await client.query('create table store_version (version bigint not null)');
    await client.query('insert into store_version values (3)');
    for (const [id, queue] of [['moved', 'seniors'], ['new']] as const) {
      const [text, values] = oldRow(id, queue);
      await client.query(statementOf(text).text, values);
    }
    const store = await schema.open();
    expect((await store.queue(tenant, { queue: 'seniors' })).items).toMatchObject([{ recommendationId: 'moved' }]);
    expect((await store.queue(tenant, { queue: 'review' })).items).toMatchObject([{ recommendationId: 'new' }]);
  });

  test('makes the tables once, finds them made, and refuses those of a newer version', async () => {
    for (let times = 0; times < 2; times += 1) await (await schema.open()).close();
    await Promise.all([schema.open(), schema.open(), schema.open()]);
    await schema.query('update store_version set version = 99');
    await expect(schema.open()).rejects.toMatchObject({ code: 'config-invalid', message: /version 99.*update it/ });
  });

  test('warns where a power cut would lose what was decided', async () => {
    const logger: Logger = { ...silentLogger, warn: vi.fn() };
    await schema.open({ logger });
    const [{ fsync } = {}] = await schema.query('show fsync');
    expect(vi.mocked(logger.warn).mock.calls.length).toBe(fsync === 'off' ? 1 : 0);
  });

  test('a store that loses PostgreSQL says so in ready(), and goes on when it is back', async () => {
    const store = await schema.open();
    await store.ready();
    await schema.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${schema.name}'`,
    );
    await expect
      .poll(() =>
        store.ready().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await store.close();
    await expect(store.ready()).rejects.toMatchObject({ code: 'closed' });
  });

  test('ids and texts with odd characters are kept whole', async () => {
    const store = await schema.open();
    const odd = 'a\0b';
    const half = 'a\0b\ud800c';
    const said = message(odd, { conversation: ticket, time: at(1), text: `said ${half}`, by: odd });
    const rec = suggestion(`rec${odd}`, { conversation: ticket, time: at(1), seen: [said.id], text: half });
    await store.apply(stored([said], Date.now()), { group: 'projection' });
    await store.transact({ tenant, conversation: ticket }, async (unit) => {
      await unit.emit(rec);
      await unit.remember(half, { half }, { seconds: 60 });
    });
    expect((await store.conversation(tenant, ticket))?.messages).toMatchObject([
      { id: odd, text: `said ${half}`, author: { id: odd } },
    ]);
    expect(await store.recommendation(tenant, `rec${odd}`)).toMatchObject({ proposal: { text: half } });
    expect(await store.transact({ tenant, conversation: ticket }, (unit) => unit.remembered(half))).toEqual({ half });
    const [row] = await store.outbox.pending({ limit: 1 });
    expect(row?.event).toEqual(rec);
  });
});
