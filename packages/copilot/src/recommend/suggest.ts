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
import { withTimeLimit } from '../time-limit.js';
import { customersTurns, gatherContext } from './context.js';
import { gatherEvidence } from './evidence.js';
import { makeDrafts } from './make-drafts.js';
import { decidePublication, preparePublicationItem } from './publish.js';
import { readFeatures, unknownFeatures } from './read-features.js';
import type { RecommenderSetting } from './setting.js';

/** Times a suggestion is made again because the conversation moved on meanwhile. */
const triesAtMost = 2;

const outcomeOf = (view: RecommendationView): SuggestionAnswer['outcome'] =>
  view.status === 'withheld' ? 'withheld' : view.status === 'shown' ? 'show' : 'review';

async function askedAbout(
  { store }: RecommenderSetting,
  { tenant, text, conversation: id }: Parameters<Copilot['suggest']>[0],
): Promise<{ readonly question: string; readonly fact?: string; readonly conversation?: Conversation }> {
  if (id === undefined) return { question: text ?? '' };
  const conversation = await store.conversation(tenant, id);
  if (conversation === undefined) throw new DeskrailError('not-found', `No conversation has the id ${id}.`);
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

/** Answers a chatbot now: a reply it may show, one that waits for a person, or none and why. */
export function createSuggest(setting: RecommenderSetting): Copilot['suggest'] {
  const { store, policy, pipeline, timeoutMs, logger } = setting;

  async function tryOnce(
    input: Parameters<Copilot['suggest']>[0],
    signal: AbortSignal,
  ): Promise<RecommendationView | undefined> {
    const { tenant } = input;
    const { question, fact, conversation } = await askedAbout(setting, input);
    const recommendationId = await recommendationIdOf({
      tenant,
      about: `suggest/${setting.newId()}`,
      kind: 'reply',
      pipelineVersion: pipeline,
    });
    const subject =
      conversation?.id ?? formatSubject({ kind: 'conversation', connection: 'api', id: recommendationId });
    const place: Place = {
      tenant,
      connection: conversation?.connection,
      subject,
      conversation: conversation?.id,
      policyVersion: policy.version,
    };
    const context = await gatherContext({ store, tenant, conversation, text: question });
    const limits = { timeoutMs, logger, signal };
    const earlier = fact === undefined ? context.earlier : context.earlier.slice(0, -1);
    const features =
      (await readFeatures(setting.features, { about: fact ?? recommendationId, text: question, earlier }, limits)) ??
      unknownFeatures(fact ?? recommendationId);
    const gathered = await gatherEvidence({
      sources: setting.sources,
      context: { ...context, earlier },
      features,
      scopes: setting.scopes({ tenant, conversation }),
      limit: setting.evidenceLimit,
      timeoutMs: setting.sourceTimeoutMs,
      logger,
      signal,
    });
    const asked = { context: { ...context, earlier }, features, gathered, kinds: ['reply'] as const };
    const { outcomes } = await makeDrafts(setting, { ...asked, asked: 'suggest' }, { signal });
    // The question marks what a chatbot asked for: it delivers the answer itself, so approving sends nothing.
    const about = { conversation: conversation?.id, fact, question };
    const items = await Promise.all(
      outcomes.map((outcome) => preparePublicationItem({ recommendationId, outcome }, { about })),
    );
    const publication = {
      place,
      about: {
        question,
        ...(conversation !== undefined && { conversation: conversation.id }),
        ...(fact !== undefined && { fact }),
      },
      seen: context.seen,
      pipeline,
      expiresAfterHours: setting.expiresAfterHours,
      features: undefined,
      items,
    };
    signal.throwIfAborted();
    return store.transact({ tenant, conversation: subject }, async (unit) => {
      const events = decidePublication(publication, {
        now: unit.now,
        conversation: await unit.conversation(),
        open: await unit.openRecommendations(),
      });
      for (const event of events) await unit.emit(event);
      return unit.recommendation(recommendationId);
    });
  }

  return async (input, { signal }) => {
    const parsed = suggestionInput.safeParse({
      ...(input.text !== undefined && { text: input.text }),
      ...(input.conversation !== undefined && { conversation: input.conversation }),
    });
    if (!parsed.success) {
      throw new DeskrailError('request-invalid', 'Give text, conversation or both; each as the API describes it.');
    }
    return withTimeLimit('The suggestion', { timeoutMs: 2 * timeoutMs, signal }, async (limited) => {
      for (let tries = 0; tries < triesAtMost; tries += 1) {
        const recommendation = await tryOnce(input, limited);
        if (recommendation !== undefined) return { outcome: outcomeOf(recommendation), recommendation };
      }
      throw new DeskrailError('request-invalid', 'The case is over, or its customer keeps writing; ask again later.');
    });
  };
}
