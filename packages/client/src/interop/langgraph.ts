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

/** As `@langchain/langgraph/prebuilt` has them. */
export interface HumanInterrupt {
  action_request: { action: string; args: Record<string, unknown> };
  config: { allow_ignore: boolean; allow_respond: boolean; allow_edit: boolean; allow_accept: boolean };
  description?: string;
}

export interface HumanResponse {
  type: 'accept' | 'ignore' | 'response' | 'edit';
  args: null | string | { action: string; args: Record<string, unknown> };
}

/** A pending recommendation as an interrupt, for an agent inbox that knows these. Throws where nothing was proposed. */
export function toHumanInterrupt(view: Reviewed): HumanInterrupt & { deskrail: OwnWords } {
  const { name, args } = pendingAction(view);
  return {
    action_request: { action: name, args: { ...args } },
    config: { allow_accept: true, allow_edit: true, allow_respond: true, allow_ignore: true },
    description: describe(view),
    deskrail: shownWords(view),
  };
}

/**
 * The verdict that a response gives: accept approves, edit edits, response answers in the person's own words, ignore
 * rejects as not needed. `view` is what was shown, as it was then, unless the response hands back the interrupt's `deskrail`,
 * which says what that was. Throws `TypeError` for a response whose `args` don't go with its type.
 */
export function fromHumanResponse(view: Reviewed, response: HumanResponse & { deskrail?: OwnWords }): SubmitVerdict {
  if (response.deskrail?.verdict !== undefined) return response.deskrail.verdict;
  const hash = seenHash(view, response.deskrail);
  const { type, args } = response;
  if (type === 'accept') return { kind: 'approve', hash };
  if (type === 'ignore') return { kind: 'reject', hash, reason: { code: 'not-needed' } };
  if (type === 'response' && typeof args === 'string') return { kind: 'respond', hash, text: args };
  if (type === 'edit' && args !== null && typeof args === 'object') {
    return editOf(hash, { name: args.action, args: args.args });
  }
  throw new TypeError(`A response of type ${type} has no args like these.`);
}

/**
 * What people decided, for the agent that waits to go on; `undefined` while nobody has. A rejection is `ignore`, which has
 * no room for a reason: it is in `deskrail`.
 */
export function toHumanResponse(view: Reviewed): (HumanResponse & { deskrail: OwnWords }) | undefined {
  const verdict = decidedVerdict(view);
  if (verdict === undefined) return undefined;
  const deskrail = { recommendationId: view.recommendationId, verdict };
  const { kind, proposal, text } = toldVerdict(view, verdict);
  if (proposal !== undefined) {
    const { name, args } = actionOf(proposal);
    return { type: 'edit', args: { action: name, args: { ...args } }, deskrail };
  }
  if (kind === 'respond') return { type: 'response', args: text ?? '', deskrail };
  return { type: kind === 'reject' ? 'ignore' : 'accept', args: null, deskrail };
}

/** Put what an agent stopped at before people here. */
export const fromHumanInterrupt = ({ action_request }: HumanInterrupt, setting: ProposalSetting): ProposalInput =>
  proposalFor({ name: action_request.action, args: action_request.args }, setting);
