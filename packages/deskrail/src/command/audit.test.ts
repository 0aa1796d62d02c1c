import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { type AuditReport, createSigner } from '@deskrail/copilot';
import { openTestDatabase } from '@deskrail/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOf, provenRecord, subjectOf } from '../audit/proven-record.js';
import { sha256 } from '../audit/sha256.js';
import { audit } from './audit.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';

const key = { keyId: 'one', secret: Buffer.alloc(32, 1) };
const written = `one:${Buffer.alloc(32, 1).toString('base64')}`;
const cases = 4;

let folder: string;
/** Of each test: a record to tamper with. */
let data: string;
let database: DatabaseSync;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-audit-'));
  await using filled = await openTestDatabase();
  await provenRecord(filled, { cases, key, erased: 3 });
  const source = new DatabaseSync(filled.path);
  source.exec(`vacuum into '${join(folder, 'whole.db')}'`);
  source.close();
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
beforeEach(async () => {
  count += 1;
  data = join(folder, `data-${count}`);
  await mkdir(data);
  const whole = new DatabaseSync(join(folder, 'whole.db'));
  whole.exec(`vacuum into '${join(data, 'deskrail.db')}'`);
  whole.close();
  database = new DatabaseSync(join(data, 'deskrail.db'));
});

const bodyOf = (id: string): VerdictGiven =>
  JSON.parse((database.prepare('select body from log_events where id = ?').get(id) as { body: string }).body);
const bodyOfLog = (id: string): string => {
  const log = new DatabaseSync(join(data, 'deskrail.db'));
  const row = log.prepare('select body from log_events where id = ?').get(id) as { body: string };
  log.close();
  return row.body;
};
const write = (id: string, event: unknown) =>
  database.prepare('update log_events set body = ? where id = ?').run(JSON.stringify(event), id);
const remove = (id: string) => database.prepare('delete from log_events where id = ?').run(id);
/** One more of ver_0's kind. */
const another = (id: string, by: typeof key | undefined): VerdictGiven => {
  const { signature: _, ...verdict } = bodyOf('ver_0').data;
  const event: VerdictGiven = { ...bodyOf('ver_0'), id, data: { ...verdict, verdictId: id } };
  return by === undefined ? event : { ...event, data: { ...event.data, signature: createSigner(by)(event) } };
};
const days = (n: number) => n * 86_400_000;
/** As if all this had happened so long ago. */
const age = (ms: number) => database.prepare('update log_events set appended_at = appended_at - ?').run(ms);
const insert = (stream: string, event: { id: string; type: string; subject: string; time: string; tenant: string }) =>
  database
    .prepare(
      `insert into log_events (stream, id, tenant, subject, type, time, body, appended_at)
       select ?, ?, ?, ?, ?, ?, ?, max(appended_at) - 600000 from log_events`,
    )
    .run(stream, event.id, event.tenant, event.subject, event.type, event.time, JSON.stringify(event));

async function run(args: readonly string[], { keys = written, later = 0 } = {}) {
  if (database.isOpen) database.close();
  const environment = { DESKRAIL_DATA: data, ...(keys !== '' && { DESKRAIL_SIGNING_KEY: keys }) };
  const terminal = memoryTerminal({ environment, directory: folder, now: () => Date.now() + later });
  const code = await runCommand(['audit', ...args], terminal, { commands: [audit], version: '0' });
  return { code, printed: terminal.printed, said: terminal.said };
}

async function verify(options: { keys?: string; later?: number } = {}, ...args: string[]) {
  const { code, printed, said } = await run(['verify', '--json', ...args], options);
  expect(said).toEqual([]);
  const report = JSON.parse(printed[0] ?? '') as AuditReport;
  expect(code).toBe(report.ok ? 0 : 1);
  return { ...report, code };
}

