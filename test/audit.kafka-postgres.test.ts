import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action, Decision, RecommendationView, StoredEvent, VerdictGiven } from '@deskrail/contracts';
import { demoArticlesFolder, type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Instance, type Instances, openInstances, suggestedReplies, within } from './journey/open-instances.ts';

// From the build.
const bin = join(import.meta.dirname, '../packages/deskrail/bin/deskrail.js');
const secret = Buffer.alloc(32, 7);
const letGo = 'rules:\n  - id: let-go\n    when: { kind: reply }\n    outcome: auto\n';

let folder: TemporaryFolder;
let place: Instances;
let instance: Instance;
let approved: RecommendationView;
let rejected: RecommendationView;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'let-go.yaml'), letGo);
  place = await openInstances({ signing: { keyId: 'one', secret } });
  instance = await place.open();
  const anna = instance.client('anna');
  for (const subject of ['A tent', 'Another tent']) {
    place.desk.customerWrites({ subject, text: 'How long do I have to return a tent, and what does it cost?' });
  }
  const replies = await suggestedReplies(anna, 2);
  [approved, rejected] = replies as [RecommendationView, RecommendationView];
  await anna.recommendations.giveVerdict(approved.recommendationId, { kind: 'approve', hash: approved.hash ?? '' });
  const reason = { code: 'tone' } as const;
  await anna.recommendations.giveVerdict(rejected.recommendationId, {
    ...{ kind: 'reject', hash: rejected.hash ?? '', reason },
  });
  await vi.waitFor(async () => {
    const { items } = await anna.actions.page();
    expect(items.map(({ status }) => status)).toEqual(['executed']);
    expect(await instance.deskrail.store.outbox.depth()).toBe(0);
  }, within);
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await folder.remove();
});

/** Beside the instance; `laterMs` after now, as its process sees it. */
function run(args: readonly string[], laterMs = 0): Promise<{ code: unknown; printed: string; said: string }> {
  const clock = `data:text/javascript,const now = Date.now; Date.now = () => now() + ${laterMs}`;
  const env = {
    ...{ PATH: process.env.PATH, ...place.environment, DESKRAIL_KNOWLEDGE: demoArticlesFolder() },
    DESKRAIL_SIGNING_KEY: `one:${secret.toString('base64')}`,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...(laterMs === 0 ? [] : ['--import', clock]), bin, ...args],
      { env, cwd: folder.path, timeout: 60_000 },
      (error, printed, said) => resolve({ code: error === null ? 0 : error.code, printed, said }),
    );
  });
}

async function verified(laterMs = 0) {
  const { code, printed, said } = await run(['audit', 'verify', '--json'], laterMs);
  expect(said).toBe('');
  return { code, ...JSON.parse(printed) };
}

const subject = (): string => approved.about.conversation ?? '';
const exported = async () => (await run(['audit', 'export', '--conversation', subject(), '--tenant', 'acme'])).printed;
const eventsOf = <Stream extends 'decisions' | 'actions'>(stream: Stream): Promise<StoredEvent<Stream>[]> =>
  Array.fromAsync(instance.deskrail.log.read({ stream }));
const theVerdict = async (): Promise<VerdictGiven> =>
  (await eventsOf('decisions'))
    .map(({ event }): Decision => event)
    .find(
      (event): event is VerdictGiven => event.type === 'verdict.given.v1' && event.subject === subject(),
    ) as VerdictGiven;

