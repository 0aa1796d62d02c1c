import type { Evidence, EvidenceNow, EvidenceSource, EvidenceState } from '@deskrail/contracts';
import { withTimeLimit } from '../time-limit.js';

/** What became of one piece of evidence. `unknown` is never good news: nobody could say that it stands. */
export interface VerifiedEvidence {
  readonly evidence: Evidence;
  readonly state: EvidenceState | 'unknown';
  /** Of `unknown`: no source of those given is its own, or its source could not answer. */
  readonly why?: 'no-source' | 'source-away';
  /** Where the quoted words stand now (`unchanged`, `moved`), or what stands in their place (`changed`). */
  readonly span?: Evidence['span'];
  /** The source's present text at `span`. */
  readonly quote?: string;
}

export interface VerifyOptions {
  /** Either these, … */
  readonly evidence?: readonly Evidence[];
  /** … or what a recommendation stands on. */
  readonly recommendation?: { readonly evidence?: readonly Evidence[] | undefined };
  readonly sources: readonly EvidenceSource[];
  readonly tenant: string;
  /** Access scopes of whoever looks now; they may have fewer than who was answered. */
  readonly scopes: readonly string[];
  readonly signal: AbortSignal;
  /** For each piece. Default: 5 000. */
  readonly timeoutMs?: number;
}

/** The source that a piece of evidence came from: one that says so, else one whose name its id begins with. */
export const ownerOf = (evidence: Evidence, sources: readonly EvidenceSource[]): EvidenceSource | undefined =>
  sources.find((source) => source.owns?.(evidence)) ??
  sources.find(({ name, owns }) => owns === undefined && evidence.source.id.startsWith(`${name}/`));

/** Look again at what was quoted, at review or at replay. In the order given; throws only when `signal` ends it. */
export function verifyEvidence({
  recommendation,
  evidence = recommendation?.evidence ?? [],
  sources,
  tenant,
  scopes,
  signal,
  timeoutMs = 5_000,
}: VerifyOptions): Promise<readonly VerifiedEvidence[]> {
  async function look(piece: Evidence): Promise<VerifiedEvidence> {
    const source = ownerOf(piece, sources);
    if (source === undefined) return { evidence: piece, state: 'unknown', why: 'no-source' };
    try {
      const now = await withTimeLimit(`The evidence source ${source.name}`, { timeoutMs, signal }, (limited) =>
        inspect(source, piece, { tenant, scopes, signal: limited }),
      );
      return { evidence: piece, ...now };
    } catch {
      signal.throwIfAborted();
      return { evidence: piece, state: 'unknown', why: 'source-away' };
    }
  }
  return Promise.all(evidence.map(look));
}

async function inspect(
  source: EvidenceSource,
  evidence: Evidence,
  options: Parameters<EvidenceSource['check']>[1],
): Promise<EvidenceNow> {
  if (source.inspect === undefined) return { state: await source.check(evidence, options) };
  const now = await source.inspect(evidence, options);
  // Where the words are not to be seen any more, neither is what stands there.
  return now.state === 'gone' || now.state === 'no-longer-permitted' ? { state: now.state } : now;
}
