import {
  DeskrailError,
  type Evidence,
  type Finding,
  type Proposal,
  type RecommendationView,
  type RiskTier,
  type Store,
  type Tool,
} from '@deskrail/contracts';
import type { DeskReach } from '../../desk-kinds.js';
import { gatherContext } from '../../recommend/context.js';
import type { Check } from '../../validation/check.js';
import { invalidProposal } from '../../validation/invalid-proposal.js';
import { validateDraft } from '../../validation/validate-draft.js';
import { beyondReach } from '../../within-reach.js';
import { actsAtDesk } from '../approval.js';
import { toolsFor } from '../callers-tools.js';

/** What a person may do where a model may not: say what no evidence says, and in what language they choose. */
const allowedToPeople: ReadonlySet<string> = new Set([
  'unsupported-sentence',
  'unsupported-detail',
  'unknown-link',
  'personal-data',
  'wrong-language',
  'clarifying-question',
  'possible-injection',
]);

/** A date or a code that only a note has is theirs to tell; the note itself is nobody's. */
const isTheirs = ({ flag, detail }: Finding): boolean =>
  allowedToPeople.has(flag) || (flag === 'private-note-quoted' && detail !== 'quoted');

/** The desk would refuse it, and nobody would be answered. */
export function refuseTooLong(view: RecommendationView): void {
  if (!actsAtDesk(view) || !view.flags?.includes('too-long')) return;
  throw new DeskrailError('request-invalid', 'The reply is longer than can be sent; shorten it by an edit.', {
    details: { flags: ['too-long'] },
  });
}

export interface OwnWords {
  readonly store: Store;
  readonly checks: readonly Check[];
  readonly tools: readonly Tool[] | undefined;
  readonly allowedLinks: readonly string[];
}

/**
 * What a reviewer proposes, as its schema reads it: it passes the same checks as what a model does. The verdict holds it as
 * it was read: what nobody has looked at is not approved. Throws `request-invalid`.
 */
export async function checkedOwnWords(
  { store, checks, tools, allowedLinks }: OwnWords,
  view: RecommendationView,
  final: Proposal,
  { kinds, replyAtMost }: DeskReach,
): Promise<{ readonly final: Proposal; readonly flags: readonly string[]; readonly risk: RiskTier }> {
  const { tenant, about } = view;
  const evidence: readonly Evidence[] = view.evidence ?? [];
  const conversation =
    about.conversation === undefined ? undefined : await store.conversation(tenant, about.conversation);
  const context = await gatherContext({ store, tenant, conversation, text: about.question });
  const draft = { proposal: final, confidence: 1 };
  // Another call than was proposed is nobody's to carry out, unless we know it.
  const isSameTool = view.proposal?.kind === 'tool-call' && 'tool' in final && final.tool === view.proposal.tool;
  const known = toolsFor(tools, final, { byCaller: isSameTool && !actsAtDesk(view) });
  const read = { tools: known, allowedLinks, replyAtMost };
  const validation = await validateDraft(draft, { context, evidence, checks, ...read });
  if (!validation.valid) throw invalidProposal(final, validation);
  const beyond = beyondReach(final, kinds);
  if (beyond.length > 0) {
    const message = `The desk of this conversation cannot carry out ${beyond.join(', ')}; leave that out.`;
    throw new DeskrailError('request-invalid', message, { details: { unsupported: beyond } });
  }
  const flags = [...new Set(validation.findings.filter((one) => !isTheirs(one)).map(({ flag }) => flag))];
  if (flags.length > 0) {
    throw new DeskrailError('request-invalid', `What you propose cannot be sent as it is: ${flags.join(', ')}.`, {
      details: { flags },
    });
  }
  return { final: validation.proposal, flags: validation.flags, risk: validation.risk };
}
