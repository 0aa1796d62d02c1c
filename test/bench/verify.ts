import type { Connection } from '@deskrail/contracts';
import { type Bench, median, round } from './report.ts';
import { alternate } from './rounds.ts';
import { type BenchDelivery, benchDeliveries, type Desk, openConnection, toDelivery } from './verify-deliveries.ts';
import { floors, validatedByTwilio } from './verify-floors.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const ours = 'ours, to facts';

/**
 * Verify, parse and normalize one delivery after the other in this process, per desk: ours against the least that is
 * written by hand, and for Twilio against what its users write today, neither of which makes a fact. The row without facts
 * does as much as they do. Sides take turns in each round.
 */
export const verify: Bench = async ({ count = 3_000, rounds = 41 }) => {
  const rows: Record<string, string | number>[] = [];
  for (const desk of ['zendesk', 'freshdesk', 'twilio'] as const) {
    rows.push(...(await measureDesk(desk, count, rounds)));
  }
  const compared = rows.filter(({ side }) => side !== ours);
  const ratios = Object.fromEntries(compared.map(({ desk, side, ratio = 0 }) => [`${desk}, ${side}`, ratio]));
  return { ...{ name: 'verify', unit: 'deliveries/s', count, rounds, rows }, ratios };
};

async function measureDesk(desk: Desk, count: number, rounds: number): Promise<Record<string, string | number>[]> {
  const deliveries = await benchDeliveries(desk, count);
  const byHand = (handle: (delivery: BenchDelivery) => unknown) => async () => {
    for (const delivery of deliveries) if (!handle(delivery)) throw new Error(`${desk}: not authentic by hand.`);
  };
  const work: Record<string, () => Promise<void>> = {
    [ours]: () => handleAll(deliveries, openConnection[desk](), true),
    'ours, without facts': () => handleAll(deliveries, openConnection[desk](), false),
    'by hand': byHand(floors[desk]),
    ...(desk === 'twilio' ? { 'twilio.validateRequest': byHand(validatedByTwilio) } : {}),
  };
  const measured = await alternate(Object.keys(work), rounds + 1, async (side) => {
    const startedAt = performance.now();
    await work[side]?.();
    return ((performance.now() - startedAt) / count) * 1000;
  });
  // The first round is for the compiler.
  const microsOf = (side: string) => median(measured[side]?.slice(1) ?? []);
  return Object.keys(work).map((side) => ({
    ...{ desk, side, 'median/s': round(1e6 / microsOf(side), 0), 'µs each': round(microsOf(side)) },
    ...(side === ours ? {} : { ratio: round(microsOf(side) / microsOf(ours)) }),
  }));
}

/** As the receiver does it. */
async function handleAll(
  deliveries: readonly BenchDelivery[],
  connection: Connection,
  toFacts: boolean,
): Promise<void> {
  const { adapter } = connection;
  for (const given of deliveries) {
    const delivery = toDelivery(given, Date.now());
    const verification = await adapter.verify(delivery, connection);
    if (!verification.authentic) throw new Error(`${connection.id}: ${verification.cause}`);
    const reading = adapter.read(delivery);
    if (!reading.readable) throw new Error(`${connection.id}: ${reading.cause}`);
    if (!toFacts) continue;
    const { authenticity } = verification;
    const { headers, receivedAtMs } = delivery;
    const raw = decoder.decode(delivery.body);
    const facts = await adapter.normalize(reading.payload, { connection, authenticity, receivedAtMs, headers, raw });
    if (facts.length === 0) throw new Error(`${connection.id}: no fact.`);
  }
}
