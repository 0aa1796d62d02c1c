import {
  type Clock,
  type Connections,
  type Conversation,
  type Copilot,
  DeskrailError,
  type EvidenceSource,
  type Fact,
  type FeatureReader,
  type Logger,
  type Model,
  type Moderate,
  type Policy,
  type ProposalKind,
  parseSubject,
  type Store,
  type StoredEvent,
  silentLogger,
  systemClock,
  type Tool,
} from '@deskrail/contracts';
import type { SignVerdict } from '../audit/sign-verdict.js';
import { createDeskKinds } from '../desk-kinds.js';
import { embeddedModel } from '../embedded/model.js';
import { embeddedFeatures } from '../features/embedded-features.js';
import { announcePolicy } from '../policy/announce-policy.js';
import type { Check } from '../validation/check.js';
import { defaultChecks } from '../validation/default-checks.js';
import { type CacheOptions, createAnswerCache } from './answer-cache.js';
import { createEvidenceCheck, createEvidenceLook, type LookAtEvidence } from './check-evidence.js';
import type { IsOwnBot } from './eligibility.js';
import { createEvidenceLookUp } from './look-up-evidence.js';
import { recommendFor } from './recommend-for.js';
import { messageOfReopening } from './reopening.js';
import type { RecommenderSetting } from './setting.js';
import { createSuggest } from './suggest.js';
import { supersedeOptedOut } from './supersede-opted-out.js';
import { supersedeOutrun } from './supersede-outrun.js';

export interface RecommenderOptions {
  readonly store: Store;
  readonly sources: readonly EvidenceSource[];
  readonly model: Model;
  /** Asked where the model is away; false: nobody is. Default: the embedded one, where the model is another. */
  readonly fallback?: Model | false;
  readonly policy: Policy;
  /** Default: {@link embeddedFeatures}. */
  readonly features?: FeatureReader;
  /** Beside the default ones. */
  readonly checks?: readonly Check[];
  /** What else may be proposed, such as a refund. Default: none. */
  readonly tools?: readonly Tool[];
  /** Hosts, or addresses that a link begins with, that may stand in a reply though its evidence has none. Default: none. */
  readonly allowedLinks?: readonly string[];
  /** Asked about every reply: one that it flags is withheld, and where it is away a person decides. Default: none. */
  readonly moderate?: Moderate;
  /**
   * Answers to bare texts that were shown, or found nothing, given again while nothing they follow from has changed.
   * Default: 1 000 for ten minutes; false: none.
   */
  readonly cache?: CacheOptions | false;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** A customer's message older than this starts nothing. Default: 24. */
  readonly maxAgeHours?: number;
  /** How long a recommendation waits for a verdict. Default: 72. */
  readonly expiresAfterHours?: number;
  /** For one answer of the model. Default: 30 000. */
  readonly timeoutMs?: number;
  /** For one answer of one evidence source. Default: 5 000. */
  readonly sourceTimeoutMs?: number;
  /** For the projection to hold the fact. Default: 10 000. */
  readonly holdsTimeoutMs?: number;
  /** Passages that the model is given. Default: 8. */
  readonly evidenceLimit?: number;
  /** Default: all. */
  readonly kinds?: readonly ProposalKind[];
  /** What the asker may read beside what is public. Default: `tenant:<tenant>`. */
  readonly scopes?: (asker: {
    readonly tenant: string;
    readonly conversation?: Conversation | undefined;
  }) => readonly string[];
  readonly isOwnBot?: IsOwnBot;
  /** Whose desks' `actionKinds` say what is not proposed there. Default: none, so that everything is. */
  readonly connections?: Connections;
  /** Signs what a rule approves. Default: nothing is signed. */
  readonly sign?: SignVerdict | undefined;
  /** For a recommendation that a chatbot asked for. Default: random. */
  readonly newId?: () => string;
}

export interface Recommender extends Copilot {
  /**
   * What a fact brings: older recommendations superseded, a new one published or withheld, or nothing. The same fact
   * again changes nothing. Throws `dependency-unavailable` where the store is away or behind, `closed` once given up.
   */
  recommend(stored: StoredEvent<'facts'>, options: { readonly signal: AbortSignal }): Promise<void>;
  /** Looks at evidence that somebody else brings along, where it says it is from. */
  readonly lookAtEvidence: LookAtEvidence;
}

