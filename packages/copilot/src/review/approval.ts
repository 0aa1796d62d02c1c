import {
  type ActionApproved,
  actionIdOf,
  type EventByType,
  type Proposal,
  type RecommendationView,
  type VerdictGiven,
} from '@deskrail/contracts';
import type { SignVerdict } from '../audit/sign-verdict.js';
import { envelopeOf, type Place } from '../emitted.js';
import { actionsOf } from './actions-of.js';

/** Turns an escalation's queue into the desk's id of a group. */
export type GroupOf = (queue: string) => string | undefined;

/** What a verdict on a recommendation says, with its id and the ids of the actions it would bring. */
export interface PreparedVerdict {
  readonly data: VerdictGiven['data'];
  readonly actor: string;
  readonly automatic: boolean;
  readonly actions: readonly Pick<ActionApproved['data'], 'actionId' | 'parameters'>[];
}

/** Whether approving lets something happen at the desk. What a chatbot asked for, the chatbot delivers itself. */
export const actsAtDesk = ({ about, connection }: Pick<RecommendationView, 'about' | 'connection'>): boolean =>
  about.conversation !== undefined && connection !== undefined && about.question === undefined;

/** Everything about a verdict that takes hashing, done before the transaction that decides it. */
export async function prepareVerdict({
  recommendation,
  data,
  actor,
  automatic = false,
  groupOf,
}: {
  readonly recommendation: Pick<RecommendationView, 'about' | 'connection'>;
  readonly data: VerdictGiven['data'];
  readonly actor: string;
  readonly automatic?: boolean;
  readonly groupOf?: GroupOf | undefined;
}): Promise<PreparedVerdict> {
  const final = data.decides && data.kind !== 'reject' ? data.final : undefined;
  const list = final !== undefined && actsAtDesk(recommendation) ? actionsOf(final, groupOf ? { groupOf } : {}) : [];
  const actions = await Promise.all(
    list.map(async (parameters, index) => ({
      actionId: await actionIdOf({ verdictId: data.verdictId, index }),
      parameters,
    })),
  );
  return { data, actor, automatic, actions };
}

/** The verdict and what it approves, as events of one transaction; what it approves carries its rule. */
export function verdictEvents(
  prepared: PreparedVerdict,
  place: Place,
  at: string,
  sign?: SignVerdict | undefined,
): readonly (VerdictGiven | EventByType<'action.approved.v1'>)[] {
  const { data, actor, actions, automatic } = prepared;
  const given: VerdictGiven = {
    ...envelopeOf(place, { id: data.verdictId, at, actor, step: 'review', causedBy: data.recommendationId }),
    type: 'verdict.given.v1',
    data,
  };
  const verdict = sign === undefined ? given : { ...given, data: { ...data, signature: sign(given) } };
  const approved = actions.map(
    ({ actionId, parameters }, index): EventByType<'action.approved.v1'> => ({
      ...envelopeOf(place, { id: actionId, at, actor, step: 'review', causedBy: data.verdictId }),
      type: 'action.approved.v1',
      data: {
        actionId,
        verdictId: data.verdictId,
        recommendationId: data.recommendationId,
        conversation: place.subject,
        parameters,
        proposalDigest: data.finalHash ?? data.hash,
        index,
        of: actions.length,
        automatic,
        ...(data.rule !== undefined && { rule: data.rule }),
      },
    }),
  );
  return [verdict, ...approved];
}

/** The verdict's data for a proposal that a rule approves as it stands. */
export const ruleVerdict = (input: {
  readonly verdictId: string;
  readonly recommendationId: string;
  readonly hash: string;
  readonly actor: string;
  readonly final: Proposal;
}): VerdictGiven['data'] => ({
  verdictId: input.verdictId,
  recommendationId: input.recommendationId,
  hash: input.hash,
  kind: 'approve',
  reviewer: input.actor,
  decides: true,
  final: input.final,
  finalHash: input.hash,
});
