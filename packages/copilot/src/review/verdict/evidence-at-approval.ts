import {
  type Copilot,
  DeskrailError,
  digestOf,
  type EvidenceCheck,
  type Proposal,
  type RecommendationView,
  type VerdictGiven,
} from '@deskrail/contracts';
import { withTimeLimit } from '../../time-limit.js';

type EvidenceAtApproval = NonNullable<VerdictGiven['data']['evidence']>;

/** What stands no more as it was quoted. `unknown` is no such thing: a source that is away holds nobody up. */
const isChanged = ({ state }: EvidenceCheck['evidence'][number]): boolean =>
  state === 'changed' || state === 'gone' || state === 'no-longer-permitted';

export const citedIds = (proposal: Proposal): ReadonlySet<string> =>
  new Set('sentences' in proposal ? proposal.sentences.flatMap(({ evidence }) => evidence) : []);

/**
 * Look again, as it is approved, at what a proposal cites; `undefined` where it cites nothing. Throws `evidence-changed`
 * where something no longer stands, until it is confirmed: with the digest of just what was found, so that nobody confirms
 * what they were not shown. What cannot be looked up in time is recorded as unknown.
 */
export async function evidenceAtApproval({
  view,
  final,
  confirmation,
  checkEvidence,
  timeoutMs,
}: {
  readonly view: RecommendationView;
  readonly final: Proposal;
  readonly confirmation: string | undefined;
  readonly checkEvidence: Copilot['checkEvidence'];
  readonly timeoutMs: number;
}): Promise<EvidenceAtApproval | undefined> {
  const ids = citedIds(final);
  const cited = (view.evidence ?? []).filter(({ id }) => ids.has(id));
  if (cited.length === 0) return undefined;
  const { tenant, recommendationId } = view;
  const looked = await withTimeLimit('The look at the evidence', { timeoutMs }, (signal) =>
    checkEvidence({ tenant, recommendationId }, { signal }),
  ).catch(() => undefined);
  const found = looked?.evidence.filter(({ id }) => ids.has(id)) ?? [];
  const known = new Map(found.map((one) => [one.id, one]));
  const evidence = cited.map(({ id }) => known.get(id) ?? { id, state: 'unknown' as const });
  const states: EvidenceAtApproval['states'] = {};
  for (const { state } of evidence) states[state] = (states[state] ?? 0) + 1;
  if (!evidence.some(isChanged)) return { states, confirmed: false };
  const digest = await digestOf({ recommendationId, evidence: evidence.filter(isChanged) });
  if (confirmation === digest) return { states, confirmed: true };
  throw new DeskrailError(
    'evidence-changed',
    'What this stands on has changed since; `evidence` shows how. To approve all the same, give its `confirmation`.',
    { details: { evidence, confirmation: digest } },
  );
}
