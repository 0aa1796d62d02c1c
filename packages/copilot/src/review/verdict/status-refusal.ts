import { type Conversation, DeskrailError, type RecommendationView, type VerdictKind } from '@deskrail/contracts';

export const notFound = (recommendationId: string): DeskrailError =>
  new DeskrailError('not-found', `No recommendation has the id ${recommendationId}.`);

export const superseded = (reason: string, by: string | undefined): DeskrailError =>
  new DeskrailError(
    'superseded',
    `The recommendation is out of date (${reason}). Look at the newer one, if there is one.`,
    {
      details: { reason, ...(by !== undefined && { by }) },
    },
  );

export const expired = (): DeskrailError =>
  new DeskrailError('expired', 'The recommendation waited too long and has expired.');

const decidedBy = (winner: RecommendationView['verdict']): string =>
  winner === undefined
    ? 'Another verdict has decided this.'
    : `${winner.reviewer} has decided this (${winner.kind}, ${winner.at}); the verdict is in \`winner\`.`;

/** Whether its time is over by the store's clock, whatever its row still says. */
export const isExpired = ({ expiresAt }: Pick<RecommendationView, 'expiresAt'>, now: string): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(now);

/** What stands against deciding because of where the recommendation has got to; `undefined` while it is open. */
export function refusalByStatus(recommendation: RecommendationView): DeskrailError | undefined {
  const { status, verdict, superseded: over, rule } = recommendation;
  switch (status) {
    case 'open':
      return undefined;
    case 'approved':
    case 'rejected':
      return new DeskrailError('already-decided', decidedBy(verdict), { details: { winner: verdict } });
    case 'shown':
      return new DeskrailError(
        'already-decided',
        'A chatbot was allowed to show this at once; nothing is left to decide.',
        { details: { rule } },
      );
    case 'superseded':
      return superseded(over?.reason ?? 'newer-recommendation', over?.by);
    case 'expired':
      return expired();
    case 'withheld':
      return new DeskrailError('conflict', 'Nothing was proposed here, so there is nothing to decide.');
  }
}

export function staleHash(recommendation: RecommendationView, conversation: Conversation | undefined): DeskrailError {
  const seen = new Set(recommendation.seen);
  return new DeskrailError(
    'stale-hash',
    'The recommendation is not as you saw it; it is in `recommendation`, as it is now.',
    {
      details: {
        hash: recommendation.hash,
        recommendation,
        facts: conversation?.facts.filter((fact) => !seen.has(fact)) ?? [],
      },
    },
  );
}

/** Every look at an item carries all its verdicts; no case that people work on comes near. */
const atMost: Readonly<Partial<Record<VerdictKind, number>>> = {
  ...{ comment: 200, escalate: 50, edit: 100, respond: 100 },
  approve: 200,
};

/** What stands against one more verdict that leaves it open. */
export function refusalByNumber({ verdicts }: RecommendationView, kind: VerdictKind): DeskrailError | undefined {
  const most = atMost[kind] ?? Number.POSITIVE_INFINITY;
  const sofar = verdicts.filter((one) => one.kind === kind && !one.decides).length;
  if (sofar < most) return undefined;
  const message = `There are ${most} of ${kind} on this already, which is the most; decide it.`;
  return new DeskrailError('conflict', message, { details: { kind, most } });
}
