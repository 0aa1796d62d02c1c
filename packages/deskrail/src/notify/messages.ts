import type { Decision, Suggestion } from '@deskrail/contracts';

/** What an endpoint can be told. */
export const notices = [
  'review.pending',
  'review.reminded',
  'review.routed',
  'review.decided',
  'review.ended',
  'limit.reached',
  'policy.paused',
  'policy.resumed',
] as const;
export type Notice = (typeof notices)[number];

/** The body of a message: Standard Webhooks' form. It holds ids and operational fields, never what somebody wrote. */
export interface NoticeBody {
  readonly type: Notice;
  /** RFC 3339: when it was decided. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const pendingOf = ({ data, policyversion }: Suggestion): Readonly<Record<string, unknown>> => {
  const { recommendationId, about, proposal, confidence, risk, flags, need, heldBy, rule, expiresAt } = data;
  return {
    recommendationId,
    kind: proposal.kind,
    conversation: about.conversation,
    confidence,
    risk,
    flags,
    queue: need?.queue ?? 'review',
    role: need?.role ?? 'reviewer',
    reviewers: need?.reviewers ?? 1,
    dueAt: need?.dueAt,
    expiresAt,
    heldBy,
    rule,
    policyVersion: policyversion,
    ...(proposal.kind === 'tool-call' && { tool: proposal.tool }),
  };
};

/** What is to be told of a decision; `undefined` for most. */
export function noticeOf(event: Decision): NoticeBody | undefined {
  const body = (type: Notice, data: NoticeBody['data']): NoticeBody => ({
    type,
    timestamp: event.time,
    data: { tenant: event.tenant, ...data },
  });
  switch (event.type) {
    case 'reply.suggested.v1':
    case 'classification.suggested.v1':
    case 'escalation.suggested.v1':
    case 'tool-call.suggested.v1':
    case 'summary.suggested.v1':
      return event.data.outcome === 'review' ? body('review.pending', pendingOf(event)) : undefined;
    case 'recommendation.reminded.v1':
      return body('review.reminded', { ...event.data });
    case 'recommendation.routed.v1':
      return body('review.routed', { ...event.data });
    case 'verdict.given.v1': {
      const { recommendationId, verdictId, kind, decides, reviewer } = event.data;
      return decides ? body('review.decided', { recommendationId, verdictId, kind, reviewer }) : undefined;
    }
    case 'recommendation.superseded.v1':
      return body('review.ended', { recommendationId: event.data.recommendationId, reason: event.data.reason });
    case 'recommendation.expired.v1':
      return body('review.ended', { recommendationId: event.data.recommendationId, reason: 'expired' });
    case 'limit.reached.v1':
      return body('limit.reached', { ...event.data });
    case 'policy.paused.v1': {
      const { reason } = event.data;
      return body('policy.paused', reason === undefined ? {} : { reason });
    }
    case 'policy.resumed.v1':
      return body('policy.resumed', {});
    default:
      return undefined;
  }
}
