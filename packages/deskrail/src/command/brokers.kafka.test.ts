import { randomUUID } from 'node:crypto';
import { type Fact, vocabulary } from '@deskrail/contracts';
import { type KafkaLog, openKafkaLog } from '@deskrail/event-log/kafka';
import { openSpool, spoolingLog } from '@deskrail/event-log/spool';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { deadLetters } from './dead-letters.js';
import { lag } from './lag.js';
import { memoryTerminal } from './memory-terminal.js';
import { rebuild } from './rebuild.js';
import { runCommand } from './run-command.js';
import { seek } from './seek.js';
import { spool } from './spool.js';
import { tail } from './tail.js';
import { topics } from './topics.js';

const commands = [topics, tail, lag, deadLetters, seek, spool, rebuild];
const brokers = inject('kafkaBrokers');
const prefix = `test-${randomUUID().slice(0, 8)}.`;

let folder: TemporaryFolder;
let log: KafkaLog;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await log?.close();
  await folder.remove();
});

const start = (variables: Record<string, string>, ...args: string[]) => {
  const environment = { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix, ...variables };
  const terminal = memoryTerminal({ environment, directory: folder.path });
  return { terminal, ended: runCommand(args, terminal, { commands, version: '0' }) };
};
async function run(...args: string[]) {
  const { terminal, ended } = start({}, ...args);
  return { code: await ended, printed: terminal.printed, said: terminal.said.join('\n') };
}
/** As an operator of a broker that stands alone does. */
async function runTopics(...args: string[]) {
  const { terminal, ended } = start({ KAFKA_DEVELOPMENT: 'true' }, 'topics', ...args, '--partitions', '3');
  return { code: await ended, printed: terminal.printed, said: terminal.said.join('\n') };
}
const json = async (...args: string[]) => {
  const { code, printed, said } = await run(...args, '--json');
  expect(said.replaceAll(/^\d+ (redriven|events left).*$/gm, '').trim()).toBe('');
  expect(code).toBe(0);
  return printed.map((line) => JSON.parse(line));
};

const fact = (id: string, conversation = '1') =>
  ({
    ...{ specversion: '1.0', source: '/connections/zendesk', tenant: 'demo', connection: 'zendesk', id },
    ...{ subject: `conversation:zendesk:${conversation}`, datacontenttype: 'application/json', actor: 'customer/1' },
    ...{ time: '2026-01-01T00:00:00Z', type: 'message.received.v1', authenticity: 'signed', identity: 'exact' },
    data: vocabulary.facts.find(({ type }) => type === 'message.received.v1')?.examples[0],
  }) as Fact;

/** Handles everything as this group, until so many have been seen. */
async function consume(group: string, count: number): Promise<string[]> {
  const seen: string[] = [];
  const subscription = await log.subscribe({
    ...{ stream: 'facts', group },
    handler: async (events) => void seen.push(...events.map(({ event }) => event.id)),
  });
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(count), { timeout: 30_000 });
  await subscription.close();
  return seen;
}

