import type { AnalyticsNumbers } from '@deskrail/contracts';
import type { RecommendationRecord } from './recommendation-record.js';
import { rounded } from './spread.js';

/** What several people said of the very same words. */
export type Judged = readonly { readonly reviewer: string; readonly kind: string }[];

/** The first word of each person on each hash, where two people at least judged the same one. Comments are no judgement. */
export function judgedTogether({ verdicts }: RecommendationRecord): readonly Judged[] {
  if (verdicts.length < 2) return [];
  const byHash = new Map<string, Map<string, string>>();
  for (const { byRule, kind, hash, reviewer } of verdicts) {
    if (byRule || kind === 'comment' || kind === 'escalate') continue;
    const said = byHash.get(hash) ?? new Map<string, string>();
    if (!said.has(reviewer)) said.set(reviewer, kind);
    byHash.set(hash, said);
  }
  return [...byHash.values()]
    .filter(({ size }) => size > 1)
    .map((said) => [...said].map(([reviewer, kind]) => ({ reviewer, kind })));
}

/**
 * Krippendorff’s alpha for nominal data: 1 − observed by expected disagreement, from the matrix of coincidences. No value
 * where nothing could have differed, as all verdicts are of one kind.
 */
export function krippendorffAlpha(items: readonly Judged[]): AnalyticsNumbers['reviews']['krippendorffAlpha'] {
  const totals = new Map<string, number>();
  let verdicts = 0;
  let observed = 0;
  for (const judged of items) {
    const counts = countsOf(judged.map(({ kind }) => kind));
    verdicts += judged.length;
    for (const [kind, count] of counts) {
      totals.set(kind, (totals.get(kind) ?? 0) + count);
      // Ordered pairs within the item that differ, each weighing as much as makes the item weigh its verdicts.
      observed += (count * (judged.length - count)) / (judged.length - 1);
    }
  }
  let expected = 0;
  for (const count of totals.values()) expected += count * (verdicts - count);
  const about = { items: items.length, verdicts };
  return expected === 0 ? about : { ...about, value: rounded(1 - ((verdicts - 1) * observed) / expected) };
}

/**
 * Cohen’s kappa of each two reviewers over the items that both judged, and the mean of them weighted by items. A pair that
 * only ever used one kind, so that chance alone would agree, says nothing and is left out.
 */
export function cohensKappa(items: readonly Judged[]): AnalyticsNumbers['reviews']['cohensKappa'] {
  const pairs = new Map<string, [string, string][]>();
  for (const judged of items) {
    for (const [index, one] of judged.entries()) {
      for (const other of judged.slice(index + 1)) {
        const [first, second] = one.reviewer < other.reviewer ? [one, other] : [other, one];
        const key = JSON.stringify([first.reviewer, second.reviewer]);
        const said = pairs.get(key) ?? [];
        said.push([first.kind, second.kind]);
        pairs.set(key, said);
      }
    }
  }
  let [counted, weighed, sum] = [0, 0, 0];
  for (const said of pairs.values()) {
    const kappa = kappaOf(said);
    if (kappa === undefined) continue;
    counted += 1;
    weighed += said.length;
    sum += kappa * said.length;
  }
  return { pairs: counted, items: weighed, ...(weighed > 0 && { value: rounded(sum / weighed) }) };
}

function kappaOf(said: readonly (readonly [string, string])[]): number | undefined {
  const all = said.length;
  const agreed = said.filter(([one, other]) => one === other).length / all;
  const others = countsOf(said.map(([, other]) => other));
  let byChance = 0;
  for (const [kind, count] of countsOf(said.map(([one]) => one)))
    byChance += (count * (others.get(kind) ?? 0)) / all ** 2;
  return byChance === 1 ? undefined : (agreed - byChance) / (1 - byChance);
}

function countsOf(kinds: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
