import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import type { RecommendationView } from '@deskrail/contracts';
import { temporaryFolder } from '@deskrail/testing';
import { afterEach, expect, it, vi } from 'vitest';
import { kafkaForTests, postgresForTests } from '../brokers/for-tests.ts';

// As a newcomer runs it, from the build.
const bin = join(import.meta.dirname, '../../packages/deskrail/bin/deskrail.js');
const soon = { timeout: 60_000, interval: 100 };

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(environment: Record<string, string>, cwd: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, PORT: '0', ...environment };
  const child = spawn(process.execPath, [bin, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const printed = (pattern: RegExp) =>
    vi.waitFor(() => {
      const found = pattern.exec(output);
      if (found === null) throw new Error(`Not printed: ${pattern}\n${output}`);
      return found;
    }, soon);
  const ended = once(child, 'exit').then(([code]) => ({ code, output: output.trimEnd().split('\n') }));
  return { child, printed, ended };
}

const desks = ['zendesk', 'freshdesk', 'twilio'];
const isReplyAt =
  (desk: string) =>
  ({ kind, about }: RecommendationView) =>
    kind === 'reply' && about.conversation?.startsWith(`conversation:${desk}:`) === true;

it('the demo runs with the two variables set, and so do the commands it names', { timeout: 180_000 }, async () => {
  await using folder = await temporaryFolder();
  await using database = await postgresForTests();
  const { brokers, prefix } = kafkaForTests();
  const variables = {
    ...{ KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: prefix, DATABASE_URL: database.url },
  };
  const run = (...args: string[]) => start(variables, folder.path, ...args).ended;
  const demo = start(variables, folder.path, 'demo');
  const [, url = '', code = ''] = await demo.printed(/(http:\S+)\/#code=(\S+)/);
  await demo.printed(/What happens is kept on Kafka and PostgreSQL\./);

  const client = createClient({ url, key: (await createClient({ url }).signIn(code)).key });
  const replies = await vi.waitFor(async () => {
    const { items } = await client.recommendations.page({ status: 'open' });
    const found = desks.map((desk) => items.find(isReplyAt(desk)));
    if (!found.every((one) => one !== undefined)) throw new Error('Not every desk has a suggested reply yet.');
    return found;
  }, soon);
  for (const { recommendationId, hash = '' } of replies) {
    await client.recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
  }
  await demo.printed(/a reply arrived at the desk, on Zendesk/);
  await demo.printed(/a reply arrived at the desk, on Freshdesk/);
  await demo.printed(/a reply arrived at the desk, by SMS/);

  const sent = await run('send', 'zendesk', 'ticket.comment_added', '--text', 'How long do I have to return a tent?');
  expect(sent).toMatchObject({ code: 0 });
  const facts = await run('tail', 'facts', '--until', 'end', '--json');
  expect(facts.code).toBe(0);
  expect(facts.output.some((line) => line.includes('How long do I have to return a tent?'))).toBe(true);
  const lag = await run('lag');
  expect([lag.code, lag.output.join('\n')]).toEqual([0, expect.stringMatching(/projection +decisions/)]);
  expect(await run('dead-letters', 'list')).toMatchObject({ code: 0 });

  demo.child.kill('SIGINT');
  expect(await demo.ended).toMatchObject({ code: 0 });
  const rebuilt = await run('rebuild');
  expect([rebuilt.code, rebuilt.output.at(-1)]).toEqual([
    0,
    expect.stringMatching(/^Rebuilt the store from \d+ events/),
  ]);

  // What was known before is known again, and the desk has its tickets.
  const again = start(variables, folder.path, 'demo');
  const [, url2 = '', code2 = ''] = await again.printed(/(http:\S+)\/#code=(\S+)/);
  const later = createClient({ url: url2, key: (await createClient({ url: url2 }).signIn(code2)).key });
  for (const { recommendationId } of replies) {
    const { actions } = await later.recommendations.get(recommendationId);
    expect(actions.map(({ status }) => status)).toEqual(['executed']);
  }
  again.child.kill('SIGINT');
  expect(await again.ended).toMatchObject({ code: 0 });
});
