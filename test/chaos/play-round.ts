import { setInterval as every } from 'node:timers/promises';
import type { FaultContext } from './faults/fault.ts';
import type { Ledger } from './ledger.ts';
import type { RoundPlan } from './plan-rounds.ts';
import { untilServed } from './prober.ts';
import type { RoundReport } from './report.ts';
import { seconds } from './wait.ts';

const recoversWithinMs = 60_000;
const tailMs = 1_000;

/** Something breaks under the load, is mended, and is waited for. */
export async function playRound(
  { round, fault, quietMs, random }: RoundPlan,
  context: Omit<FaultContext, 'breaks'> & { readonly ledger: Ledger; readonly say: (progress: string) => void },
): Promise<RoundReport> {
  const { rail, ledger, say, signal } = context;
  const missing = fault.missing?.(rail);
  const breakage = fault.draw(random, rail);
  const before = ledger.acknowledged;
  const deaf = watchSilence(ledger);
  await seconds(quietMs / 1_000, signal);
  say(`round ${round}: ${fault.name}${breakage.detail && `, ${breakage.detail}`}`);
  let since = performance.now();
  const breaks = () => {
    since = performance.now();
  };
  if (missing === undefined) await breakage.run({ ...context, breaks });
  const brokenMs = performance.now() - since;
  const recoveredMs = await untilServed({
    ...{ desk: context.desk, url: rail.api, withinMs: recoversWithinMs, signal },
  });
  await seconds(tailMs / 1_000, signal);
  const deafMs = await deaf.end();
  const acknowledged = ledger.acknowledged - before;
  say(
    `round ${round}: ${recoveredMs === undefined ? 'NOT recovered' : `recovered ${(recoveredMs / 1_000).toFixed(1)} s after it was mended`}`,
  );
  return {
    ...{ round, fault: fault.name, brokenMs, deafMs, acknowledged },
    detail: missing === undefined ? breakage.detail : `left out: ${missing}`,
    ...(recoveredMs !== undefined && { recoveredMs }),
  };
}

/** The longest time without a 2xx, from now to the end. */
function watchSilence(ledger: Ledger): { end(): Promise<number> } {
  const stop = new AbortController();
  const since = performance.now();
  let longest = 0;
  const look = () => {
    longest = Math.max(longest, performance.now() - Math.max(since, ledger.lastAcknowledgedAt));
  };
  const watching = (async () => {
    for await (const _ of every(25, undefined, { signal: stop.signal })) look();
  })().catch(() => {});
  return {
    async end() {
      look();
      stop.abort();
      await watching;
      return longest;
    },
  };
}
