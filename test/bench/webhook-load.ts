import { manyZendeskWebhooks } from '@deskrail/testing';
import { startChild } from './child.ts';
import { load, rawPost } from './load.ts';

export const connections = 64;
/** Enough that all sides run compiled code: what is measured is a receiver that has been up for a while. */
export const warmUp = 20_000;
export const secret = 'bench-secret-of-32-characters-xx';

/** Signed webhooks as they go over the wire: so many to measure with, and behind them those to warm up with. */
export async function webhookRequests(count: number): Promise<readonly Buffer[]> {
  const webhooks = await manyZendeskWebhooks({
    ...{ count: count + warmUp, seed: 1, secret },
    timestamp: new Date().toISOString(),
  });
  return webhooks.map(({ headers, body }) => rawPost('/webhooks/zendesk', headers, body));
}

export interface Driven {
  readonly perSecond: number;
  /** Of the receiver's process. */
  readonly cpuMicrosEach: number;
  readonly answer: unknown;
}

/** What a receiver in a fresh process takes and costs, and what it then says of itself. Throws unless all got a 2xx. */
export async function drive(
  file: string,
  environment: Readonly<Record<string, string>>,
  { requests, count, ask }: { readonly requests: readonly Buffer[]; readonly count: number; readonly ask?: string },
): Promise<Driven> {
  await using child = await startChild(file, { ...environment, BENCH_SECRET: secret });
  await load(child.port, requests.slice(count), connections);
  const cpuBefore = Number(await child.ask('cpuSeconds'));
  const { perSecond, statuses } = await load(child.port, requests.slice(0, count), connections);
  const cpuSeconds = Number(await child.ask('cpuSeconds')) - cpuBefore;
  const accepted = Object.entries(statuses).reduce((sum, [status, n]) => sum + (status.startsWith('2') ? n : 0), 0);
  if (accepted !== count) throw new Error(`Not every webhook was taken: ${JSON.stringify(statuses)}.`);
  const answer = ask === undefined ? undefined : await child.ask(ask);
  return { perSecond, cpuMicrosEach: (cpuSeconds * 1e6) / count, answer };
}
