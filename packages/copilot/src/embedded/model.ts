import {
  type CasePriority,
  type CopilotContext,
  casePriorities,
  type Draft,
  type FeatureSet,
  type Model,
} from '@deskrail/contracts';
import { defaultEscalationRules, type EscalationRule, escalationOf } from './escalation.js';
import { replyOf } from './reply.js';

/** Below it an intent is a guess that is kept to the features. */
const intentAtLeast = 0.5;

function priorityOf({ urgency }: FeatureSet, current: CasePriority | null | undefined): CasePriority | undefined {
  const wanted: CasePriority | undefined = urgency >= 0.8 ? 'urgent' : urgency >= 0.55 ? 'high' : undefined;
  if (wanted === undefined) return undefined;
  const rank = (priority: CasePriority) => casePriorities.indexOf(priority);
  return current && rank(current) >= rank(wanted) ? undefined : wanted;
}

/** Intent as a tag, and a priority where the words press; nothing that the case has already. */
function classificationOf({ conversation }: CopilotContext, features: FeatureSet): Draft | undefined {
  const intent = features.intents.find(({ confidence }) => confidence >= intentAtLeast);
  const priority = priorityOf(features, conversation?.priority);
  const tag = intent !== undefined && !conversation?.tags.includes(intent.name) ? intent.name : undefined;
  if (tag === undefined && priority === undefined) return undefined;
  return {
    proposal: {
      kind: 'classification',
      ...(intent !== undefined && { intent: intent.name, confidence: intent.confidence }),
      ...(priority !== undefined && { priority }),
      ...(tag !== undefined && { addTags: [tag] }),
    },
    confidence: intent?.confidence ?? features.urgency,
  };
}

/**
 * The model that needs no key: replies quote the best passages, classification comes from the features, escalation from
 * rules. It makes nothing up, so what its evidence does not say, it does not say either.
 */
export function embeddedModel({
  minScore = 0.42,
  escalationRules = defaultEscalationRules,
}: {
  /** Evidence that scores less is too weak to answer with. */
  readonly minScore?: number;
  readonly escalationRules?: readonly EscalationRule[];
} = {}): Model {
  return {
    name: 'embedded',
    version: '1',
    async suggest({ context, features, evidence, kinds }) {
      const drafts = [
        kinds.includes('reply') ? replyOf(context, features, evidence, minScore) : undefined,
        kinds.includes('classification') ? classificationOf(context, features) : undefined,
        kinds.includes('escalation') ? escalationOf(context, escalationRules) : undefined,
      ];
      return { drafts: drafts.filter((draft) => draft !== undefined) };
    },
  };
}