describe('the record on Kafka and PostgreSQL, read from beside an instance', () => {
  it('is whole, and says what happened, what rules would have done, and what would be said now', async () => {
    const asked = ['--tenant', 'acme'];
    const [report, story, dryRun, explained, replayed] = await Promise.all([
      verified(),
      exported(),
      run(['policy', 'dry-run', 'let-go.yaml', '--since', '1d', '--json']),
      run(['policy', 'explain', approved.recommendationId, '--policy', 'let-go.yaml', ...asked]),
      run(['replay', '--since', '1d', '--compare', '--json', '--out', 'replayed']),
    ]);
    const entries = (await eventsOf('actions')).flatMap(({ event }) =>
      event.type === 'audit.linked.v1' ? event.data.entries : [],
    );
    expect(report).toMatchObject({
      ...{ code: 0, ok: true, findings: [] },
      chains: [{ tenant: 'acme', first: 1, last: entries.length }],
      checked: { linked: entries.length, verdicts: 2, signed: 2, approvedActions: 1, actions: 3 },
    });
    expect(Object.values(report.told).every((count) => count === 0)).toBe(true);

    const lines = story.split('\n').filter((line) => /^ +\d+\. /.test(line));
    const told = lines.map((line) => line.replace(/^ +\d+\. \S+ +/, '').replace(/act_\w+/, 'it'));
    expect(told.slice(0, 2)).toEqual(['The case was opened', 'The customer wrote a message']);
    expect(told.filter((line) => !line.startsWith('At the desk')).slice(2)).toEqual([
      ...['Suggested a reply', 'Suggested a classification', 'reviewer/anna approved'],
      ...['Action post-reply may be carried out', 'Started it', 'Carried out it'],
    ]);
    expect(story).toContain('Proven: 6 of 6 decisions and actions stand in the chain as written; 1 of 1 signature');

    expect(JSON.parse(dryRun.printed)).toMatchObject({
      recommendations: 4,
      changes: [{ kind: 'reply', from: 'review', to: 'auto', count: 2, judged: { asIs: 1, rejected: 1 } }],
    });
    expect(explained.printed).toMatch(/^When it was made: review.*^By let-go\.yaml: auto, by the rule let-go/ms);
    expect(JSON.parse(replayed.printed)).toMatchObject({
      ...{ complete: true, facts: 2 },
      compared: { standings: { same: 4 } },
    });
  });

  it('is told by the log’s words where somebody wrote others into the store', async () => {
    const client = new pg.Client({ connectionString: place.environment.DATABASE_URL });
    await client.connect();
    const text = approved.proposal?.kind === 'reply' ? approved.proposal.text : '';
    const [words = ''] = text.split(/[\n"]/);
    const change = (from: string, to: string) =>
      client.query('update store_recommendations set doc = replace(doc::text, $1, $2)::jsonb where id = $3', [
        ...[from, to, approved.recommendationId],
      ]);
    await change(words, 'Never, and it costs all you have.');
    const [story, report] = await Promise.all([exported(), verified()]);
    await change('Never, and it costs all you have.', words);
    await client.end();
    expect(story).toContain(words.slice(0, 60));
    expect(story).not.toContain('it costs all you have');
    expect(story).toContain('THE STORE HAS OTHER WORDS THAN THE LOG');
    // The store is made from the log: that the log is whole is what verify says.
    expect(report).toMatchObject({ code: 0, ok: true });
  });

  it('tells what was appended to its topics', async () => {
    const { log } = instance.deskrail;
    const verdict = await theVerdict();
    const action = (await eventsOf('actions'))
      .map(({ event }): Action => event)
      .find(({ type }) => type === 'action.approved.v1') as Action & { data: { actionId: string } };
    // As a relay that was cut short repeats it; then another body of the same id, and two that nobody decided.
    await log.append('decisions', [verdict]);
    await log.append('decisions', [{ ...verdict, data: { ...verdict.data, reviewer: 'reviewer/ben' } }]);
    await log.append('decisions', [{ ...verdict, id: 'ver_x', data: { ...verdict.data, verdictId: 'ver_x' } }]);
    await log.append('actions', [{ ...action, id: 'act_x', data: { ...action.data, actionId: 'act_x' } } as Action]);

    // It is refused, and the case is suggested an answer anew; nothing came of it at the desk.
    await vi.waitFor(async () => {
      const { items } = await instance.client('anna').actions.page();
      const statuses = Object.fromEntries(items.map(({ id, status, code }) => [id, code ?? status]));
      expect(statuses).toEqual({ [action.data.actionId]: 'executed', act_x: 'action-not-approved' });
      const open = await instance.client('anna').recommendations.page({ status: 'open' });
      expect(open.items.filter(({ kind, about }) => kind === 'reply' && about.conversation === subject())).toHaveLength(
        1,
      );
      expect(await instance.deskrail.store.outbox.depth()).toBe(0);
    }, within);
    expect([...place.replies().values()].map((texts) => texts.length).toSorted()).toEqual([0, 1]);
    const { verdict: winner } = await instance.client('anna').recommendations.get(approved.recommendationId);
    expect(winner).toMatchObject({ verdictId: verdict.data.verdictId, reviewer: 'reviewer/anna' });

    const [soon, later, story] = await Promise.all([verified(), verified(3_600_000), exported()]);
    const found = { altered: 1, 'signature-invalid': 2, 'action-of-another-decision': 1 };
    expect(soon).toMatchObject({ code: 1, counts: found, told: { repeated: 1, waiting: 2 } });
    expect(later).toMatchObject({ code: 1, counts: { ...found, inserted: 2 }, told: { repeated: 1, waiting: 0 } });
    expect(story.match(/reviewer\/anna approved$/gm)).toHaveLength(2);
    expect(story.match(/reviewer\/ben approved$/gm)).toHaveLength(1);
    // What was decided is proven still, whatever stands beside it under its id.
    expect(story).toContain('Proven: 8 of 11 decisions and actions stand in the chain as written; 1 of 3 signatures');
    expect(story.match(/NOT AS IT WAS WRITTEN; THE SIGNATURE IS NOT VALID/g)).toHaveLength(1);
  });

  it('tells what was cut out of its topics', async () => {
    const [last] = (await eventsOf('decisions')).filter(({ event }) => event.subject === subject()).slice(-1);
    const [partition, offset] = (last?.position ?? '').split('/');
    const { verdictId } = (await theVerdict()).data;
    const { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix } = place.environment;
    const admin = new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: 0 }).admin();
    await admin.connect();
    const topic = `${prefix}ai.decisions`;
    await admin.fetchTopicMetadata({ topics: [topic] });
    await admin.deleteTopicRecords({
      topic,
      partitions: [{ partition: Number(partition), offset: String(Number(offset) + 1) }],
    });
    await admin.disconnect();
    const { counts, findings } = await verified();
    expect(counts['action-without-verdict']).toBe(2);
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'removed', id: verdictId }));
  });
});
