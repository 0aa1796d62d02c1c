import {
  isDependencyFailure,
  isDeskrailError,
  type Logger,
  type PersonEntry,
  type Policy,
  type RecommendationView,
  type Store,
  silentLogger,
  subjectOfRecommendation,
  type UnitOfWork,
} from '@deskrail/contracts';
import { createWaker } from '../../act/waker.js';
import { queueOf } from '../verdict/terms.js';
import { assign } from './assign.js';
import { decideKeeping } from './decide-keeping.js';

export interface QueueKeepingOptions {
  readonly store: Store;
  /** Its `queues` say how each queue ages. */
  readonly policy: Policy;
  /** Who is given work, each with a tenant. Default: nobody, so that items wait for whoever takes them. */
  readonly people?: readonly PersonEntry[] | undefined;
  readonly logger?: Logger | undefined;
  /** Between looks at what is due. Default: 5 000. */
  readonly everyMs?: number | undefined;
}

export interface QueueKeeping extends AsyncDisposable {
  /** One look at all that is due now; for tests, and for an operator who does not want to wait. Resolves to how many. */
  run(): Promise<number>;
  close(): Promise<void>;
}

const perLook = 100;
const looksAtOnce = 20;
const rememberedSeconds = 90 * 86_400;

type Loads = Record<string, number>;

interface Arrival {
  readonly queue: string;
  /** When it came into it. */
  readonly since: string;
  /** Queues that it was moved out of for its age: once each, so that what people bring back stays. */
  readonly left: readonly string[];
}

const arrivalKey = ({ recommendationId }: RecommendationView): string => `in-queue/${recommendationId}`;

/** The keeper's own: after a rebuild the queue's time begins anew where it was moved. */
async function arrivalOf(unit: UnitOfWork, view: RecommendationView): Promise<Arrival> {
  const queue = queueOf(view);
  const before = (await unit.remembered(arrivalKey(view))) as Arrival | undefined;
  if (before?.queue === queue) return before;
  const isFirst = before === undefined && view.need?.queue === view.queue;
  const arrival = { queue, since: isFirst ? view.createdAt : unit.now, left: before?.left ?? [] };
  await remember(unit, view, arrival);
  return arrival;
}

const remember = (unit: UnitOfWork, view: RecommendationView, arrival: Arrival): Promise<void> =>
  unit.remember(arrivalKey(view), arrival, { seconds: rememberedSeconds });

/**
 * Keeps the review queue: gives what waits to whoever is free, reminds, and moves on what nobody decides. Several instances
 * may do so at once: each item is looked at in its own transaction, and done once; `atMost` may then be passed by a few.
 */
export function startQueueKeeping(options: QueueKeepingOptions): QueueKeeping {
  const { store, policy, people = [], logger = silentLogger, everyMs = 5_000 } = options;
  const closing = new AbortController();
  const waker = createWaker();

  async function keep({ tenant, recommendationId, about }: RecommendationView, loads: Loads): Promise<void> {
    const conversation = subjectOfRecommendation({ recommendationId, about });
    const given = await store.transact({ tenant, conversation }, async (unit) => {
      const view = await unit.recommendation(recommendationId);
      if (view?.status !== 'open') return [];
      const arrival = await arrivalOf(unit, view);
      const { queue, since, left } = arrival;
      const { escalateTo, ...ageing } = policy.queues[queue] ?? {};
      const keeping = decideKeeping({
        ...{ now: unit.now, view, since, claim: await unit.claim(recommendationId) },
        ageing: left.includes(queue) ? ageing : { ...ageing, escalateTo },
        free: view.assignee === undefined ? assign(view, people, loads) : undefined,
        assigns: people.length > 0,
      });
      for (const event of keeping.events) await unit.emit(event);
      await unit.lookAgainAt(recommendationId, keeping.lookAgainAt);
      return keeping.events.flatMap((event) =>
        event.type === 'recommendation.routed.v1' && event.data.assignee ? [event.data.assignee] : [],
      );
    });
    // Not in the transaction, whose work may run again.
    for (const person of given) loads[person] = (loads[person] ?? 0) + 1;
  }

  async function look(): Promise<number> {
    const due = await store.queueDue({ limit: perLook });
    const loads = new Map<string, Loads>();
    for (const view of due) {
      if (closing.signal.aborted) break;
      const known = loads.get(view.tenant) ?? (people.length === 0 ? {} : { ...(await store.loads(view.tenant)) });
      loads.set(view.tenant, known);
      try {
        await keep(view, known);
      } catch (error) {
        if (isDependencyFailure(error)) throw error;
        // One that cannot be kept holds up no other.
        logger.error({ recommendation: view.recommendationId }, 'an item of the review queue could not be kept');
      }
    }
    return due.length;
  }

  async function lookThrough(): Promise<number> {
    let seen = 0;
    for (let looks = 0; looks < looksAtOnce && !closing.signal.aborted; looks += 1) {
      const found = await look();
      seen += found;
      if (found < perLook) break;
    }
    return seen;
  }

  // One look after another: loads are counted from its beginning.
  let last: Promise<unknown> = Promise.resolve();
  const run = (): Promise<number> => {
    const looked = last.then(lookThrough);
    last = looked.catch(() => {});
    return looked;
  };

  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await run();
      } catch (error) {
        const code = isDeskrailError(error) ? error.code : 'internal';
        logger.warn({ code }, 'the review queue could not be kept; it is tried again');
      }
      await waker.wait(everyMs, closing.signal);
    }
  }

  // Without people to give work to, and queues that age, there is nothing to look for.
  const keeps = people.length > 0 || Object.keys(policy.queues).length > 0;
  const looping = keeps ? loop() : Promise.resolve();
  const close = async (): Promise<void> => {
    closing.abort();
    await looping;
    waker.close();
  };
  return { run, close, [Symbol.asyncDispose]: close };
}
