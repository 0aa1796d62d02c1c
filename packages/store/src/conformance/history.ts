import type {
  EventByType,
  EventLog,
  Store,
  StoredEvent,
  StreamName,
  Suggestion,
  VerdictGiven,
} from '@deskrail/contracts';
import { projected } from '../projection.js';
import { relayOnce } from '../relay.js';
import { approved, later, suggestion, superseded, tenant, verdict } from './events.js';
import { createRandomDesk } from './random-desk.js';
import { createRandomReview } from './random-review.js';

/** Numbers from 0 up to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface HistoryOptions {
  readonly store: Store & { takeSnapshots(options: { readonly limit: number }): Promise<number> };
  readonly log: EventLog;
  readonly clock: { now(): number; advance(ms: number): void };
  readonly retainLog: (days: Readonly<Record<StreamName, number>>) => unknown;
  readonly seed: number;
  readonly steps: number;
}

export const days: Readonly<Record<StreamName, number>> = {
  facts: 30,
  features: 40,
  decisions: 60,
  actions: 90,
  'dead-letters': 30,
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Let a desk live for a while: facts of every kind, late and doubled; suggestions, verdicts and actions in between; the
 * log ahead of the store by a little; snapshots and retention every day. At the end all is relayed, applied and retained.
 */
export async function liveThrough(options: HistoryOptions): Promise<{ readonly customers: readonly string[] }> {
  const { store, log, clock, retainLog, steps } = options;
  const random = seeded(options.seed);
  const desk = createDesk(options, random);
  let today = Math.floor(clock.now() / dayMs);
  for (let step = 0; step < steps; step += 1) {
    clock.advance(random() < 0.3 ? 0 : Math.floor(random() * (random() < 0.05 ? 9 * dayMs : 9 * hourMs)));
    await desk.happen();
    if (random() < 0.8) await desk.project();
    if (random() < 0.7) await desk.decide();
    if (random() < 0.7) await relayAll(store, log);
    if (Math.floor(clock.now() / dayMs) === today) continue;
    today = Math.floor(clock.now() / dayMs);
    await keepHouse();
  }
  await relayAll(store, log);
  await desk.project();
  await desk.endActions();
  await keepHouse();
  return { customers: desk.customers() };

  async function keepHouse(): Promise<void> {
    // What is in the log by now is in the store, before both forget.
    await desk.project();
    while ((await store.takeSnapshots({ limit: 3 })) > 0);
    await relayAll(store, log);
    await desk.project();
    await store.retain({ days });
    await retainLog(days);
  }
}

async function relayAll(store: Store, log: EventLog): Promise<void> {
  while ((await relayOnce({ store, log, batch: 50 })) > 0);
}

interface Started {
  readonly suggestion: Suggestion;
  readonly verdict?: VerdictGiven;
}

function createDesk({ store, log, clock }: HistoryOptions, random: () => number) {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const desk = createRandomDesk({ random, pick });
  const applied = new Set<string>();
  const open = new Map<string, Started>();
  const actions: EventByType<'action.approved.v1'>[] = [];
  let count = 0;
  const next = (prefix: string): string => {
    count += 1;
    return `${prefix}${count}`;
  };
  const at = (): string => new Date(clock.now()).toISOString();
  const review = createRandomReview({ random, pick, next, nowMs: () => clock.now() });

  async function happen(): Promise<void> {
    await log.append('facts', desk.deliver(clock.now()));
  }

  /** The store takes in what it has not, in batches of any size, some of it twice. */
  async function project(): Promise<void> {
    for (const stream of projected) {
      const fresh: StoredEvent[] = [];
      for await (const stored of log.read({ stream })) {
        const name = `${stream}/${stored.position}`;
        if (!applied.has(name) || random() < 0.02) fresh.push(stored);
        applied.add(name);
      }
      while (fresh.length > 0) {
        await store.apply(fresh.splice(0, 1 + Math.floor(random() * 20)), { group: 'projection' });
      }
    }
  }

  async function decide(): Promise<void> {
    const conversation = pick(desk.conversations());
    if (conversation === undefined) return;
    await store.transact({ tenant, conversation }, async (unit) => {
      const state = await unit.conversation();
      if (state === undefined) return;
      const [current] = await unit.openRecommendations();
      const known = open.get(conversation);
      if (current !== undefined && known?.suggestion.data.recommendationId === current.recommendationId) {
        if (random() < 0.4) return unit.emit(review.onTheWay(known.suggestion, current));
        if (random() < 0.3) return unit.emit(superseded(current.recommendationId, conversation, at()));
        const given = review.deciding(verdict(next('ver'), known.suggestion, at(), random() < 0.8), current);
        await unit.emit(given);
        if (given.data.kind !== 'approve') return;
        for (const index of [0, 1]) {
          const action = review.undoing(approved(next('act'), given, { time: at(), index, of: 2 }), actions);
          actions.push(action);
          await unit.emit(action);
        }
        return;
      }
      if (current !== undefined) return;
      const other = pick(desk.conversations());
      const suggested = suggestion(next('rec'), {
        conversation,
        time: at(),
        seen: state.facts,
        ...(random() < 0.4 && { quotes: { conversation: other, quote: `quote of ${other}`, at: at() } }),
        more: review.terms(),
      });
      open.set(conversation, { suggestion: suggested });
      await unit.emit(suggested);
    });
    if (random() < 0.5) await act();
    if (random() < 0.2) {
      const { event, key } = review.turn(conversation);
      await store.transact({ tenant, conversation: key }, (unit) => unit.emit(event));
    }
  }

  async function act(): Promise<void> {
    const action = actions.length > 0 ? pick(actions.slice(-6)) : undefined;
    if (action === undefined) return;
    await store.transact({ tenant, conversation: action.subject }, async (unit) => {
      const entry = await unit.action(action.data.actionId);
      if (entry === undefined) return;
      if (entry.view.status === 'approved') {
        return unit.emit(later('action.started.v1', action, at(), { executor: 'test', token: 1, ...review.before() }));
      }
      const nth = count;
      const ends = [
        later('action.executed.v1', action, at(), { found: 'answer', vendorId: next('m') }, nth),
        later('action.failed.v1', action, at(), { code: 'conflict', permanent: true }, nth),
        later('action.uncertain.v1', action, at(), { why: 'timed-out' }, nth),
        later('action.cancelled.v1', action, at(), { why: 'person' }, nth),
      ];
      await unit.emit(pick(ends));
    });
  }

  /** A rebuild makes what was started uncertain; so that both can be compared, nothing is left started. */
  async function endActions(): Promise<void> {
    for (const action of actions) {
      await store.transact({ tenant, conversation: action.subject }, async (unit) => {
        const entry = await unit.action(action.data.actionId);
        if (entry?.view.status !== 'started') return;
        await unit.emit(later('action.executed.v1', action, at(), { found: 'answer' }, 1_000_000));
      });
    }
  }

  return { happen, project, decide, endActions, customers: desk.customers };
}