describe('on Kafka', { timeout: 90_000 }, () => {
  it('makes no topics by looking', async () => {
    expect(await run('tail', '--until', 'end')).toMatchObject({
      ...{ code: 1, said: expect.stringContaining(`There is no ${prefix}support.facts`) },
    });
  });

  it('topics: plan, refuse, apply, check', async () => {
    const planned = await runTopics('plan');
    expect(planned.code).toBe(0);
    expect(planned.printed.join('\n')).toMatch(
      new RegExp(`${prefix}support.facts +3 +1 +30 days +content +to be made`),
    );
    expect(await runTopics('check')).toMatchObject({
      ...{ code: 1, printed: expect.arrayContaining([expect.stringContaining('does not exist')]) },
    });
    const applied = await runTopics('apply');
    expect(applied.said).toContain(`made ${prefix}ai.actions: 3 partitions`);
    expect(applied.printed.at(-1)).toBe('Nothing to do.');
    const report = await runTopics('check', '--json');
    expect(JSON.parse(report.printed.join())).toMatchObject({ accepted: true, plan: { settled: true, creates: [] } });
    expect((await run('topics', 'check')).code).toBe(1);
    const withAccess = await run('topics', 'plan', '--access');
    expect(withAccess.printed.join('\n')).toContain('kafka-acls.sh');
    expect(withAccess.printed.join('\n')).toContain('keep ');
    log = await openKafkaLog({ brokers: brokers.split(','), topicPrefix: prefix, development: true });
  });

  it('tail: all streams, from a cursor, and on until Ctrl-C', async () => {
    await log.append('facts', [fact('f1')]);
    await log.append('facts', [fact('f2', '2')]);
    expect((await json('tail', '--until', 'end')).map(({ id }) => id)).toEqual(['f1', 'f2']);
    const { printed } = await run('tail', 'facts', '--until', 'end');
    const cursor = printed[0]?.split('  ')[1] ?? '';
    expect((await json('tail', 'facts', '--from', cursor, '--until', 'end')).map(({ id }) => id)).toEqual(['f2']);
    expect(await run('tail', 'facts', '--from', 'nonsense')).toMatchObject({ code: expect.any(Number), printed: [] });
    const { terminal, ended } = start({}, 'tail', 'facts', '--from', 'end', '--json');
    const timer = setInterval(() => void log.append('facts', [fact(`later-${randomUUID()}`, '3')]), 300);
    await terminal.line(/"later-/);
    clearInterval(timer);
    terminal.interrupt();
    expect(await ended).toBe(0);
  });

  it('lag: what a group has not done', async () => {
    // f1, f2, and at least one that came later.
    expect(await consume('mine', 3)).toEqual(expect.arrayContaining(['f1', 'f2']));
    await log.append('facts', [fact('f9')]);
    const [mine] = await json('lag', '--group', 'mine');
    expect(mine).toMatchObject({ group: 'mine', stream: 'facts', lastSafe: expect.any(String) });
    expect(mine.events).toBeGreaterThanOrEqual(1);
    expect((await run('lag')).printed[0]).toMatch(/^group +stream +events +seconds +last safe$/);
  });

  it('seek: an idle group from the start, and no running one', async () => {
    const before = await consume('mine', 1);
    expect(before).not.toContain('f1');
    const { code, printed } = await run('seek', '--group', 'mine', '--from', 'start');
    expect([code, printed]).toEqual([0, ['mine goes on in facts from start.']]);
    expect(await consume('mine', 4)).toEqual(expect.arrayContaining(['f1', 'f2', 'f9']));
    expect(await run('seek', '--group', 'nobody', '--from', 'start')).toMatchObject({
      ...{ code: 1, said: expect.stringContaining('No group nobody') },
    });
    const running = await log.subscribe({ stream: 'facts', group: 'mine', handler: async () => {} });
    const refused = await vi.waitFor(async () => {
      const again = await run('seek', '--group', 'mine', '--from', 'start');
      expect(again.code).toBe(1);
      return again;
    }, 30_000);
    expect(refused.said).toContain('(conflict)');
    await running.close();
  });

  it('dead-letters: list, show, redrive to the group that failed', async () => {
    const failing = await log.subscribe({
      ...{ stream: 'facts', group: 'broken', from: 'end', retry: { attempts: 1 } },
      async handler() {
        throw new Error('Not today.');
      },
    });
    await log.append('facts', [fact('poison')]);
    const letter = await vi.waitFor(
      async () => {
        const [found] = await json('dead-letters', 'list', '--group', 'broken');
        expect(found).toMatchObject({ reason: 'handler-failed', from: { eventId: 'poison' } });
        return found;
      },
      { timeout: 30_000, interval: 200 },
    );
    await failing.close();
    expect(JSON.parse((await run('dead-letters', 'show', letter.id)).printed.join(''))).toMatchObject(letter);
    const redriven = await json('dead-letters', 'redrive', '--all', '--group', 'broken');
    expect(redriven).toEqual([{ id: letter.id, to: 'group', group: 'broken' }]);
    expect(await consume('broken', 1)).toContain('poison');
    expect((await json('tail', 'facts', '--until', 'end')).filter(({ id }) => id === 'poison')).toHaveLength(1);
  });

  it('spool: status and flush, once its receiver is gone', async () => {
    expect(await json('spool', 'status')).toMatchObject([{ state: 'none' }]);
    const directory = `${folder.path}/spool`;
    const nowhere = await run('spool', 'flush', '--directory', directory);
    expect(nowhere).toMatchObject({ code: 1, said: expect.stringContaining(`There is no spool in ${directory}`) });
    const away = {
      append: async () => Promise.reject(new Error('away')),
      ready: async () => {},
    };
    {
      await using opened = await openSpool({ directory });
      await spoolingLog({ log: away, spool: opened, afterMs: 100 }).append('facts', [fact('spooled')]);
      const busy = await run('spool', 'flush', '--directory', directory);
      expect(busy).toMatchObject({ code: 1, said: expect.stringContaining('empties it by itself') });
    }
    expect(await json('spool', 'status', '--directory', directory)).toMatchObject([{ state: 'holding', events: 1 }]);
    expect(await json('spool', 'flush', '--directory', directory)).toEqual([{ forwarded: 1, refused: 0, left: 0 }]);
    expect((await json('tail', 'facts', '--until', 'end')).map(({ id }) => id)).toContain('spooled');
  });

  it('rebuild: the embedded store from the topics', async () => {
    const { code, printed } = await run('rebuild');
    expect([code, printed.join()]).toEqual([0, expect.stringMatching(/^Rebuilt the store from \d+ events\.$/)]);
  });

  it('says which broker does not answer, and no secret', async () => {
    const { terminal, ended } = start(
      { KAFKA_BROKERS: '127.0.0.1:1', DATABASE_URL: 'postgres://a:hunter2@b/c' },
      'lag',
    );
    expect(await ended).toBe(1);
    expect(terminal.said.join()).toContain('127.0.0.1:1');
    expect(terminal.said.join()).not.toContain('hunter2');
  });
});