/** Facts that may start a recommendation or end one. */
const telling: ReadonlySet<Fact['type']> = new Set<Fact['type']>([
  'message.received.v1',
  'message.sent.v1',
  'case.opened.v1',
  'case.status-changed.v1',
  'case.state-observed.v1',
  'case.merged.v1',
  'case.deleted.v1',
]);

const pipelineOf = (model: Model, features: FeatureReader): string =>
  [
    'copilot/1',
    features.version,
    `${model.name}/${model.version}`,
    model.prompt && `${model.prompt.id}/${model.prompt.version}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ')
    .slice(0, 128);

const tenantsAtMost = 10_000;

function fallbackOf({ fallback, model }: RecommenderOptions): Model | undefined {
  if (fallback !== undefined) return fallback === false ? undefined : fallback;
  return model.name === 'embedded' ? undefined : embeddedModel();
}

/** From a fact, or a chatbot's question, to a recommendation with evidence. */
export function createRecommender(options: RecommenderOptions): Recommender {
  const { store, policy, holdsTimeoutMs = 10_000 } = options;
  const features = options.features ?? embeddedFeatures();
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? silentLogger;
  const setting: RecommenderSetting = {
    store,
    sources: options.sources,
    model: options.model,
    fallback: fallbackOf(options),
    policy,
    features,
    checks: [...defaultChecks, ...(options.checks ?? [])],
    tools: options.tools ?? [],
    allowedLinks: options.allowedLinks ?? [],
    moderate: options.moderate,
    clock,
    logger,
    maxAgeHours: options.maxAgeHours ?? 24,
    expiresAfterHours: options.expiresAfterHours ?? 72,
    timeoutMs: options.timeoutMs ?? 30_000,
    sourceTimeoutMs: options.sourceTimeoutMs ?? 5_000,
    evidenceLimit: options.evidenceLimit ?? 8,
    kinds: options.kinds ?? ['reply', 'classification', 'escalation', 'tool-call', 'summary'],
    scopes: options.scopes ?? (({ tenant }) => [`tenant:${tenant}`]),
    isOwnBot: options.isOwnBot ?? (() => false),
    deskKinds: createDeskKinds(options.connections ?? [], { clock, logger, tools: options.tools }),
    newId: options.newId ?? (() => globalThis.crypto.randomUUID()),
    pipeline: pipelineOf(options.model, features),
    sign: options.sign,
  };

  const announced = new Set<string>();
  async function announce(tenant: string): Promise<void> {
    if (announced.has(tenant)) return;
    await announcePolicy({ store, policy, tenant });
    if (announced.size >= tenantsAtMost) announced.clear();
    announced.add(tenant);
  }

  const { cache = {} } = options;
  const { sources, sourceTimeoutMs } = setting;
  const kept = cache === false ? undefined : createAnswerCache({ ...cache, sources, clock, sourceTimeoutMs });
  const suggest = createSuggest(setting, kept);
  return {
    async recommend({ event }, { signal }) {
      const consent = event.type === 'customer.consent-changed.v1';
      if (!consent && (!telling.has(event.type) || parseSubject(event.subject)?.kind !== 'conversation')) return;
      try {
        await announce(event.tenant);
        if (!(await store.holds(event.id, { tenant: event.tenant, timeoutMs: holdsTimeoutMs, signal }))) {
          throw new DeskrailError(
            'dependency-unavailable',
            'The store does not hold the fact yet; its projection is behind.',
            {
              retryable: true,
            },
          );
        }
        if (consent) return await supersedeOptedOut(store, event);
        await supersedeOutrun(store, event);
        const waiting = await messageOfReopening(store, event);
        if (waiting === undefined) await recommendFor(setting, event, { signal });
        else await recommendFor(setting, waiting, { signal, quiet: true });
      } catch (error) {
        // Given up is no fault of the fact's: the consumer keeps its place.
        if (signal.aborted) throw new DeskrailError('closed', 'The recommender was closed.', { cause: error });
        throw error;
      }
    },
    async suggest(input, suggestOptions) {
      await announce(input.tenant);
      return suggest(input, suggestOptions);
    },
    evidence: createEvidenceLookUp(setting),
    checkEvidence: createEvidenceCheck(setting),
    lookAtEvidence: createEvidenceLook(setting),
  };
}
