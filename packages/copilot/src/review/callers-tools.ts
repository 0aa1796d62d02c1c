import type { Proposal, Tool } from '@deskrail/contracts';

/**
 * The tools by whose schemas a proposal is read. Whoever carries a call out by themselves may have tools that we know nothing
 * of: such a call is taken as it is. What we or the desk carry out is read by its schema, or refused.
 */
export function toolsFor(
  tools: readonly Tool[] | undefined,
  proposal: Proposal,
  { byCaller }: { readonly byCaller: boolean },
): readonly Tool[] | undefined {
  const isKnown = proposal.kind !== 'tool-call' || tools?.some(({ name }) => name === proposal.tool) === true;
  return isKnown || !byCaller ? tools : undefined;
}
