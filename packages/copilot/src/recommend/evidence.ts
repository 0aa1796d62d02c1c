import type { CopilotContext, Evidence, EvidenceSource, FeatureSet, Logger } from '@deskrail/contracts';
import { withTimeLimit } from '../time-limit.js';

const quoteAtMost = 4_000;

/** A source's finding that can be cited: its span is as long as its quote, and its score is a score. */
const isCitable = ({ span, quote, score }: Omit<Evidence, 'id'>): boolean =>
  span.end - span.start === quote.length &&
  quote.trim() !== '' &&
  quote.length <= quoteAtMost &&
  score >= 0 &&
  score <= 1;

/** Whether the asker may read it, whatever its source thought. */
const isPermitted = ({ scope }: Omit<Evidence, 'id'>, scopes: readonly string[]): boolean =>
  scope.length === 0 || scope.some((one) => scopes.includes(one));

export interface GatheredEvidence {
  /** Best first, with ids e1, e2, …. */
  readonly evidence: readonly Evidence[];
  /** What went wrong, such as `source-failed`. */
  readonly flags: readonly string[];
}

/**
 * Ask all sources side by side, each with a limit of its own. A source that fails or returns what cannot be cited costs
 * its own findings and leaves a flag; the others are used.
 */
export async function gatherEvidence({
  sources,
  context,
  features,
  scopes,
  limit,
  timeoutMs,
  logger,
  signal,
}: {
  readonly sources: readonly EvidenceSource[];
  readonly context: CopilotContext;
  readonly features: FeatureSet;
  readonly scopes: readonly string[];
  readonly limit: number;
  readonly timeoutMs: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<GatheredEvidence> {
  const query = {
    tenant: context.tenant,
    text: context.question,
    earlier: context.earlier,
    ...(features.language !== 'und' && { language: features.language }),
    scopes,
    ...(context.conversation !== undefined && { conversation: context.conversation.id }),
    limit,
  };
  const answers = await Promise.allSettled(
    sources.map((source) =>
      withTimeLimit(`The evidence source ${source.name}`, { timeoutMs, signal }, (limited) =>
        source.retrieve(query, { signal: limited }),
      ),
    ),
  );
  signal.throwIfAborted();
  const flags = new Set<string>();
  const found = answers.flatMap((answer, index) => {
    if (answer.status === 'fulfilled') return answer.value;
    flags.add('source-failed');
    // The reason's text may quote what was asked, so only its code is told.
    const code = (answer.reason as { code?: unknown } | null)?.code;
    logger.warn(
      { source: sources[index]?.name, code: typeof code === 'string' ? code : 'internal' },
      'evidence failed',
    );
    return [];
  });
  const citable = found.filter(isCitable);
  if (citable.length < found.length) flags.add('evidence-malformed');
  const permitted = citable.filter((piece) => isPermitted(piece, scopes));
  if (permitted.length < citable.length) flags.add('evidence-not-permitted');
  return {
    evidence: permitted
      .toSorted((one, other) => other.score - one.score)
      .slice(0, limit)
      .map((piece, index) => ({ id: `e${index + 1}`, ...piece })),
    flags: [...flags],
  };
}
