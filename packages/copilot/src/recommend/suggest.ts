import {
  type Conversation,
  type Copilot,
  DeskrailError,
  formatSubject,
  type RecommendationView,
  recommendationIdOf,
  type SuggestionAnswer,
  suggestionInput,
} from '@deskrail/contracts';
import type { Place } from '../emitted.js';
import { verifyEvidence } from '../sources/verify-evidence.js';
import { withTimeLimit } from '../time-limit.js';
import { type AnswerCache, isRepeatable } from './answer-cache.js';
import { customersTurns, gatherContext } from './context.js';
import { outcomesFor } from './outcomes-for.js';
import { decidePublication, preparePublicationItem, releasesFor } from './publish.js';
import type { RecommenderSetting } from './setting.js';

/** Times a suggestion is made again because the conversation moved on meanwhile. */
const triesAtMost = 2;

type Input = Parameters<Copilot['suggest']>[0];
type Options = Parameters<Copilot['suggest']>[1];

const outcomeOf = (view: RecommendationView): SuggestionAnswer['outcome'] =>
  view.status === 'withheld' ? 'withheld' : view.status === 'shown' ? 'show' : 'review';

/** The conversation with an id. Throws `not-found`. */
export async function knownConversation(
  { store }: RecommenderSetting,
  tenant: string,
  id: string,
): Promise<Conversation> {
  const conversation = await store.conversation(tenant, id);
  if (conversation === undefined) throw new DeskrailError('not-found', `No conversation has the id ${id}.`);
  return conversation;
}

async function askedAbout(
  setting: RecommenderSetting,
  { tenant, text, conversation: id }: Input,
): Promise<{ readonly question: string; readonly fact?: string; readonly conversation?: Conversation }> {
  if (id === undefined) return { question: text ?? '' };
  const conversation = await knownConversation(setting, tenant, id);
  if (text !== undefined) return { question: text, conversation };
  const last = customersTurns(conversation).at(-1);
  if (last === undefined) {
    throw new DeskrailError(
      'request-invalid',
      'The conversation holds no words of the customer; give the text to answer.',
    );
  }
  return { question: last.text, fact: last.fact, conversation };
}

interface Tried {
  /** Absent where the conversation moved on meanwhile. */
  readonly recommendation: RecommendationView | undefined;
  /** Whether all was at hand: an answer that a failure had a part in is not kept. */
  readonly whole: boolean;
}

/** Make a suggestion and publish it. */
async function tryOnce(setting: RecommenderSetting, input: Input, { signal, onProgress }: Options): Promise<Tried> {
  const { store, policy, pipeline } = setting;
  const { tenant } = input;
  const { question, fact, conversation } = await askedAbout(setting, input);
  const recommendationId = await recommendationIdOf({
    tenant,
    about: `suggest/${setting.newId()}`,
    kind: 'reply',
    pipelineVersion: pipeline,
  });
  const subject = conversation?.id ?? formatSubject({ kind: 'conversation', connection: 'api', id: recommendationId });
  const place: Place = {
    tenant,
    connection: conversation?.connection,
    subject,
    conversation: conversation?.id,
    policyVersion: policy.version,
  };
  const gathered = await gatherContext({ store, tenant, conversation, text: question });
  const context = fact === undefined ? gathered : { ...gathered, earlier: gathered.earlier.slice(0, -1) };
  const made = await outcomesFor(
    setting,
    { context, about: fact ?? recommendationId, text: question, kinds: ['reply'], asked: 'suggest', onProgress },
    { signal },
  );
  // The question marks what a chatbot asked for: it delivers the answer itself, so approving sends nothing.
  const about = {
    question,
    ...(conversation !== undefined && { conversation: conversation.id }),
    ...(fact !== undefined && { fact }),
  };
  const items = await Promise.all(
    made.outcomes.map((outcome) => preparePublicationItem({ recommendationId, outcome }, { about })),
  );
  const { expiresAfterHours, sign } = setting;
  const publication = {
    ...{ place, about, seen: context.seen, pipeline, expiresAfterHours, items },
    ...{ features: undefined, requestedBy: input.actor, sign },
  };
  signal.throwIfAborted();
  const recommendation = await store.transact({ tenant, conversation: subject }, async (unit) => {
    const events = decidePublication(publication, {
      now: unit.now,
      conversation: await unit.conversation(),
      open: await unit.openRecommendations(),
      releases: await releasesFor(unit, policy, publication),
    });
    for (const event of events) await unit.emit(event);
    return unit.recommendation(recommendationId);
  });
  return { recommendation, whole: made.byModel && made.gathered.flags.length === 0 && made.features !== undefined };
}

/** Answers a chatbot now: a reply it may show, one that waits for a person, or none and why. */
export function createSuggest(setting: RecommenderSetting, cache: AnswerCache | undefined): Copilot['suggest'] {
  const { store, policy, pipeline, timeoutMs } = setting;

  async function keyOf({ tenant, text, conversation }: Input, signal: AbortSignal): Promise<string | undefined> {
    if (cache === undefined || text === undefined || conversation !== undefined) return undefined;
    const incidents = (await store.openIncidents(tenant)).map(({ id }) => id);
    const scopes = setting.scopes({ tenant });
    return cache.keyOf({ tenant, text, scopes, incidents, versions: [policy.version, pipeline] }, { signal });
  }

  /** Whether every quote stands where it is quoted from, for who asks now. What nobody can say does not. */
  async function stands({ tenant, evidence = [] }: RecommendationView, signal: AbortSignal): Promise<boolean> {
    const { sources, sourceTimeoutMs } = setting;
    const scopes = setting.scopes({ tenant });
    const looked = await verifyEvidence({ evidence, sources, tenant, scopes, signal, timeoutMs: sourceTimeoutMs });
    return looked.every(({ state }) => state === 'unchanged' || state === 'moved');
  }

  /** What was answered before, as the store and the sources have it now: what was erased since is asked anew. */
  async function known(
    tenant: string,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<SuggestionAnswer | undefined> {
    const id = key === undefined ? undefined : cache?.get(key);
    if (key === undefined || id === undefined) return undefined;
    const recommendation = await store.recommendation(tenant, id);
    if (recommendation !== undefined && isRepeatable(recommendation) && (await stands(recommendation, signal))) {
      // What reviewers said of it since is not the asker's.
      return { outcome: outcomeOf(recommendation), recommendation: { ...recommendation, verdicts: [] }, cached: true };
    }
    cache?.forget(key);
    return undefined;
  }

  return async (input, { signal, onProgress }) => {
    const parsed = suggestionInput.safeParse({
      ...(input.text !== undefined && { text: input.text }),
      ...(input.conversation !== undefined && { conversation: input.conversation }),
    });
    if (!parsed.success) {
      throw new DeskrailError('request-invalid', 'Give text, conversation or both; each as the API describes it.');
    }
    return withTimeLimit('The suggestion', { timeoutMs: 2 * timeoutMs, signal }, async (limited) => {
      const key = await keyOf(input, limited);
      const before = await known(input.tenant, key, limited);
      if (before !== undefined) return before;
      for (let tries = 0; tries < triesAtMost; tries += 1) {
        const { recommendation, whole } = await tryOnce(setting, input, { signal: limited, onProgress });
        if (recommendation === undefined) continue;
        const keeps = key !== undefined && whole && isRepeatable(recommendation);
        if (keeps) cache?.put(key, recommendation.recommendationId);
        return { outcome: outcomeOf(recommendation), recommendation };
      }
      throw new DeskrailError('request-invalid', 'The case is over, or its customer keeps writing; ask again later.');
    });
  };
}
