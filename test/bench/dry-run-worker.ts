import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Decision, replySuggested, verdictGiven } from '@deskrail/contracts';
import { createDryRun, readPolicy } from '@deskrail/copilot';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { serveParent } from './child.ts';

const count = Number(process.env.BENCH_COUNT);
const batch = 500;
const file = await openSqliteFile({ path: join(process.env.BENCH_DATA ?? '', 'deskrail.db') });
const log = await openSqliteLog({ file });
const policyFile = new URL('../../examples/policy.yaml', import.meta.url);

const [suggested] = replySuggested.examples;
const [given] = verdictGiven.examples;
const begun = Date.now() - 30 * 86_400_000;
const intents = ['order-status', 'return-item', 'refund-request', 'thanks'];

/** The nth recommendation, as an instance records it, with the verdict of two of three. */
function decisionsOf(n: number): Decision[] {
  const recommendationId = `rec_${n}`;
  const conversation = `conversation:zendesk:${n % 20_000}`;
  const time = new Date(begun + n * 20_000).toISOString();
  const envelope = {
    ...{ specversion: '1.0', source: '/copilot/recommend', subject: conversation, time, tenant: 'bench' },
    ...{ datacontenttype: 'application/json', connection: 'zendesk', actor: 'model/embedded' },
  } as const;
  const text = `Order ${n} left the warehouse. ${'It should be with you within a few days. '.repeat(6)}`;
  const policyFacts = {
    ...{ asked: 'desk', at: time, intent: intents[n % 4], language: 'en', channel: 'email', status: 'open' },
    ...{ tags: ['order', 'delivery'], customer: `customer:zendesk:${n % 10_000}` },
  };
  const data = {
    ...{ ...suggested, recommendationId, about: { conversation, fact: `bench/zendesk/message/${n}` } },
    ...{ confidence: (n % 100) / 100, risk: (['low', 'medium', 'high'] as const)[n % 3], policyFacts },
    ...{ salt: randomUUID(), need: { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false } },
    proposal: { kind: 'reply', visibility: 'public', text, sentences: [{ text, evidence: ['e1'] }] },
  };
  const made = { ...envelope, id: recommendationId, type: 'reply.suggested.v1', data } as unknown as Decision;
  if (n % 3 === 0) return [made];
  const verdictId = `ver_${n}`;
  const kind = n % 3 === 1 ? { kind: 'approve', final: data.proposal, reason: undefined } : { kind: 'reject' };
  const judged = { ...given, ...kind, verdictId, recommendationId };
  return [made, { ...envelope, id: verdictId, type: 'verdict.given.v1', data: judged } as unknown as Decision];
}

async function fill() {
  for (let from = 0; from < count; from += batch) {
    const events = Array.from({ length: Math.min(batch, count - from) }, (_, index) => decisionsOf(from + index));
    await log.append('decisions', events.flat());
  }
  return count;
}

/** All recorded decisions under the rules of the example, the report included. */
async function dryRun() {
  const started = performance.now();
  const policy = await readPolicy(await readFile(policyFile, 'utf8'), { file: 'policy.yaml' });
  const run = createDryRun({ policy });
  for await (const { event } of log.read({ stream: 'decisions' })) run.add(event);
  const { recommendations, byKind } = run.report();
  return { recommendations, wouldGo: byKind[0]?.would.auto ?? 0, ...passed(started) };
}

/** What nobody can leave out: read the same events. */
async function readOnly() {
  const started = performance.now();
  let recommendations = 0;
  for await (const { event } of log.read({ stream: 'decisions' })) {
    if (event.type === 'reply.suggested.v1') recommendations += 1;
  }
  return { recommendations, wouldGo: 0, ...passed(started) };
}

const cpuSeconds = () => process.threadCpuUsage().user / 1e6;
const begunCpu = cpuSeconds();

const passed = (started: number) => ({
  seconds: (performance.now() - started) / 1000,
  cpuSeconds: cpuSeconds() - begunCpu,
  peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
});

serveParent(0, { fill, dryRun, readOnly }, async () => {
  await log.close();
  await file.close();
});
