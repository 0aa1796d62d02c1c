import {
  type Clock,
  DeskrailError,
  type EventLog,
  isDependencyFailure,
  isDeskrailError,
  type OutboxEvent,
  type RecommendationView,
  type Store,
  type StoredEvent,
} from '@deskrail/contracts';
import type { Recommender } from '@deskrail/copilot/recommend';
import type { SqliteFile } from '@deskrail/event-log/sqlite';
import { evolveRecommendation } from '@deskrail/store';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { keepToItself } from './keep-to-itself.js';
import { openRecordedEvents, type RecordedEvents } from './recorded-events.js';
import { isRecommendation, type Recommendation, type ReplayedFact } from './replayed.js';

/** The live code path, over a store of the replay's own and its clock. */
export interface ReplayRecommender extends Pick<Recommender, 'recommend'> {
  /** Bring what is kept of replies up to what the store holds at this moment: nothing is refreshed beside. */
  refresh(tenant: string, signal: AbortSignal): Promise<void>;
}

export interface ReplayFactsOptions {
  /** Read, and never written. */
  readonly log: EventLog;
  /** A file of the replay's own, empty: text of persons goes into it. */
  readonly scratch: SqliteFile;
  /** RFC 3339, of append. Recommended for are facts from `since` up to `until`; what was before tells how things stood. */
  readonly since: string;
  readonly until: string;
  readonly tenant?: string | undefined;
  readonly conversation?: string | undefined;
  /** Facts that bring a recommendation, at most. */
  readonly limit?: number | undefined;
  readonly open: (given: { readonly store: Store; readonly clock: Clock }) => Promise<ReplayRecommender>;
  readonly onReplayed: (fact: ReplayedFact, recorded: RecordedEvents) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
}

export interface ReplayProgress {
  readonly phase: 'gathering' | 'replaying';
  readonly events: number;
  /** Facts that brought a recommendation, so far. */
  readonly replayed: number;
}

export interface ReplayEnd {
  readonly recorded: RecordedEvents;
  /** As the record stands at the end of the replayed time. */
  readonly store: Store;
  readonly events: number;
  readonly replayed: number;
  /** Facts that could not be recommended for, by error code. */
  readonly failed: Readonly<Record<string, number>>;
}

/** Facts that may start a recommendation; the others only tell how things stand. */
const starting: ReadonlySet<string> = new Set(['message.received.v1', 'case.opened.v1', 'case.status-changed.v1']);
const group = 'replay';
const batchAtMost = 500;
const repliesRemembered = 2_000;

/**
 * Recommend again for recorded facts. Each finds what its first recommendation found: the store is told the record up to
 * that fact, decisions and verdicts included, and the clock stands at the moment the fact was appended. Nothing is written
 * but to `scratch`. Throws `aborted`, `dependency-unavailable`, `not-found` where no event is there.
 */
export async function replayFacts(options: ReplayFactsOptions): Promise<ReplayEnd> {
  const { log, scratch, tenant, signal, onProgress } = options;
  const recorded = await openRecordedEvents(scratch);
  let atMs = Date.parse(options.since);
  const clock: Clock = { now: () => atMs };
  const inner = await openSqliteStore({ database: scratch, clock });
  const progress = { events: 0, replayed: 0 };
  const told = (events: number) => onProgress?.({ phase: 'gathering', events, replayed: 0 });
  await recorded.gather({ log, tenant, signal, onProgress: told });
  await applyErasures(inner, recorded, signal);

  const replies = recentReplies();
  const { store, take } = keepToItself(inner, replies.get);
  const recommender = await options.open({ store, clock });
  const [sinceMs, untilMs] = [Date.parse(options.since), Date.parse(options.until)];
  const failed: Record<string, number> = {};
  let batch: StoredEvent[] = [];
  const apply = async (): Promise<void> => {
    signal.throwIfAborted();
    const events = batch;
    batch = [];
    await inner.apply(events, { group });
    progress.events += events.length;
    onProgress?.({ phase: 'replaying', ...progress });
  };

  async function replay(stored: StoredEvent<'facts'>): Promise<void> {
    await apply();
    await recorded.visit(stored.event.tenant, stored.event.id);
    await recommender.refresh(stored.event.tenant, signal);
    const events: readonly OutboxEvent[] = await recommended(recommender, stored, take, signal).catch(
      (error: unknown) => {
        if (signal.aborted || isDependencyFailure(error)) throw error;
        const code = isDeskrailError(error) ? error.code : 'internal';
        failed[code] = (failed[code] ?? 0) + 1;
        return [];
      },
    );
    const recommendations = events.filter(isRecommendation).map(withoutSalt);
    for (const each of recommendations) replies.put(each);
    if (recommendations.length > 0) progress.replayed += 1;
    const features = events.filter((event) => event.type === 'features.derived.v1');
    await options.onReplayed({ stored, recommendations, features }, recorded);
  }

  for await (const stored of recorded.inOrder({ until: untilMs })) {
    batch.push(stored);
    const appendedMs = Date.parse(stored.appendedAt);
    if (isAsked(stored, options) && appendedMs >= sinceMs) {
      atMs = appendedMs;
      await replay(stored);
      if (progress.replayed >= (options.limit ?? Number.POSITIVE_INFINITY)) break;
    } else if (batch.length >= batchAtMost) await apply();
  }
  await apply();
  return { recorded, store: inner, ...progress, failed };
}

const isAsked = (stored: StoredEvent, { conversation }: ReplayFactsOptions): stored is StoredEvent<'facts'> =>
  stored.stream === 'facts' &&
  starting.has(stored.event.type) &&
  (conversation === undefined || stored.event.subject === conversation);

async function recommended(
  recommender: Pick<Recommender, 'recommend'>,
  stored: StoredEvent<'facts'>,
  take: () => readonly OutboxEvent[],
  signal: AbortSignal,
): Promise<readonly OutboxEvent[]> {
  take();
  await recommender.recommend(stored, { signal });
  return take();
}

/** What was erased since is not taken up again: the store hears of it before the text itself. */
async function applyErasures(store: Store, recorded: RecordedEvents, signal: AbortSignal): Promise<void> {
  for await (const stored of recorded.erasing()) {
    if (signal.aborted) throw new DeskrailError('aborted', 'The replay was called off.');
    await store.apply([stored], { group });
  }
}

/** A salt is for proofs, and random; a replay proves nothing, and the same twice is to be the same. */
function withoutSalt(event: Recommendation): Recommendation {
  const { salt: _, ...data } = event.data;
  return { ...event, data } as Recommendation;
}

/** The facts of one message come close together: its latest replies are enough to tell that it was dealt with. */
function recentReplies() {
  const views = new Map<string, RecommendationView>();
  return {
    get: (tenant: string, id: string) => views.get(`${tenant}\n${id}`),
    put(event: Recommendation): void {
      const state = evolveRecommendation(undefined, event);
      if (state === undefined) return;
      views.set(`${event.tenant}\n${event.data.recommendationId}`, { ...state.view, verdicts: [], actions: [] });
      const [oldest] = views.keys();
      if (views.size > repliesRemembered && oldest !== undefined) views.delete(oldest);
    },
  };
}
