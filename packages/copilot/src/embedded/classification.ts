import {
  type CasePriority,
  type CopilotContext,
  casePriorities,
  type Draft,
  type FeatureSet,
} from '@deskrail/contracts';

/** Below it an intent is a guess that is kept to the features. */
const intentAtLeast = 0.5;
const tagsAtMost = 5;

/** What an intent means at the desk. */
export interface IntentRoute {
  /** Default: the intent's name. */
  readonly tags?: readonly string[];
  /** The desk's id of a group or queue. */
  readonly group?: string;
  readonly priority?: CasePriority;
}

const rank = (priority: CasePriority): number => casePriorities.indexOf(priority);

/** The gravest of what the words press for and what the routes say, where the case has less. */
function priorityOf(
  { urgency }: FeatureSet,
  routed: readonly (CasePriority | undefined)[],
  current: CasePriority | null | undefined,
): CasePriority | undefined {
  const pressed: CasePriority | undefined = urgency >= 0.8 ? 'urgent' : urgency >= 0.55 ? 'high' : undefined;
  const wanted = [pressed, ...routed]
    .filter((priority) => priority !== undefined)
    .toSorted((one, other) => rank(other) - rank(one))[0];
  if (wanted === undefined) return undefined;
  return current && rank(current) >= rank(wanted) ? undefined : wanted;
}

/** Intents as tags, a group by the operator's routes, and a priority where the words press; nothing that the case has already. */
export function classificationOf(
  { conversation }: CopilotContext,
  features: FeatureSet,
  routes: Readonly<Record<string, IntentRoute>>,
): Draft | undefined {
  const sure = features.intents.filter(({ confidence }) => confidence >= intentAtLeast);
  const [intent] = sure;
  const routed = sure.map(({ name }) => (Object.hasOwn(routes, name) ? routes[name] : undefined));
  const priority = priorityOf(
    features,
    routed.map((route) => route?.priority),
    conversation?.priority,
  );
  const tags = [...new Set(sure.flatMap(({ name }, at) => routed[at]?.tags ?? [name]))]
    .filter((tag) => !conversation?.tags.includes(tag))
    .slice(0, tagsAtMost);
  const group = routed[0]?.group;
  const moves = group !== undefined && group !== conversation?.group?.id;
  if (tags.length === 0 && priority === undefined && !moves) return undefined;
  return {
    proposal: {
      kind: 'classification',
      ...(intent !== undefined && { intent: intent.name, confidence: intent.confidence }),
      ...(priority !== undefined && { priority }),
      ...(tags.length > 0 && { addTags: tags }),
      ...(moves && { group }),
    },
    confidence: intent?.confidence ?? features.urgency,
  };
}
