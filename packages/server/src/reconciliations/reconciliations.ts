import {
  type Clock,
  DeskrailError,
  errorMeanings,
  isDeskrailError,
  type Logger,
  type Reconciled,
  type ReconciliationView,
} from '@deskrail/contracts';

/** Reads the desk back and appends what never came. Rejects with `aborted` and what its reconciler throws. */
export type RunReconciliation = (options: {
  readonly signal: AbortSignal;
  onProgress(done: Reconciled): void;
}) => Promise<Reconciled>;

/** Throws `connection-unknown` where the tenant has none of this id, `conflict` where its desk cannot be read. */
export type OpenReconciliation = (request: {
  readonly tenant: string;
  readonly connection: string;
  readonly since: string;
}) => Promise<RunReconciliation>;

export interface ReconciliationRequest {
  readonly tenant: string;
  readonly connection: string;
  /** RFC 3339. */
  readonly since: string;
}

/** Readings of desks that this process was asked for; the latest are remembered until it ends. */
export interface Reconciliations {
  /** A running one that began as early is joined; a later one is waited for: `conflict`. */
  start(request: ReconciliationRequest): Promise<ReconciliationView>;
  /** Throws `not-found`. */
  get(about: { readonly tenant: string; readonly connection: string; readonly id: string }): ReconciliationView;
  /** Resolves when none runs any more: after `closing`. */
  ended(): Promise<void>;
}

interface Job {
  readonly tenant: string;
  view: ReconciliationView;
  readonly ended: Promise<void>;
}

const remembered = 100;
const runningAtMost = 10;

export function createReconciliations(options: {
  readonly open: OpenReconciliation | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends what runs. */
  readonly closing: AbortSignal;
  readonly newId: () => string;
}): Reconciliations {
  const { open, clock, logger, closing, newId } = options;
  const jobs = new Map<string, Job>();
  const now = () => new Date(clock.now()).toISOString();

  function joined({ tenant, connection, since }: ReconciliationRequest): ReconciliationView | undefined {
    const running = [...jobs.values()].filter(({ view }) => view.state === 'running');
    const same = running.find((job) => job.tenant === tenant && job.view.connection === connection);
    if (same !== undefined) {
      if (Date.parse(same.view.since) <= Date.parse(since)) return same.view;
      const message = `The connection is being read back since ${same.view.since}. Wait until that has ended.`;
      throw new DeskrailError('conflict', message, { details: { running: same.view.id } });
    }
    if (running.length < runningAtMost) return undefined;
    throw new DeskrailError('overloaded', 'Ten desks are being read back. Try again later.', { retryable: true });
  }

  async function follow(id: string, run: RunReconciliation): Promise<void> {
    const change = (more: Partial<ReconciliationView>) => {
      const job = jobs.get(id);
      if (job !== undefined) job.view = { ...job.view, ...more };
    };
    try {
      change({ ...(await run({ signal: closing, onProgress: change })), state: 'done', endedAt: now() });
    } catch (error) {
      const known = isDeskrailError(error) ? error : undefined;
      const code = known?.code ?? 'internal';
      change({ state: 'failed', endedAt: now(), problem: { code, detail: known?.message ?? errorMeanings.internal } });
      logger.warn({ reconciliation: id, connection: jobs.get(id)?.view.connection, code }, 'a desk was not read back');
    }
  }

  return {
    async start(request) {
      if (open === undefined) throw new DeskrailError('not-found', 'This process reads no desk back.');
      const { tenant, connection, since } = request;
      const run = await open(request);
      const running = joined(request);
      if (running !== undefined) return running;
      const id = newId();
      const counts = { conversations: 0, facts: 0, states: 0 };
      const view: ReconciliationView = { id, connection, since, state: 'running', ...counts, startedAt: now() };
      // Begins a turn later: by then it is among the jobs.
      const ended = Promise.resolve().then(() => follow(id, run));
      jobs.set(id, { tenant, view, ended });
      for (const [oldest, job] of jobs) {
        if (jobs.size <= remembered) break;
        if (job.view.state !== 'running') jobs.delete(oldest);
      }
      return view;
    },
    get({ tenant, connection, id }) {
      const job = jobs.get(id);
      if (job?.tenant === tenant && job.view.connection === connection) return job.view;
      throw new DeskrailError(
        'not-found',
        'There is no such reconciliation here: the process that ran it remembers it.',
      );
    },
    async ended() {
      await Promise.all([...jobs.values()].map((job) => job.ended));
    },
  };
}
