import { DatabaseSync } from 'node:sqlite';
import {
  type AuditLinked,
  auditEntry,
  chainStart,
  endOfLink,
  eraseTexts,
  linkOf,
  type VerdictGiven,
} from '@deskrail/contracts';
import { createSigner, type SigningKey } from '@deskrail/copilot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOf } from '../audit/proven-record.js';
import { sha256 } from '../audit/sha256.js';
import { cases, key, recordToTamper, type Tampering, writtenKey } from '../audit/tampering.js';

let record: Awaited<ReturnType<typeof recordToTamper>>;
let tampering: Tampering;
beforeAll(async () => {
  record = await recordToTamper((path) => new DatabaseSync(path));
});
afterAll(() => record.close());
beforeEach(async () => {
  tampering = await record.fresh();
});

/** One more of ver_0's kind. */
const another = (id: string, by: SigningKey | undefined): VerdictGiven => {
  const { signature: _, ...verdict } = tampering.body('ver_0').data;
  const event: VerdictGiven = { ...tampering.body('ver_0'), id, data: { ...verdict, verdictId: id } };
  return by === undefined ? event : { ...event, data: { ...event.data, signature: createSigner(by)(event) } };
};
const days = (n: number) => n * 86_400_000;
/** As if all this had happened so long ago. */
const age = (ms: number) => tampering.database().prepare('update log_events set appended_at = appended_at - ?').run(ms);

