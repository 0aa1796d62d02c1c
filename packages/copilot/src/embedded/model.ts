import { type Clock, type Model, type SuggestionRequest, systemClock } from '@deskrail/contracts';
import { askedBackOf, clarifyingOf, type SayIntent, starterWords } from './clarify.js';
import { classificationOf, type IntentRoute } from './classification.js';
import { asksNothing } from './courtesy.js';
import { defaultEscalationRules, type EscalationRule, escalationOf } from './escalation.js';
import { replyOf } from './reply.js';
import { summaryOf } from './summary.js';
import { toolCallOf } from './tool-calls.js';
import { saidIn } from './vague.js';

export interface EmbeddedModelOptions {
  /** Evidence that is less likely to answer is too weak to answer with. Default: 0.4. */
  readonly minScore?: number;
  readonly escalationRules?: readonly EscalationRule[];
  /** Tags, group and priority by intent. Default: the intent as a tag. */
  readonly routes?: Readonly<Record<string, IntentRoute>>;
  /** How an intent is called where it is asked which of two is meant. Default: the starter's words. */
  readonly sayIntent?: SayIntent;
  readonly clock?: Clock;
}

/**
 * Half of the answers would still be right at such a score; but a wrong one costs more than a withheld one. Chosen on COVID-QA's
 * FAQ, as the lowest in steps of 0.05 at which four of five first documents are right; MTRAG-UN's passages (94 of 100) and
 * the questions to the demo's articles (98) were not used. Where documents say the same of different things and the question
 * names none, as the hotel FAQ's, half are wrong.
 */
const worthALook = 0.4;

/** Two intents that are both this unlikely are no reason to ask which: neither may be meant. */
const guessAtLeast = 0.3;

/** Who says more than so many words has said what is meant: then an answer is missing, and not the question. */
const statementAtMost = 3;
const questionAtMost = 1;

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
    if (escalated || asksNothing(context)) return replyOf(context, features, evidence, minScore);
    const vague = askedBackOf(context, features, sayIntent);
    if (vague !== undefined) return vague;
    const isSure = evidence.some(({ score }) => score >= Math.max(sureScore, minScore));
    const { question } = context;
    const isShort = saidIn(question, features) <= (question.includes('?') ? questionAtMost : statementAtMost);
    const asks = isShort && !isSure && (features.intents[0]?.confidence ?? 1) >= guessAtLeast;
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
