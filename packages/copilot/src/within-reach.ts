import type { ActionKind, Proposal, ProposalKind } from '@deskrail/contracts';
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

/** The kinds of action that a proposal would bring, and that the desk does not have. */
export function beyondReach(proposal: Proposal, deskKinds: readonly ActionKind[] | undefined): readonly ActionKind[] {
  if (deskKinds === undefined) return [];
  const missing = actionsOf(proposal).filter(({ kind }) => !deskKinds.includes(kind));
  return [...new Set(missing.map(({ kind }) => kind))];
}

/**
 * A proposal without the parts that the desk cannot carry out; `undefined` where nothing would be left to carry out. An
 * escalation always stays: that a person should look needs no desk.
 */
export function withinReach(proposal: Proposal, deskKinds: readonly ActionKind[] | undefined): Proposal | undefined {
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
  deskKinds: readonly ActionKind[] | undefined,
): readonly ProposalKind[] {
  if (deskKinds === undefined) return kinds;
  const can = (needed: readonly ActionKind[]) => needed.some((kind) => deskKinds.includes(kind));
  const needed: Partial<Record<ProposalKind, readonly ActionKind[]>> = {
    classification: ofClassification,
    'tool-call': ['call-tool'],
    summary: ['post-note'],
  };
  return kinds.filter((kind) => {
    const any = needed[kind];
    return any === undefined || can(any);
  });
}
