import type { ProposalInput, SubmitVerdict } from '@deskrail/contracts';
import { actionOf, editOf, type ProposalSetting, pendingAction, proposalFor } from './actions.js';
import {
  decidedVerdict,
  describe,
  type OwnWords,
  type Reviewed,
  seenHash,
  shownWords,
  toldVerdict,
} from './verdict-of.js';

/** As the human-in-the-loop middleware of `langchain` has them. */
export interface HitlRequest {
  actionRequests: { name: string; args: Record<string, unknown>; description?: string }[];
  reviewConfigs: { actionName: string; allowedDecisions: ('approve' | 'edit' | 'reject')[] }[];
}

export type HitlDecision =
  | { type: 'approve' }
  | { type: 'edit'; editedAction: { name: string; args: Record<string, unknown> } }
  | { type: 'reject'; message?: string }
  /** Of later versions: the person answers in the tool's place. */
  | { type: 'respond'; message: string };

export interface HitlResponse {
  decisions: HitlDecision[];
}

type OwnDecision = HitlDecision & { deskrail?: OwnWords };
type OwnAction = HitlRequest['actionRequests'][number] & { deskrail: OwnWords };

/** Pending recommendations as one request, in their order. Throws where nothing was proposed. */
export function toHitlRequest(views: readonly Reviewed[]): HitlRequest & { actionRequests: OwnAction[] } {
  const actions = views.map((view) => ({ ...pendingAction(view), view }));
  return {
    actionRequests: actions.map(
      ({ name, args, view }): OwnAction => ({
        ...{ name, args: { ...args }, description: describe(view) },
        deskrail: shownWords(view),
      }),
    ),
    reviewConfigs: [...new Set(actions.map(({ name }) => name))].map((actionName) => ({
      actionName,
      allowedDecisions: ['approve', 'edit', 'reject'],
    })),
  };
}

function verdictFrom(view: Reviewed, decision: OwnDecision): SubmitVerdict {
  if (decision.deskrail?.verdict !== undefined) return decision.deskrail.verdict;
  const hash = seenHash(view, decision.deskrail);
  switch (decision.type) {
    case 'approve':
      return { kind: 'approve', hash };
    case 'edit':
      return editOf(hash, decision.editedAction);
    case 'respond':
      return { kind: 'respond', hash, text: decision.message };
    case 'reject': {
      const { message } = decision;
      return { kind: 'reject', hash, reason: { code: 'other', ...(message !== undefined && { text: message }) } };
    }
  }
}

/**
 * One verdict for each recommendation, in their order. `views` are what was shown, as it was then, unless a decision hands
 * back its action's `deskrail`. Throws `TypeError` where there are more or fewer decisions.
 */
export function fromHitlResponse(views: readonly Reviewed[], response: { decisions: OwnDecision[] }): SubmitVerdict[] {
  if (response.decisions.length !== views.length) {
    throw new TypeError(
      `${views.length} actions wait and ${response.decisions.length} are decided; decide each, in order.`,
    );
  }
  return views.map((view, index) => verdictFrom(view, response.decisions[index] as OwnDecision));
}

function decisionOf(view: Reviewed): OwnDecision | undefined {
  const verdict = decidedVerdict(view);
  if (verdict === undefined) return undefined;
  const deskrail = { recommendationId: view.recommendationId, verdict };
  const { kind, proposal, text: words = '', reason = { code: 'other' as const } } = toldVerdict(view, verdict);
  if (proposal !== undefined) {
    const { name, args } = actionOf(proposal);
    return { type: 'edit', editedAction: { name, args: { ...args } }, deskrail };
  }
  if (kind === 'respond') return { type: 'respond', message: words, deskrail };
  if (kind !== 'reject') return { type: 'approve', deskrail };
  const { code, text } = reason;
  const message = text ?? (code === 'other' ? undefined : code);
  return { type: 'reject', ...(message !== undefined && { message }), deskrail };
}

/** What people decided, to resume the agent with; `undefined` while one of them is open. */
export function toHitlResponse(views: readonly Reviewed[]): { decisions: OwnDecision[] } | undefined {
  const decisions = views.map(decisionOf);
  return decisions.every((one) => one !== undefined) ? { decisions } : undefined;
}

/** Put all that an agent stopped at before people here; `settings` in the order of the actions. */
export const fromHitlRequest = (
  { actionRequests }: HitlRequest,
  settingOf: (index: number) => ProposalSetting,
): ProposalInput[] => actionRequests.map((action, index) => proposalFor(action, settingOf(index)));
