import type { Proposal, ProposalInput, SubmitVerdict } from '@deskrail/contracts';
import { hashOf, type Reviewed } from './verdict-of.js';

/** An action and its arguments, as agents' frameworks name what waits for a person. */
export interface NamedAction {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

const proposalKinds = ['reply', 'classification', 'escalation', 'summary'] as const;

const own = 'deskrail.';

/** A tool call is its tool with its arguments; any other proposal is an action of ours, such as `deskrail.reply`. */
export function actionOf(proposal: Proposal): NamedAction {
  if (proposal.kind === 'tool-call') return { name: proposal.tool, args: proposal.arguments };
  const { kind, ...args } = proposal;
  return { name: `${own}${kind}`, args };
}

/** The proposal that an action names. Nothing of it is checked here: Deskrail does, when it is submitted. */
export function proposalOf({ name, args }: NamedAction): Proposal {
  const kind = proposalKinds.find((known) => name === `${own}${known}`);
  return (kind === undefined ? { kind: 'tool-call', tool: name, arguments: args } : { kind, ...args }) as Proposal;
}

/** The action that waits. Throws where nothing was proposed. */
export function pendingAction(view: Reviewed): NamedAction {
  hashOf(view);
  if (view.proposal === undefined) throw new TypeError(`Nothing is proposed in ${view.recommendationId}.`);
  return actionOf(view.proposal);
}

/** An edit where the action is another than what waits, and an approval where it is the same. */
export const editOf = (hash: string, action: NamedAction): SubmitVerdict => ({
  kind: 'edit',
  hash,
  proposal: proposalOf(action),
});

/** What an agent's framework cannot know of a proposal. */
export type ProposalSetting = Omit<ProposalInput, 'proposal'>;

/** Put an agent's action before people: what to give to `client.recommendations.propose`. */
export const proposalFor = (action: NamedAction, setting: ProposalSetting): ProposalInput => ({
  ...setting,
  proposal: proposalOf(action),
});
