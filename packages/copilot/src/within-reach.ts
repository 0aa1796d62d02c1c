import type { ActionKind, ActionParameters, Proposal, ProposalKind } from '@deskrail/contracts';
import type { ReachedKind } from './desk-kinds.js';
import { actionsOf } from './review/actions-of.js';

/** What carrying out a part of a classification or an escalation takes. */
const neededFor: Readonly<Record<string, ActionKind>> = {
  addTags: 'set-tags',
  removeTags: 'set-tags',
  priority: 'set-priority',
  status: 'set-status',
  assignee: 'assign',
  group: 'assign',
  note: 'post-note',
};

const ofClassification: readonly ActionKind[] = ['set-tags', 'set-priority', 'set-status', 'assign'];

const isReached = (action: ActionParameters, deskKinds: readonly ReachedKind[]): boolean =>
  deskKinds.includes(action.kind) || (action.kind === 'call-tool' && deskKinds.includes(`call-tool ${action.tool}`));

/** The kinds of action that a proposal would bring, and that the desk does not have. */
export function beyondReach(proposal: Proposal, deskKinds: readonly ReachedKind[] | undefined): readonly ActionKind[] {
  if (deskKinds === undefined) return [];
  const missing = actionsOf(proposal).filter((action) => !isReached(action, deskKinds));
  return [...new Set(missing.map(({ kind }) => kind))];
}

/**
 * A proposal without the parts that the desk cannot carry out; `undefined` where nothing would be left to carry out. An
 * escalation always stays: that a person should look needs no desk.
 */
export function withinReach(proposal: Proposal, deskKinds: readonly ReachedKind[] | undefined): Proposal | undefined {
  if (deskKinds === undefined || beyondReach(proposal, deskKinds).length === 0) return proposal;
  if (proposal.kind === 'reply' || proposal.kind === 'tool-call' || proposal.kind === 'summary') return undefined;
  const isWithin = (part: string): boolean => {
    const needed = neededFor[part];
    return needed === undefined || deskKinds.includes(needed);
  };
  const left = Object.fromEntries(Object.entries(proposal).filter(([part]) => isWithin(part))) as Proposal;
  return left.kind === 'escalation' || actionsOf(left).length > 0 ? left : undefined;
}

/** What is worth asking a model for. A reply always is: where there is none, it is said why. */
export function kindsWithinReach(
  kinds: readonly ProposalKind[],
  deskKinds: readonly ReachedKind[] | undefined,
): readonly ProposalKind[] {
  if (deskKinds === undefined) return kinds;
  const can = (needed: readonly ActionKind[]) => needed.some((kind) => deskKinds.includes(kind));
  const needed: Partial<Record<ProposalKind, readonly ActionKind[]>> = {
    classification: ofClassification,
    summary: ['post-note'],
  };
  return kinds.filter((kind) => {
    // Which tool it will be is the model's to say.
    if (kind === 'tool-call') return deskKinds.some((reached) => reached.startsWith('call-tool'));
    const any = needed[kind];
    return any === undefined || can(any);
  });
}
