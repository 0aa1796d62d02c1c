import type { Evidence, Proposal } from '@deskrail/contracts';
import { proposalDistance } from '@deskrail/copilot/recommend';
import { isSuggestion, type Recommendation } from './replayed.js';

/** In which ways two recommendations about one fact differ. */
export const differences = [
  'text',
  'proposal',
  'evidence',
  'confidence',
  'flags',
  'risk',
  'outcome',
  'rule',
  'reason',
] as const;
export type Difference = (typeof differences)[number];

/** What was proposed or withheld, without anybody's words. */
export interface Side {
  readonly recommendationId: string;
  readonly outcome: 'auto' | 'show' | 'review' | 'block' | 'withheld';
  readonly rule?: string;
  /** Why it was withheld. */
  readonly reason?: string;
  readonly confidence?: number;
  readonly flags?: readonly string[];
  readonly risk?: string;
  readonly evidence?: readonly { readonly source: string; readonly version: string }[];
  readonly model?: string;
  readonly pipeline: string;
}

export interface Differing {
  readonly differences: readonly Difference[];
  /** Of texts, by words: 0 the same, 1 nothing in common. */
  readonly distance?: number;
  readonly evidence?: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    /** The same place of a text that has another version now. */
    readonly changed: readonly string[];
  };
}

/** Closer than this, two confidences are one. */
const confidenceApart = 0.005;

export function sideOf(event: Recommendation): Side {
  const { recommendationId, pipeline } = event.data;
  if (!isSuggestion(event)) {
    const { reason, detail, blocked } = event.data;
    const rule = blocked?.rule ?? (reason === 'policy' ? detail : undefined);
    const outcome = reason === 'policy' ? 'block' : 'withheld';
    return { recommendationId, pipeline, outcome, ...(rule !== undefined && { rule }), reason };
  }
  const { outcome, rule, confidence, flags, risk, evidence, model } = event.data;
  return {
    ...{ recommendationId, pipeline, outcome, confidence, flags },
    ...(rule !== undefined && { rule }),
    ...(risk !== undefined && { risk }),
    evidence: evidence.map(({ source, version }) => ({ source: source.id, version })),
    model: `${model.name}/${model.version}`,
  };
}

/** How what is recommended now differs from what was. */
export function differencesOf(recorded: Recommendation, replayed: Recommendation): Differing {
  const [before, now] = [sideOf(recorded), sideOf(replayed)];
  const found = new Set<Difference>();
  if (before.outcome !== now.outcome) found.add('outcome');
  if (before.rule !== now.rule) found.add('rule');
  if (before.reason !== now.reason) found.add('reason');
  if (!isSuggestion(recorded) || !isSuggestion(replayed)) return { differences: inOrder(found) };
  const [was, is] = [recorded.data, replayed.data];
  const texts = textsOf(was.proposal, is.proposal);
  if (texts.changed) found.add('text');
  if (!same(restOf(was.proposal), restOf(is.proposal))) found.add('proposal');
  if (Math.abs(was.confidence - is.confidence) >= confidenceApart) found.add('confidence');
  if (!same(was.flags.toSorted(), is.flags.toSorted())) found.add('flags');
  if (was.risk !== is.risk) found.add('risk');
  const evidence = evidenceDiffering(was.evidence, is.evidence);
  if (evidence !== undefined) found.add('evidence');
  return {
    differences: inOrder(found),
    ...(texts.changed && texts.distance !== undefined && { distance: texts.distance }),
    ...(evidence !== undefined && { evidence }),
  };
}

const inOrder = (found: ReadonlySet<Difference>): Difference[] => differences.filter((one) => found.has(one));

const textOf = (proposal: Proposal): string | undefined =>
  proposal.kind === 'reply' || proposal.kind === 'summary'
    ? proposal.text
    : proposal.kind === 'escalation'
      ? proposal.note
      : undefined;

function textsOf(was: Proposal, is: Proposal): { readonly changed: boolean; readonly distance?: number | undefined } {
  if (textOf(was) === textOf(is)) return { changed: false };
  const distance = proposalDistance(was, is);
  return { changed: true, distance: distance === undefined ? undefined : Number(distance.toFixed(3)) };
}

/** All but the words, and which sentence stands on what: that goes with the words and the evidence. */
function restOf(proposal: Proposal): unknown {
  const { text: _text, sentences: _sentences, note: _note, ...rest } = proposal as unknown as Record<string, unknown>;
  return rest;
}

/** Fields may be in another order in what the log gave back. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]));
}

function evidenceDiffering(was: readonly Evidence[], is: readonly Evidence[]): Differing['evidence'] {
  const whole = ({ source, version, span }: Evidence) => `${source.id} ${version} ${span.start}-${span.end}`;
  const gone = was.filter((one) => !is.some((other) => whole(other) === whole(one)));
  const fresh = is.filter((one) => !was.some((other) => whole(other) === whole(one)));
  if (gone.length === 0 && fresh.length === 0) return undefined;
  const moved = new Set(
    gone
      .filter((one) => fresh.some(({ source, version }) => source.id === one.source.id && version !== one.version))
      .map(({ source }) => source.id),
  );
  const ids = (pieces: readonly Evidence[]) =>
    [...new Set(pieces.map(({ source }) => source.id))].filter((id) => !moved.has(id));
  return { added: ids(fresh), removed: ids(gone), changed: [...moved] };
}
