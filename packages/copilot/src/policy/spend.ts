import type { Proposal, Tool } from '@deskrail/contracts';

export interface Spend {
  /** What the call would spend; absent where its tool says nothing of it, or cannot say. */
  readonly amount: number | undefined;
  /** Its tool says what calls spend, and could not of this one: it fits no limit. */
  readonly untold: boolean;
}

const nothing: Spend = { amount: undefined, untold: false };

/** What a proposal would spend, by its tool’s `amount`. Arguments that are none of the tool’s, or no amount, are untold. */
export function spendOf(proposal: Proposal | undefined, tools: readonly Tool[] = []): Spend {
  if (proposal?.kind !== 'tool-call') return nothing;
  const tool = tools.find(({ name }) => name === proposal.tool);
  if (tool?.amount === undefined) return nothing;
  try {
    const given = tool.arguments.safeParse(proposal.arguments);
    const amount = given.success ? tool.amount(given.data) : undefined;
    return amount !== undefined && Number.isFinite(amount) && amount >= 0
      ? { amount, untold: false }
      : { amount: undefined, untold: true };
  } catch {
    return { amount: undefined, untold: true };
  }
}
