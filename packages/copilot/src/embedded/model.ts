import { type Clock, type Model, type SuggestionRequest, systemClock } from '@deskrail/contracts';
import { clarifyingOf, type SayIntent, starterWords } from './clarify.js';
import { classificationOf, type IntentRoute } from './classification.js';
import { asksNothing } from './courtesy.js';
import { defaultEscalationRules, type EscalationRule, escalationOf } from './escalation.js';
import { replyOf } from './reply.js';
import { summaryOf } from './summary.js';
import { toolCallOf } from './tool-calls.js';

export interface EmbeddedModelOptions {
  /** Evidence that is less likely to answer is too weak to answer with. Default: one in three. */
  readonly minScore?: number;
  readonly escalationRules?: readonly EscalationRule[];
  /** Tags, group and priority by intent. Default: the intent as a tag. */
  readonly routes?: Readonly<Record<string, IntentRoute>>;
  /** How an intent is called where it is asked which of two is meant. Default: the starter's words, in English only. */
  readonly sayIntent?: SayIntent;
  readonly clock?: Clock;
}

/** A score says how likely evidence answers: a draft that would be right less often than this costs more than it saves. */
const worthALook = 1 / 3;

/** Two intents that are both this unlikely are no reason to ask which: neither may be meant. */
const guessAtLeast = 0.3;

/** Evidence this strong is answered with, though the intent is not sure. */
const sureScore = 0.6;

/**
 * The model that needs no key: replies quote the best passages and fill in macros, classification comes from the
 * features, escalation from rules, a summary from the conversation's own sentences, a tool call from the tool's `fill`. It
 * makes nothing up, so what its evidence does not say, it does not say either.
 */
export function embeddedModel({
  minScore = worthALook,
  escalationRules = defaultEscalationRules,
  routes = {},
  sayIntent = starterWords,
  clock = systemClock,
}: EmbeddedModelOptions = {}): Model {
  /** Who is in danger, or writes for the third time, is not asked what they mean. */
  async function reply({ context, features, evidence }: SuggestionRequest, escalated: boolean) {
    const isSure = evidence.some(({ score }) => score >= Math.max(sureScore, minScore));
    const asks =
      !(isSure || escalated || asksNothing(context)) && (features.intents[0]?.confidence ?? 1) >= guessAtLeast;
    const asking = asks ? clarifyingOf(features, sayIntent) : undefined;
    return asking ?? replyOf(context, features, evidence, minScore);
  }

  return {
    name: 'embedded',
    version: '2',
    async suggest(request) {
      const { context, features, kinds } = request;
      const escalation = escalationOf(context, escalationRules);
      const drafts = [
        kinds.includes('reply') ? await reply(request, escalation !== undefined) : undefined,
        kinds.includes('classification') ? classificationOf(context, features, routes) : undefined,
        kinds.includes('escalation') ? escalation : undefined,
        kinds.includes('tool-call') ? toolCallOf(request) : undefined,
        kinds.includes('summary')
          ? await summaryOf(context, { escalated: escalation !== undefined, clock })
          : undefined,
      ];
      return { drafts: drafts.filter((draft) => draft !== undefined) };
    },
  };
}