describe('deskrail audit verify', () => {
  it('finds nothing in a record that is whole, and says what it holds', async () => {
    const { ok, chains, checked, told } = await verify();
    expect(ok).toBe(true);
    expect(chains).toEqual([expect.objectContaining({ tenant: 'acme', first: 1, last: cases * 5 })]);
    expect(checked).toEqual({
      ...{ decisions: cases * 2, linked: cases * 5, verdicts: cases, signed: cases, approvedActions: cases },
      actions: cases * 3,
    });
    expect(Object.values(told).every((number) => number === 0)).toBe(true);
    const { printed, code } = await run(['verify']);
    expect(code).toBe(0);
    expect(printed[0]).toBe('Nothing was found: the record is what was written.');
    expect(printed.join('\n')).toContain(`Tenant acme: entries 1 to ${cases * 5}`);
  });

  it('finds a field that was changed, in the verdict’s signature too', async () => {
    const verdict = bodyOf('ver_1');
    write('ver_1', { ...verdict, data: { ...verdict.data, reviewer: 'reviewer/ben' } });
    const { counts, findings } = await verify();
    expect(counts).toEqual({ altered: 1, 'signature-invalid': 1 });
    expect(findings[0]).toMatchObject({ kind: 'altered', tenant: 'acme', id: 'ver_1', sequence: expect.any(Number) });
    const { code, printed } = await run(['verify']);
    expect(code).toBe(1);
    expect(printed.join('\n')).toMatch(/2 things are wrong.*altered \(1\): an event is not what.*ver_1/s);
  });

  it('finds a text, an action’s parameter and a suggestion that were changed', async () => {
    const verdict = bodyOf('ver_0');
    write('ver_0', { ...verdict, data: { ...verdict.data, comment: 'Looks wrong.' } });
    const action = bodyOf('act_1') as unknown as { data: object };
    write('act_1', { ...action, data: { ...action.data, parameters: { kind: 'post-note' } } });
    const suggested = bodyOf('rec_2') as unknown as { data: object };
    write('rec_2', { ...suggested, data: { ...suggested.data, confidence: 0.9 } });
    expect((await verify()).counts).toEqual({ altered: 3, 'signature-invalid': 1 });
  });

  it('finds what was taken out, and the action that nobody approved then', async () => {
    remove('ver_1');
    const { counts, findings } = await verify();
    expect(counts).toEqual({ removed: 1, 'action-without-verdict': 1 });
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'removed', id: 'ver_1', type: 'verdict.given.v1', sequence: expect.any(Number) }),
    );
  });

  it('finds what was carried out without an approval', async () => {
    remove('act_1');
    expect((await verify()).counts).toEqual({ removed: 1, 'started-without-approval': 2 });
  });

  it('finds a forged verdict and its action: unsigned, signed with another key, or with none that is known', async () => {
    insert('decisions', another('ver_x', undefined));
    insert('decisions', another('ver_y', { ...key, secret: Buffer.alloc(32, 2) }));
    insert('decisions', another('ver_z', { ...key, keyId: 'two' }));
    age(days(1));
    // As if they came after the chain began.
    database.exec("update log_events set appended_at = appended_at + 3600000 where id in ('ver_x', 'ver_y', 'ver_z')");
    expect((await verify()).counts).toEqual({
      ...{ inserted: 3, unsigned: 1 },
      ...{ 'signature-invalid': 1, 'signature-unknown-key': 1 },
    });
  });

  it('tells what waits for its link from what was put in', async () => {
    insert('decisions', another('ver_new', key));
    database.exec(`update log_events set appended_at = ${Date.now()} where id = 'ver_new'`);
    expect(await verify()).toMatchObject({ ok: true, told: { waiting: 1 } });
    expect((await verify({ later: 3_600_000 })).counts).toEqual({ inserted: 1 });
  });

  it('knows by the outbox what waits while nothing runs', async () => {
    const waiting = another('ver_new', key);
    insert('decisions', waiting);
    database.exec(`update log_events set appended_at = ${Date.now()} where id = 'ver_new'`);
    database
      .prepare("insert into store_outbox (tenant, id, stream, event) values ('acme', 'ver_new', 'decisions', ?)")
      .run(JSON.stringify(waiting));
    expect(await verify({ later: days(3) })).toMatchObject({ ok: true, told: { waiting: 1 } });
  });

  it('counts links that are still in the outbox', async () => {
    const links = database
      .prepare("select id, body from log_events where type = 'audit.linked.v1' order by position")
      .all();
    const last = links.at(-1) as { id: string; body: string };
    remove(last.id);
    database
      .prepare("insert into store_outbox (tenant, id, stream, event) values ('acme', ?, 'actions', ?)")
      .run(last.id, last.body);
    expect(await verify({ later: days(3) })).toMatchObject({ ok: true, told: { waiting: 0 } });
  });

  it('finds two events of a case that were swapped', async () => {
    const [started, executed] = ['act_1/started/1', 'act_1/executed'] as const;
    const position = (id: string) =>
      (database.prepare('select position from log_events where id = ?').get(id) as { position: number }).position;
    const [first, second] = [position(started), position(executed)];
    database.exec(`update log_events set position = 1000000 where position = ${first};
      update log_events set position = ${first} where position = ${second};
      update log_events set position = ${second} where position = 1000000`);
    const { counts, findings } = await verify();
    expect(counts).toEqual({ 'out-of-order': 1 });
    expect(findings[0]?.id).toBe(started);
  });

  it('finds links that were altered, taken out, and made up', async () => {
    const links = database
      .prepare("select id from log_events where type = 'audit.linked.v1' order by position")
      .all()
      .map(({ id }) => String(id));
    expect(links.length).toBeGreaterThan(3);
    const [, second = '', third = ''] = links;
    const link = bodyOf(second) as unknown as { data: { entries: object[] } };
    write(second, {
      ...link,
      data: { ...link.data, entries: link.data.entries.map((entry) => ({ ...entry, type: 'x' })) },
    });
    expect((await verify()).counts['link-altered']).toBe(1);
    database = new DatabaseSync(join(data, 'deskrail.db'));
    remove(third);
    const { counts } = await verify();
    expect(counts['links-missing']).toBe(1);
    expect(counts.inserted ?? 0).toBeGreaterThanOrEqual(0);
  });

  it('finds a chain that begins anew in the place of one', async () => {
    const links = database
      .prepare("select id, body from log_events where type = 'audit.linked.v1' order by position")
      .all();
    const first = JSON.parse(String(links[0]?.body));
    const event = { ...bodyOf('ver_0'), id: 'ver_0' };
    const made = linkOf([auditEntry(event, sha256)], chainStart, sha256);
    write(String(links[0]?.id), { ...first, data: made });
    const { counts } = await verify();
    expect(counts['chain-forked'] ?? counts['links-missing']).toBeGreaterThan(0);
  });

  it('takes a head that retention cut for what it is, and says so', async () => {
    const { position } = database
      .prepare("select min(position) as position from log_events where id = 'rec_2'")
      .get() as { position: number };
    database.exec(`delete from log_events where position < ${position}`);
    const { ok, chains } = await verify({ later: days(8 * 365) });
    expect(ok).toBe(true);
    expect(chains[0]?.first).toBeGreaterThan(1);
  });

  it('takes decisions past their retention for gone, and those within it for removed', async () => {
    database.exec("delete from log_events where stream = 'decisions'");
    const late = await verify({ later: days(400) });
    expect(late).toMatchObject({ ok: true, told: { goneByRetention: cases * 2, notTraced: cases } });
    expect((await verify({ later: days(300) })).counts).toEqual({
      ...{ removed: cases * 2, 'action-without-verdict': cases },
    });
  });

  it('goes on proving an event whose texts were erased with their digests left, and not one that was blanked', async () => {
    write('ver_1', eraseTexts(bodyOf('ver_1'), sha256));
    expect(JSON.stringify(bodyOf('ver_1'))).not.toContain(answerOf(1));
    expect(await verify()).toMatchObject({ ok: true, told: { erased: 1 } });
    database = new DatabaseSync(join(data, 'deskrail.db'));
    const verdict = bodyOf('ver_2');
    const { salt: _, comment: __, ...rest } = verdict.data;
    write('ver_2', { ...verdict, data: rest });
    expect((await verify()).counts).toEqual({ altered: 1, 'signature-invalid': 1 });
  });

  it('says that signatures were not verified where there is no key, and takes a rotated one', async () => {
    expect(await verify({ keys: '' })).toMatchObject({ ok: true, told: { notVerified: cases } });
    const next = `two:${Buffer.alloc(32, 2).toString('base64')}`;
    expect(await verify({ keys: `${next},${written}` })).toMatchObject({ ok: true });
    expect((await verify({ keys: next })).counts).toEqual({ 'signature-unknown-key': cases });
  });

  it('looks at one tenant, and at what came since', async () => {
    expect((await verify({}, '--tenant', 'other')).checked.decisions).toBe(0);
    expect((await verify({}, '--since', '1h')).checked.decisions).toBe(cases * 2);
    expect((await verify({ later: days(2) }, '--since', '1h')).checked.decisions).toBe(0);
  });

  it('finds a chain that was rewritten whole, by an end that was kept', async () => {
    const [span] = (await verify()).chains;
    const kept = `acme:${span?.last}:${span?.hash}`;
    expect((await run(['verify'])).printed.join('\n')).toContain(`ends with ${kept}`);
    expect(await verify({}, '--kept', kept)).toMatchObject({ ok: true });
    database = new DatabaseSync(join(data, 'deskrail.db'));
    const all = database
      .prepare("select id, body from log_events where type = 'audit.linked.v1' order by position")
      .all();
    let end = chainStart;
    const suggested = bodyOf('rec_0') as unknown as { data: object };
    write('rec_0', { ...suggested, data: { ...suggested.data, confidence: 0.1 } });
    for (const { id, body } of all) {
      const link = JSON.parse(String(body)) as AuditLinked;
      const entries = link.data.entries.map(({ id: event }) => auditEntry(bodyOf(event), sha256));
      const made = linkOf(entries, end, sha256);
      write(String(id), { ...link, data: made });
      end = endOfLink(made);
    }
    expect(await verify()).toMatchObject({ ok: true });
    expect((await verify({}, '--kept', kept)).counts).toEqual({ 'end-differs': 1 });
  });

  it('finds a tail that was cut off, by an end that was kept', async () => {
    const [span] = (await verify()).chains;
    database = new DatabaseSync(join(data, 'deskrail.db'));
    const { position } = database
      .prepare("select min(position) as position from log_events where id = 'rec_2'")
      .get() as {
      position: number;
    };
    database.exec(`delete from log_events where position >= ${position} and stream in ('decisions', 'actions')`);
    const late = { later: 3_600_000 };
    const { counts } = await verify(late, '--kept', `acme:${span?.last}:${span?.hash}`);
    expect(counts['end-differs']).toBe(1);
    expect((await run(['verify', '--kept', 'acme'])).said.join()).toContain('--kept is no end of a chain');
  });

  it('refuses what goes with the other way, and a way that is none', async () => {
    const other = await run(['verify', '--conversation', 'x']);
    expect(other.code).not.toBe(0);
    expect(other.said.join()).toContain('goes with export');
    expect((await run(['verfy'])).said.join()).toContain('Did you mean verify?');
  });
});

