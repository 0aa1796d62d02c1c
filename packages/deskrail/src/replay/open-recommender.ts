import type { Clock, EvidenceSource, Logger, Model, Policy, Store } from '@deskrail/contracts';
import {
  createDuplicateFinder,
  createRecommender,
  embeddedFeatures,
  loadIntentModel,
  starterIntents,
} from '@deskrail/copilot/recommend';
import { evidenceSources } from '../evidence-sources.js';
import { forgetDuplicates } from '../forget-duplicates.js';
import type { OpenParts } from '../open-parts.js';
import type { DeskrailOptions } from '../options.js';
import { deskReaches } from './desk-reach.js';
import type { ReplayRecommender } from './replay-facts.js';

export interface RecommenderParts {
  /** What a recommendation is made of; nothing of it reaches out but what the command line named. */
  readonly options: Pick<
    DeskrailOptions,
    'knowledge' | 'macros' | 'sources' | 'tools' | 'allowedLinks' | 'connections'
  >;
  readonly intents: Uint8Array | undefined;
  readonly model: (clock: Clock) => Model;
  readonly policy: Policy;
  readonly parts: OpenParts;
  readonly logger: Logger;
}

/** How long what was read of earlier replies is fresh, in the time that is replayed: as long as it is live. */
const freshForMs = 30_000;

/**
 * The recommender of a live instance, over the replay's store. Sources read the store when they are told to and at no
 * other time: live they do it beside, and what they had read would depend on how fast this machine is.
 */
export async function openReplayRecommender(
  { options, intents, model, policy, parts, logger }: RecommenderParts,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<ReplayRecommender> {
  let readAtMs = clock.now();
  const standing: Clock = { now: () => readAtMs };
  const { sources } = parts.add('evidence sources', await evidenceSources({ options, store, clock: standing, logger }));
  const duplicates = createDuplicateFinder();
  const reaches = deskReaches(options.connections);
  const recommender = createRecommender({
    ...{ store, sources, policy, clock, logger },
    connections: reaches.connections,
    tools: options.tools ?? [],
    allowedLinks: options.allowedLinks ?? [],
    model: model(clock),
    // Where the model is away that is what is to be told, and not what another one says.
    fallback: false,
    cache: false,
    features: embeddedFeatures({ intents: intents ? loadIntentModel(intents) : starterIntents(), duplicates }),
  });
  return {
    async recommend(stored, limits) {
      reaches.note(stored.event);
      await forgetDuplicates(stored.event, { store, duplicates });
      await recommender.recommend(stored, limits);
    },
    refresh: refresher({ sources: sources.filter(isOwn), clock, moveTo: (ms) => (readAtMs = ms) }),
  };
}

/** Those that read the store; the others read files, which stand still, or are the embedder's. */
const isOwn = ({ name }: EvidenceSource): boolean => name === 'conversations' || name === 'answers';

function refresher({
  sources,
  clock,
  moveTo,
}: {
  readonly sources: readonly EvidenceSource[];
  readonly clock: Clock;
  readonly moveTo: (ms: number) => void;
}): ReplayRecommender['refresh'] {
  const freshAt = new Map<string, number>();
  return async (tenant, signal) => {
    signal.throwIfAborted();
    const nowMs = clock.now();
    const last = freshAt.get(tenant);
    if (last !== undefined && nowMs - last < freshForMs) return;
    freshAt.set(tenant, nowMs);
    moveTo(nowMs);
    // It reads what changed, and resolves when that is done.
    await Promise.all(sources.map((source) => source.knowledgeVersion?.(tenant)));
  };
}
