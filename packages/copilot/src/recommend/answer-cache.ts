import { type Clock, digestOf, type EvidenceSource, type RecommendationView } from '@deskrail/contracts';
import { normalForm } from '../normal-form.js';
import { withTimeLimit } from '../time-limit.js';

export interface CacheOptions {
  /** The one that was not asked for longest goes first. Default: 1 000. */
  readonly maxEntries?: number;
  /** Default: 600. */
  readonly ttlSeconds?: number;
}

/** All that an answer to a bare text follows from. */
export interface CacheQuestion {
  readonly tenant: string;
  readonly text: string;
  readonly scopes: readonly string[];
  /** Ids of the open incidents. */
  readonly incidents: readonly string[];
  /** Versions of the policy and of whatever makes a suggestion. */
  readonly versions: readonly string[];
}

/** The ids of recommendations that answered a text before; never a person's words. */
export interface AnswerCache {
  /** `undefined` where a source does not say what it knows by now: then nothing is kept. */
  keyOf(question: CacheQuestion, options: { readonly signal: AbortSignal }): Promise<string | undefined>;
  get(key: string): string | undefined;
  put(key: string, recommendationId: string): void;
  forget(key: string): void;
}

/** Case, spaces and the marks at the end do not make another question. */
export const normalQuestion = (text: string): string =>
  normalForm(text, 'NFKC')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\s.!?…]+$/u, '');

/** A part of it was taken out since, as of erased words: the rest is nobody's answer. */
const isWhole = ({ about, proposal, evidence = [] }: RecommendationView): boolean =>
  about.question !== undefined && proposal !== undefined && evidence.every(({ quote }) => quote !== '');

/** What may be given again: what was shown, and that nothing speaks to the question. */
export const isRepeatable = (view: RecommendationView): boolean =>
  view.status === 'shown'
    ? (view.flags ?? []).length === 0 && isWhole(view)
    : view.status === 'withheld' && view.withheld?.reason === 'no-evidence';

const questionAtMost = 2_000;

/** Bounded, and by the clock: what is kept longer than `ttlSeconds` is as good as gone. */
export function createAnswerCache({
  sources,
  clock,
  sourceTimeoutMs,
  maxEntries = 1_000,
  ttlSeconds = 600,
}: CacheOptions & {
  readonly sources: readonly EvidenceSource[];
  readonly clock: Clock;
  readonly sourceTimeoutMs: number;
}): AnswerCache {
  const entries = new Map<string, { readonly id: string; readonly untilMs: number }>();

  async function knowledge(tenant: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    if (sources.some(({ knowledgeVersion }) => knowledgeVersion === undefined)) return undefined;
    const limits = { timeoutMs: sourceTimeoutMs, signal };
    try {
      return await Promise.all(
        sources.map(async (source) => {
          const version = await withTimeLimit(`The evidence source ${source.name}`, limits, async () =>
            source.knowledgeVersion?.(tenant),
          );
          return `${source.name} ${version}`;
        }),
      );
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  return {
    async keyOf({ tenant, text, scopes, incidents, versions }, { signal }) {
      if (text.length > questionAtMost) return undefined;
      const known = await knowledge(tenant, signal);
      if (known === undefined) return undefined;
      const question = normalQuestion(text);
      return digestOf({
        tenant,
        question,
        scopes: scopes.toSorted(),
        incidents: incidents.toSorted(),
        versions,
        known,
      });
    },
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.untilMs <= clock.now()) return undefined;
      entries.set(key, entry);
      return entry.id;
    },
    put(key, id) {
      entries.delete(key);
      entries.set(key, { id, untilMs: clock.now() + ttlSeconds * 1_000 });
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    },
    forget: (key) => void entries.delete(key),
  };
}
