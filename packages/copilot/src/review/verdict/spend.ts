import {
  type Conversation,
  formatSubject,
  type Policy,
  type PolicyLimit,
  type Proposal,
  reviewRoles,
  type Tool,
  type UnitOfWork,
  type UseCounts,
} from '@deskrail/contracts';

/** What a call would spend, as its tool tells it; `undefined` for what spends nothing, or where nothing is known of it. */
export async function amountOf(proposal: Proposal, tools: readonly Tool[] | undefined): Promise<number | undefined> {
  if (proposal.kind !== 'tool-call') return undefined;
  const tool = tools?.find(({ name }) => name === proposal.tool);
  if (tool?.amount === undefined) return undefined;
  const read = await tool.arguments.safeParseAsync(proposal.arguments);
  if (!read.success) return undefined;
  const amount = tool.amount(read.data);
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

/** What an approval of this amount counts toward. */
export function spendCounts(
  amount: number,
  { tenant, conversation }: { readonly tenant: string; readonly conversation: Conversation | undefined },
): UseCounts {
  const customer = conversation?.requester?.id;
  const of: readonly (readonly [UseCounts[number]['per'], string | undefined])[] = [
    ['conversation', conversation?.id],
    [
      'customer',
      conversation &&
        customer &&
        formatSubject({ kind: 'customer', connection: conversation.connection, id: customer }),
    ],
    ['tenant', tenant],
  ];
  return of.flatMap(([per, whose]) => (whose ? [{ counts: 'spend' as const, per, of: whose, amount }] : []));
}

/** The limit that the amount would go over; of several the one whose role is the highest. */
export async function limitReached(
  unit: Pick<UnitOfWork, 'used'>,
  { limits }: Pick<Policy, 'limits'>,
  { tenant, counts }: { readonly tenant: string; readonly counts: UseCounts },
): Promise<PolicyLimit | undefined> {
  const asked = limits
    .filter((limit) => limit.counts === 'spend' && (limit.tenant === undefined || limit.tenant === tenant))
    .flatMap((limit) => counts.filter(({ per }) => per === limit.per).map((use) => ({ limit, use })))
    // In one order everywhere, so that two transactions never wait for each other.
    .toSorted((one, other) => (keyOf(one.use) < keyOf(other.use) ? -1 : 1));
  const over: PolicyLimit[] = [];
  for (const { limit, use } of asked) {
    const used = await unit.used(use, { withinSeconds: limit.withinSeconds });
    if (used + use.amount > limit.most) over.push(limit);
  }
  const rank = ({ beyond }: PolicyLimit): number => reviewRoles.indexOf(beyond.role);
  return over.toSorted((one, other) => rank(other) - rank(one))[0];
}

const keyOf = ({ counts, per, of }: UseCounts[number]): string => `${counts}/${per}/${of}`;
