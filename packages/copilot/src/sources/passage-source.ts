import type { Evidence, EvidenceQuery, EvidenceSource } from '@deskrail/contracts';

/** What is found, without how well it fits and when it was read. */
export type FoundPassage = Omit<Evidence, 'id' | 'score' | 'retrievedAt'>;

/** One passage that a source could find. */
export interface SourcePassage {
  /** Unlike any other of the source: {@link passageKey}. */
  readonly key: string;
  /** What it is about and what it says, for a vector. */
  readonly text: string;
  readonly scope: readonly string[];
  /** The conversation it comes from, which it is no evidence for. */
  readonly conversation?: string;
  /** As it stands now; nothing where it has gone meanwhile. */
  read(): Promise<FoundPassage | undefined>;
}

/** A source that can name all its passages, so that vectors may be kept beside them. */
export interface PassageSource extends EvidenceSource {
  /** Of this tenant, whoever asks: the caller heeds each one's scope. The same list for as long as nothing has changed. */
  passages(options: { readonly tenant: string; readonly signal: AbortSignal }): Promise<readonly SourcePassage[]>;
  /** As `retrieve`, with the passages' keys for what is found: nothing is read for it. */
  rank(query: EvidenceQuery, options: { readonly signal: AbortSignal }): Promise<readonly RankedPassage[]>;
}

export interface RankedPassage {
  readonly key: string;
  /** 0 to 1, as an evidence's. */
  readonly score: number;
}

export const passageKey = ({ source, span }: Pick<Evidence, 'source' | 'span'>): string =>
  `${source.id}@${span.start}-${span.end}`;