describe('deskrail audit export', () => {
  const exported = async (index: number, ...args: string[]) =>
    run(['export', '--conversation', subjectOf(index), ...args]);

  it('tells a case from webhook to effect, with who, what was seen, and what of it is proven', async () => {
    const { code, printed } = await exported(1);
    expect(code).toBe(0);
    const text = printed.join('\n');
    expect(printed[0]).toBe('The case conversation:zendesk:1');
    expect(text).toContain(
      'Proven: 5 of 5 decisions and actions stand in the chain as written; 1 of 1 signature verified.',
    );
    expect(
      text
        .split('\n')
        .filter((line) => /^ +\d+\. /.test(line))
        .map((line) => line.slice(27)),
    ).toEqual([
      'The customer wrote a message',
      'Suggested a reply',
      'reviewer/anna approved',
      'Action post-reply may be carried out',
      'Started act_1',
      'Carried out act_1',
    ]);
    expect(text).toMatch(/evidence e1, “Delivery times”:\n +│ Orders arrive within 3 days\./);
    expect(text).toMatch(/Policy: people decide, by rule replies, version sha256:222222222222…/);
    expect(text).toMatch(/comment:\n +│ Looks right\./);
    expect(text).toMatch(/Action act_1, by verdict ver_1, whose hash it has/);
    expect(text).toContain('The desk’s id: comment-1');
    expect(text).toContain('the signature is valid (key one)');
    expect(printed.every((line) => line.length <= 110)).toBe(true);
  });

  it('leaves texts out where it is told to, and whatever was erased since', async () => {
    const bare = (await exported(1, '--without-texts')).printed.join('\n');
    expect(bare).not.toMatch(/Where is order|Orders arrive|Looks right|Delivery times/);
    expect(bare).toContain('Evidence e1: article articles/delivery.md, characters 120 to');
    const erased = (await exported(3)).printed.join('\n');
    // The log still holds them; the story does not tell them.
    expect(bodyOfLog('ver_3')).toContain(answerOf(3));
    expect(erased).not.toMatch(/Where is order|Orders arrive/);
    expect(erased).toContain('Erased at the desk: the text of message 3');
    expect(erased).toContain('(erased, or kept no longer)');
    expect(erased).toContain('the signature is valid');
  });

  it('says of an event that was changed, or put in, that it is not proven', async () => {
    const verdict = bodyOf('ver_1');
    write('ver_1', { ...verdict, data: { ...verdict.data, finalHash: `sha256:${'9'.repeat(64)}` } });
    const text = (await exported(1)).printed.join('\n');
    expect(text).toContain('NOT AS IT WAS WRITTEN; THE SIGNATURE IS NOT VALID (key one)');
    expect(text).toContain('WHOSE HASH IT HAS NOT');
    expect(text).toContain('Proven: 4 of 5 decisions and actions');
  });

  it('is JSON where that is asked for, with whole hashes', async () => {
    const story = JSON.parse((await exported(1, '--format', 'json')).printed.join('\n'));
    expect(story).toMatchObject({ tenant: 'acme', conversation: subjectOf(1), connection: 'zendesk', chainFaults: 0 });
    expect(story.entries).toHaveLength(6);
    expect(story.entries[2]).toMatchObject({
      id: 'ver_1',
      who: 'reviewer/anna',
      chain: 'as-linked',
      signature: 'valid',
    });
    expect(JSON.stringify(story)).toContain(`version sha256:${'2'.repeat(64)}`);
  });

  it('asks for the case, and says when there is none', async () => {
    expect((await run(['export'])).said.join()).toContain('--conversation');
    const none = await run(['export', '--conversation', 'conversation:zendesk:99']);
    expect(none.code).not.toBe(0);
    expect(none.said.join()).toContain('The log holds nothing of conversation:zendesk:99');
  });
});
