import type { Logger, Moderate, Proposal } from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import { withTimeLimit } from '../time-limit.js';

export interface Moderated {
  readonly flagged: boolean;
  /** Such as `harassment`; never a person's words. */
  readonly detail?: string;
  readonly flags: readonly string[];
}

const nothingFound: Moderated = { flagged: false, flags: [] };

/** Whether a reply may be said at all. Where the service is away nothing is let through by a rule: a person decides. */
export async function moderated(
  proposal: Proposal,
  moderate: Moderate | undefined,
  { timeoutMs, logger, signal }: { readonly timeoutMs: number; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<Moderated> {
  if (moderate === undefined || proposal.kind !== 'reply') return nothingFound;
  try {
    const { flagged, categories } = await withTimeLimit('The moderation', { timeoutMs, signal }, (limited) =>
      moderate(proposal.text, { signal: limited }),
    );
    return flagged ? { flagged, detail: categories.join(', ').slice(0, 1_024), flags: [] } : nothingFound;
  } catch (error) {
    signal.throwIfAborted();
    logger.warn({ code: codeOf(error) }, 'moderation failed');
    return { flagged: false, flags: ['moderation-unavailable'] };
  }
}
