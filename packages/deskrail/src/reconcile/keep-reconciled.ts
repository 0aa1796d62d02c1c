import { type Clock, type Connections, DeskrailError, isDeskrailError, type Logger } from '@deskrail/contracts';
import type { SignatureWatch } from '../signature-watch.js';
import { connectionOf, type Reconciling } from './create-reconciling.js';
import type { Begun, Marks } from './marks.js';

export interface KeepReconciledOptions {
  readonly connections: Connections;
  readonly marks: Marks;
  readonly watch: SignatureWatch;
  readonly reconciling: Pick<Reconciling, 'run'>;
  /** Rejects while webhooks could not be kept. */
  ready(): Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default: 60 000. */
  readonly everyMs?: number;
}

export interface KeepReconciled {
  /** Look at every connection now, and begin to read back what one has missed. */
  look(): Promise<void>;
  close(): Promise<void>;
}

const readingsAtMost = 4;
const readyWithinMs = 10_000;
const renewEveryMs = 30_000;
const firstWaitMs = 60_000;
const longestWaitMs = 900_000;

/**
 * Once a minute, a mark of every connection that is well; where the last one is older than that, what its desk changed
 * since is read back. Several processes may do so: the first one reads.
 */
export function keepReconciled(options: KeepReconciledOptions): KeepReconciled {
  const { connections, marks, watch, reconciling, clock, logger, everyMs = 60_000 } = options;
  const ending = new AbortController();
  /** Of connections by look-up: whose they are, and whether their desk can be read. */
  const tenants = new Map<string, string | undefined>();
  const reading = new Map<string, Promise<void>>();
  const refused = new Map<string, { readonly waitMs: number; readonly untilMs: number }>();
  let looking: Promise<void> | undefined;

  async function ownerOf(id: string): Promise<{ readonly tenant: string; readonly connection: string } | undefined> {
    if (!tenants.has(id)) {
      const connection = await connectionOf(connections, id);
      if (connection === undefined) return undefined;
      tenants.set(id, connection.openReconciler && connection.tenant);
    }
    const tenant = tenants.get(id);
    return tenant === undefined ? undefined : { tenant, connection: id };
  }

  async function lookAt(id: string): Promise<void> {
    const owner = await ownerOf(id);
    if (owner === undefined || watch.isFailing(id)) return;
    const gap = await marks.well(owner, { lost: watch.isUntaken(id) });
    if (gap === undefined || gap.read) watch.settled(id);
    if (gap === undefined) return;
    if (!gap.read) watch.missed(id, gap.since, refused.has(id) ? 'failed' : 'reading');
    if (reading.has(id) || reading.size >= readingsAtMost || clock.now() < (refused.get(id)?.untilMs ?? 0)) return;
    const begun = await marks.begin(owner);
    if (begun === undefined || ending.signal.aborted) return;
    reading.set(
      id,
      readBack(owner, begun).finally(() => reading.delete(id)),
    );
  }

  async function readBack(
    owner: { readonly tenant: string; readonly connection: string },
    begun: Begun,
  ): Promise<void> {
    const id = owner.connection;
    const timer = setInterval(() => void marks.renew(owner).catch(() => {}), renewEveryMs);
    try {
      const connection = await connectionOf(connections, id);
      if (connection === undefined) return;
      await reconciling.run({ connection, since: begun.gap.since, signal: ending.signal });
      refused.delete(id);
      await marks.end(owner, begun, 'done');
    } catch (error) {
      if (ending.signal.aborted) return;
      const waitMs = Math.min(longestWaitMs, (refused.get(id)?.waitMs ?? firstWaitMs / 2) * 2);
      refused.set(id, { waitMs, untilMs: clock.now() + waitMs });
      watch.missed(id, begun.gap.since, 'failed');
      logger.warn({ connection: id, code: codeOf(error), retryInMs: waitMs }, 'A desk is to be read back again');
    } finally {
      clearInterval(timer);
      if (refused.has(id) || ending.signal.aborted) await marks.end(owner, begun, 'failed').catch(() => {});
    }
  }

  async function lookAtAll(): Promise<void> {
    try {
      await within(readyWithinMs, options.ready());
      const ids = typeof connections === 'function' ? watch.seen() : connections.map(({ id }) => id);
      for (const id of ids) {
        if (ending.signal.aborted) return;
        await lookAt(id);
      }
    } catch (error) {
      // No mark: then what comes in by now counts as missed, and is read back.
      logger.debug({ code: codeOf(error) }, 'Nothing says that all is well');
    }
  }

  const look = () => {
    looking ??= lookAtAll().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(() => void look(), everyMs);
  void look();

  return {
    look,
    async close() {
      clearInterval(timer);
      ending.abort();
      await looking;
      await Promise.all(reading.values());
    },
  };
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeskrailError('timeout', 'Not ready in time.')), ms);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const codeOf = (error: unknown): string => (isDeskrailError(error) ? error.code : 'internal');
