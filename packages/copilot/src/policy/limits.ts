import type { Policy, PolicyLimit, Proposal, Tool, UnitOfWork, UseCounts, UseKey } from '@deskrail/contracts';
import { spendOf } from './spend.js';

/** What something would use, should it be let go. */
export interface Use {
  readonly tenant: string;
  readonly conversation: string | undefined;
  /** Subject of the customer whose conversation it is. */
  readonly customer: string | undefined;
  /** By a rule, not by a person: only such replies count. */
  readonly automatic: boolean;
  readonly replies: number;
  /** `undefined`: it spends, and nobody can say how much. */
  readonly spend: number | undefined;
}

export interface ReachedLimit {
  readonly limit: PolicyLimit;
  /** Before this one. */
  readonly used: number;
  /** The conversation, the customer or the tenant. */
  readonly of: string;
}

export interface WithinLimits {
  /** What it counts toward, whatever limits there are: for `counts` of the verdict, or of what is shown. */
  readonly counts: UseCounts;
  /** The limits that it would go over, in the policy’s order. */
  readonly over: readonly ReachedLimit[];
}

/** What a proposal uses where it goes to `conversation`. A private reply is a note, and nobody answers notes. */
export function useOf(
  proposal: Proposal | undefined,
  where: Pick<Use, 'tenant' | 'conversation' | 'customer' | 'automatic'>,
  tools: readonly Tool[] = [],
): Use {
  const { amount, untold } = spendOf(proposal, tools);
  const replies = proposal?.kind === 'reply' && proposal.visibility !== 'private' ? 1 : 0;
  return { ...where, replies, spend: untold ? undefined : (amount ?? 0) };
}

/** Of a use, with what it counts as. */
const amountOf = ({ automatic, replies, spend }: Use, counts: UseKey['counts']): number | undefined =>
  counts === 'spend' ? spend : automatic ? replies : 0;

/**
 * Whom a use counts toward. Whose customer nobody knows counts as their conversation’s, and what is no conversation’s either
 * together with all such of the tenant: not to say who somebody is gets nobody more. Only replies outside of any
 * conversation are no conversation’s: no two bots go on there.
 */
export function ofWhom({ tenant, conversation, customer }: Use, { per, counts }: Pick<UseKey, 'per' | 'counts'>) {
  if (per === 'tenant') return tenant;
  if (per === 'customer') return customer ?? conversation ?? tenant;
  return conversation ?? (counts === 'spend' ? tenant : undefined);
}

const keyText = ({ counts, per, of }: UseKey): string => JSON.stringify([counts, per, of]);

export function countsOf(use: Use): UseCounts {
  return (['replies', 'spend'] as const).flatMap((counts) => {
    const amount = amountOf(use, counts) ?? 0;
    if (amount <= 0) return [];
    return (['conversation', 'customer', 'tenant'] as const).flatMap((per) => {
      const of = ofWhom(use, { per, counts });
      return of === undefined ? [] : [{ counts, per, of, amount }];
    });
  });
}

/** Limits that a use counts toward, each with its key. */
export function limitsFor(
  limits: readonly PolicyLimit[],
  use: Use,
): readonly { readonly limit: PolicyLimit; readonly key: UseKey }[] {
  return limits.flatMap((limit) => {
    const of = ofWhom(use, limit);
    if (of === undefined || (limit.tenant !== undefined && limit.tenant !== use.tenant)) return [];
    if (amountOf(use, limit.counts) === 0) return [];
    return { limit, key: { counts: limit.counts, per: limit.per, of } };
  });
}

/** Whether one more fits. What nobody can put a number to fits nothing. */
export const isOver = ({ most }: PolicyLimit, used: number, use: Use, counts: UseKey['counts']): boolean => {
  const amount = amountOf(use, counts);
  return amount === undefined || used + amount > most;
};

/**
 * Count in the transaction that approves or shows: whoever asks holds the keys, in their order, until it ends. Counting
 * begins anew where a person handed the conversation back.
 */
export async function withinLimits(
  unit: Pick<UnitOfWork, 'used' | 'automation'>,
  policy: Pick<Policy, 'limits'>,
  use: Use,
): Promise<WithinLimits> {
  const applying = limitsFor(policy.limits, use);
  const { releasedAt } = applying.length === 0 ? { releasedAt: undefined } : await unit.automation();
  const over: (ReachedLimit & { readonly place: number })[] = [];
  const sorted = applying.toSorted((one, other) => (keyText(one.key) < keyText(other.key) ? -1 : 1));
  for (const { limit, key } of sorted) {
    const since = key.counts === 'replies' && key.per === 'conversation' ? releasedAt : undefined;
    const used = await unit.used(key, { withinSeconds: limit.withinSeconds, since });
    if (!isOver(limit, used, use, key.counts)) continue;
    over.push({ limit, used, of: key.of, place: policy.limits.indexOf(limit) });
  }
  over.sort((one, other) => one.place - other.place);
  return { counts: countsOf(use), over: over.map(({ place: _, ...reached }) => reached) };
}
