import {
  type CopilotContext,
  type Evidence,
  type EvidenceSource,
  evidence as evidenceSchema,
  type FeatureSet,
  type Logger,
} from '@deskrail/contracts';
import { withTimeLimit } from '../time-limit.js';

const quoteAtMost = 4_000;

type Piece = Omit<Evidence, 'id'>;

const pieceSchema = evidenceSchema.omit({ id: true });

/** A source's finding that can be cited: its span is as long as its quote, and its score is a score. */
function isCitable(found: unknown): found is Piece {
  const { success, data } = pieceSchema.safeParse(found);
  if (!success) return false;
  const { span, quote } = data;
  return span.end - span.start === quote.length && quote.trim() !== '' && quote.length <= quoteAtMost;
}

const scoreOf = (found: unknown): number => {
  const { score } = (found ?? {}) as { readonly score?: unknown };
  return typeof score === 'number' && score <= 1 ? score : -1;
};

/** So many times what is wanted are looked at of one source, best first: the others could not be used. */
const timesWanted = 4;

/** What one source found, the best of it; `undefined` where that is no list. An embedder's source may say anything. */
function bestOf(answer: unknown, limit: number): readonly unknown[] | undefined {
  if (!Array.isArray(answer)) return undefined;
  if (answer.length <= timesWanted * limit) return answer;
  return answer.toSorted((one, other) => scoreOf(other) - scoreOf(one)).slice(0, timesWanted * limit);
}

/** Whether the asker may read it, whatever its source thought. */
const isPermitted = ({ scope }: Piece, scopes: readonly string[]): boolean =>
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
    if (answer.status === 'fulfilled') {
      const best = bestOf(answer.value, limit);
      if (best === undefined) flags.add('evidence-malformed');
      return best ?? [];
    }
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
