import type { Conversation } from '@deskrail/contracts';
import type { LookAtEvidence } from '../../recommend/check-evidence.js';
import { withTimeLimit } from '../../time-limit.js';
import type { Check } from '../../validation/check.js';
import { citedIds } from '../verdict/evidence-at-approval.js';

const timeoutMs = 3_000;

/**
 * Whoever proposes a draft says what it quotes, and from where. That is looked at there; what does not stand there, or
 * could not be looked at, is flagged, so that no rule lets it go on its proposer's word alone.
 */
export const evidenceStands =
  (
    { tenant, conversation }: { readonly tenant: string; readonly conversation: Conversation | undefined },
    lookAtEvidence: LookAtEvidence | undefined,
  ): Check =>
  async ({ proposal }, _, evidence) => {
    const ids = citedIds(proposal);
    const cited = evidence.filter(({ id }) => ids.has(id));
    if (cited.length === 0) return [];
    const looked = await withTimeLimit('The look at the evidence', { timeoutMs }, async (signal) =>
      lookAtEvidence?.({ tenant, conversation, evidence: cited }, { signal }),
    ).catch(() => undefined);
    const stands = looked?.every(({ state }) => state === 'unchanged' || state === 'moved') === true;
    return stands ? [] : ['evidence-unverified'];
  };
