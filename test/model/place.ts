import { createVerifier, type SigningKey } from '@deskrail/copilot';
import { type Relay, startHousekeeping, startRelay } from '@deskrail/store';
import { openPostgresStore, type SqlStore } from '@deskrail/store/postgres';
import { openTestStore } from '@deskrail/testing/store';
import { createRunLog, type RunLog } from './memory-log.ts';

export type StoreName = 'sqlite' | 'postgres';

/** Where runs take place, one after the other: each has a tenant of its own. */
export interface Place extends AsyncDisposable {
  readonly name: StoreName;
  /** Each with connections of its own; of SQLite one. */
  readonly instances: readonly [SqlStore, ...SqlStore[]];
  readonly log: RunLog;
  readonly clock: { now(): number; forward(minutes: number): void };
  readonly signing: SigningKey;
  readonly verify: ReturnType<typeof createVerifier>;
  /** Expires what is over, as an instance does by itself now and then. */
  sweep(): Promise<void>;
  /** Until all that was decided is in the log. */
  drained(): Promise<void>;
}

const drainWithinMs = 20_000;
const days = { facts: 400, features: 400, decisions: 400, actions: 400, 'dead-letters': 400 };

export interface OpenPlaceOptions {
  readonly store: StoreName;
  readonly instances?: number;
  /** A database that nobody else uses; for PostgreSQL. */
  readonly url?: string | undefined;
}

export async function openPlace({ store: name, instances: count = 1, url }: OpenPlaceOptions): Promise<Place> {
  const stack = new AsyncDisposableStack();
  let nowMs = Date.parse('2026-03-02T08:00:00Z');
  const clock = {
    now: () => nowMs,
    forward(minutes: number) {
      nowMs += minutes * 60_000;
    },
  };
  const open = async (): Promise<SqlStore> => {
    if (name === 'sqlite') return stack.use(await openTestStore({ clock }));
    return stack.use(await openPostgresStore({ url: url ?? '', clock, poolSize: 6, pollMs: 50 }));
  };
  try {
    const first = await open();
    const others = name === 'sqlite' ? [] : await Promise.all(Array.from({ length: count - 1 }, open));
    const log = createRunLog(clock);
    const relay: Relay = stack.use(startRelay({ store: first, log: log.log, pollMs: 20 }));
    const housekeeping = stack.use(startHousekeeping({ store: first, days, everyMs: 3_600_000 }));
    const signing = { keyId: 'model', secret: Buffer.alloc(32, 7) };
    void relay;
    return {
      ...{ name, instances: [first, ...others], log, clock, signing, verify: createVerifier([signing]) },
      sweep: () => housekeeping.run(),
      async drained() {
        const until = performance.now() + drainWithinMs;
        while ((await first.outbox.depth()) > 0) {
          if (performance.now() > until) throw new Error('The outbox does not become empty.');
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