describe('deskrail audit verify', () => {
  it('finds nothing in a record that is whole, and says what it holds', async () => {
    const { ok, chains, checked, told } = await tampering.verify();
    expect(ok).toBe(true);
    expect(chains).toEqual([expect.objectContaining({ tenant: 'acme', first: 1, last: cases * 5 })]);
    expect(checked).toEqual({
      ...{ decisions: cases * 2, linked: cases * 5, verdicts: cases, signed: cases, approvedActions: cases },
      actions: cases * 3,
    });
    expect(Object.values(told).every((number) => number === 0)).toBe(true);
    const { printed, code } = await tampering.run('verify');
    expect(code).toBe(0);
    expect(printed[0]).toBe('Nothing was found: the record is what was written.');
    expect(printed.join('\n')).toContain(`Tenant acme: entries 1 to ${cases * 5}`);
  });

  it('finds a field that was changed, in the verdict’s signature too', async () => {
    const verdict = tampering.body('ver_1');
    tampering.write('ver_1', { ...verdict, data: { ...verdict.data, reviewer: 'reviewer/ben' } });
    const { counts, findings } = await tampering.verify();
    expect(counts).toEqual({ altered: 1, 'signature-invalid': 1 });
    expect(findings[0]).toMatchObject({ kind: 'altered', tenant: 'acme', id: 'ver_1', sequence: expect.any(Number) });
    const { code, printed } = await tampering.run('verify');
    expect(code).toBe(1);
    expect(printed.join('\n')).toMatch(/2 things are wrong.*altered \(1\): an event is not what.*ver_1/s);
  });

  it('finds a text, an action’s parameter and a suggestion that were changed', async () => {
    const verdict = tampering.body('ver_0');
    tampering.write('ver_0', { ...verdict, data: { ...verdict.data, comment: 'Looks wrong.' } });
    const action = tampering.body('act_1') as unknown as { data: object };
    tampering.write('act_1', { ...action, data: { ...action.data, parameters: { kind: 'post-note' } } });
    const suggested = tampering.body('rec_2') as unknown as { data: object };
    tampering.write('rec_2', { ...suggested, data: { ...suggested.data, confidence: 0.9 } });
    expect((await tampering.verify()).counts).toEqual({ altered: 3, 'signature-invalid': 1 });
  });

  it('finds what was taken out, and the action that nobody approved then', async () => {
    tampering.remove('ver_1');
    const { counts, findings } = await tampering.verify();
    expect(counts).toEqual({ removed: 1, 'action-without-verdict': 1 });
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'removed', id: 'ver_1', type: 'verdict.given.v1', sequence: expect.any(Number) }),
    );
  });

  it('finds what was carried out without an approval', async () => {
    tampering.remove('act_1');
    expect((await tampering.verify()).counts).toEqual({ removed: 1, 'started-without-approval': 2 });
  });

  it('finds a forged verdict and its action: unsigned, signed with another key, or with none that is known', async () => {
    tampering.insert('decisions', another('ver_x', undefined));
    tampering.insert('decisions', another('ver_y', { ...key, secret: Buffer.alloc(32, 2) }));
    tampering.insert('decisions', another('ver_z', { ...key, keyId: 'two' }));
    age(days(1));
    // As if they came after the chain began.
    tampering
      .database()
      .exec("update log_events set appended_at = appended_at + 3600000 where id in ('ver_x', 'ver_y', 'ver_z')");
    expect((await tampering.verify()).counts).toEqual({
      ...{ inserted: 3, unsigned: 1 },
      ...{ 'signature-invalid': 1, 'signature-unknown-key': 1 },
    });
  });

  it('tells what waits for its link from what was put in', async () => {
    tampering.insert('decisions', another('ver_new', key));
    tampering.database().exec(`update log_events set appended_at = ${Date.now()} where id = 'ver_new'`);
    expect(await tampering.verify()).toMatchObject({ ok: true, told: { waiting: 1 } });
    expect((await tampering.verify({ later: 3_600_000 })).counts).toEqual({ inserted: 1 });
  });

  it('knows by the outbox what waits while nothing runs', async () => {
    const waiting = another('ver_new', key);
    tampering.insert('decisions', waiting);
    tampering.database().exec(`update log_events set appended_at = ${Date.now()} where id = 'ver_new'`);
    tampering
      .database()
      .prepare("insert into store_outbox (tenant, id, stream, event) values ('acme', 'ver_new', 'decisions', ?)")
      .run(JSON.stringify(waiting));
    expect(await tampering.verify({ later: days(3) })).toMatchObject({ ok: true, told: { waiting: 1 } });
  });

  it('counts links that are still in the outbox', async () => {
    const links = tampering
      .database()
      .prepare("select id, body from log_events where type = 'audit.linked.v1' order by position")
      .all();
    const last = links.at(-1) as { id: string; body: string };
    tampering.remove(last.id);
    tampering
      .database()
      .prepare("insert into store_outbox (tenant, id, stream, event) values ('acme', ?, 'actions', ?)")
      .run(last.id, last.body);
    expect(await tampering.verify({ later: days(3) })).toMatchObject({ ok: true, told: { waiting: 0 } });
  });

  it('finds two events of a case that were swapped', async () => {
    const [started, executed] = ['act_1/started/1', 'act_1/executed'] as const;
    const position = (id: string) =>
      (tampering.database().prepare('select position from log_events where id = ?').get(id) as { position: number })
        .position;
    const [first, second] = [position(started), position(executed)];
    tampering.database().exec(`update log_events set position = 1000000 where position = ${first};
      update log_events set position = ${first} where position = ${second};
      update log_events set position = ${second} where position = 1000000`);
    const { counts, findings } = await tampering.verify();
    expect(counts).toEqual({ 'out-of-order': 1 });
    expect(findings[0]?.id).toBe(started);
  });

  it('finds links that were altered, taken out, and made up', async () => {
    const links = tampering
      .database()
      .prepare("select id from log_events where type = 'audit.linked.v1' order by position")
      .all()
      .map(({ id }) => String(id));
    expect(links.length).toBeGreaterThan(3);
    const [, second = '', third = ''] = links;
    const link = tampering.body(second) as unknown as { data: { entries: object[] } };
    tampering.write(second, {
      ...link,
      data: { ...link.data, entries: link.data.entries.map((entry) => ({ ...entry, type: 'x' })) },
    });
    expect((await tampering.verify()).counts['link-altered']).toBe(1);
    tampering.remove(third);
    const { counts } = await tampering.verify();
    expect(counts['links-missing']).toBe(1);
    expect(counts.inserted ?? 0).toBeGreaterThanOrEqual(0);
  });

  it('finds a chain that begins anew in the place of one', async () => {
    const links = tampering
      .database()
      .prepare("select id, body from log_events where type = 'audit.linked.v1' order by position")
      .all();
    const first = JSON.parse(String(links[0]?.body));
    const event = { ...tampering.body('ver_0'), id: 'ver_0' };
    const made = linkOf([auditEntry(event, sha256)], chainStart, sha256);
    tampering.write(String(links[0]?.id), { ...first, data: made });
    const { counts } = await tampering.verify();
    expect(counts['chain-forked'] ?? counts['links-missing']).toBeGreaterThan(0);
  });

  it('takes a head that retention cut for what it is, and says so', async () => {
    const { position } = tampering
      .database()
      .prepare("select min(position) as position from log_events where id = 'rec_2'")
      .get() as { position: number };
    tampering.database().exec(`delete from log_events where position < ${position}`);
    const { ok, chains } = await tampering.verify({ later: days(8 * 365) });
    expect(ok).toBe(true);
    expect(chains[0]?.first).toBeGreaterThan(1);
  });

  it('takes decisions past their retention for gone, and those within it for removed', async () => {
    tampering.database().exec("delete from log_events where stream = 'decisions'");
    const late = await tampering.verify({ later: days(400) });
    expect(late).toMatchObject({ ok: true, told: { goneByRetention: cases * 2, notTraced: cases } });
    expect((await tampering.verify({ later: days(300) })).counts).toEqual({
      ...{ removed: cases * 2, 'action-without-verdict': cases },
    });
  });

  it('takes nothing for gone that came after what is within retention, whatever time its link is given', async () => {
    for (const { id, body } of tampering.links()) {
      tampering.write(id, { ...JSON.parse(body), time: '2020-01-01T00:00:00.000Z' });
    }
    tampering.remove('ver_1');
    tampering.remove('rec_1');
    const { counts, told } = await tampering.verify();
    expect([counts, told.goneByRetention]).toEqual([{ removed: 2 }, 0]);
  });

  it('finds an action more than its verdict brings, and one at another case', async () => {
    const approved = tampering.body('act_1') as unknown as { id: string; data: object };
    tampering.insert('actions', { ...approved, id: 'act_x', data: { ...approved.data, actionId: 'act_x' } } as never);
    const elsewhere = { ...approved.data, actionId: 'act_y', index: 1, conversation: 'conversation:zendesk:99' };
    tampering.insert('actions', { ...approved, id: 'act_y', data: elsewhere } as never);
    expect((await tampering.verify()).counts['action-of-another-decision']).toBe(2);
  });

  it('goes on proving an event whose texts were erased with their digests left, and not one that was blanked', async () => {
    tampering.write('ver_1', eraseTexts(tampering.body('ver_1'), sha256));
    expect(JSON.stringify(tampering.body('ver_1'))).not.toContain(answerOf(1));
    expect(await tampering.verify()).toMatchObject({ ok: true, told: { erased: 1 } });
    const verdict = tampering.body('ver_2');
    const { salt: _, comment: __, ...rest } = verdict.data;
    tampering.write('ver_2', { ...verdict, data: rest });
    expect((await tampering.verify()).counts).toEqual({ altered: 1, 'signature-invalid': 1 });
  });

  it('says that signatures were not verified where there is no key, and takes a rotated one', async () => {
    expect(await tampering.verify({ keys: '' })).toMatchObject({ ok: true, told: { notVerified: cases } });
    const next = `two:${Buffer.alloc(32, 2).toString('base64')}`;
    expect(await tampering.verify({ keys: `${next},${writtenKey}` })).toMatchObject({ ok: true });
    expect((await tampering.verify({ keys: next })).counts).toEqual({ 'signature-unknown-key': cases });
  });

  it('looks at one tenant, and at what came since', async () => {
    expect((await tampering.verify({}, '--tenant', 'other')).checked.decisions).toBe(0);
    expect((await tampering.verify({}, '--since', '1h')).checked.decisions).toBe(cases * 2);
    expect((await tampering.verify({ later: days(2) }, '--since', '1h')).checked.decisions).toBe(0);
  });

  it('finds a chain that was rewritten whole, by an end that was kept', async () => {
    const [span] = (await tampering.verify()).chains;
    const kept = `acme:${span?.last}:${span?.hash}`;
    expect((await tampering.run('verify')).printed.join('\n')).toContain(`ends with ${kept}`);
    expect(await tampering.verify({}, '--kept', kept)).toMatchObject({ ok: true });
    const all = tampering
      .database()
      .prepare("select id, body from log_events where type = 'audit.linked.v1' order by position")
      .all();
    let end = chainStart;
    const suggested = tampering.body('rec_0') as unknown as { data: object };
    tampering.write('rec_0', { ...suggested, data: { ...suggested.data, confidence: 0.1 } });
    for (const { id, body } of all) {
      const link = JSON.parse(String(body)) as AuditLinked;
      const entries = link.data.entries.map(({ id: event }) => auditEntry(tampering.body(event), sha256));
      const made = linkOf(entries, end, sha256);
      tampering.write(String(id), { ...link, data: made });
      end = endOfLink(made);
    }
    expect(await tampering.verify()).toMatchObject({ ok: true });
    expect((await tampering.verify({}, '--kept', kept)).counts).toEqual({ 'end-differs': 1 });
  });

  it('finds a tail that was cut off, by an end that was kept', async () => {
    const [span] = (await tampering.verify()).chains;
    const { position } = tampering
      .database()
      .prepare("select min(position) as position from log_events where id = 'rec_2'")
      .get() as {
      position: number;
    };
    tampering
      .database()
      .exec(`delete from log_events where position >= ${position} and stream in ('decisions', 'actions')`);
    const late = { later: 3_600_000 };
    const { counts } = await tampering.verify(late, '--kept', `acme:${span?.last}:${span?.hash}`);
    expect(counts['end-differs']).toBe(1);
    expect((await tampering.run('verify', '--kept', 'acme')).said.join()).toContain('--kept is no end of a chain');
  });

  it('refuses what goes with the other way, and a way that is none', async () => {
    const other = await tampering.run('verify', '--conversation', 'x');
    expect(other.code).not.toBe(0);
    expect(other.said.join()).toContain('goes with export');
    expect((await tampering.run('verfy')).said.join()).toContain('Did you mean verify?');
  });
});
