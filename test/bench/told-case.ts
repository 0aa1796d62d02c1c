import type { Action, Decision, Fact } from '@deskrail/contracts';

export interface ToldCase {
  readonly facts: readonly Fact[];
  readonly decisions: readonly Decision[];
  readonly actions: readonly Action[];
}

/** The nth case as the streams tell it, in ten events: opened, suggested, judged, sent, solved and rated, a minute each. */
export function toldCase(n: number, openedMs: number): ToldCase {
  const conversation = `conversation:zendesk:${n}`;
  const [recommendationId, verdictId, actionId] = [`rec_${n}`, `ver_${n}`, `act_${n}`];
  const origin = { vendor: 'zendesk', by: 'event' as const };
  const hash = `sha256:${n}`;
  const envelope = (step: number, actor: string) => ({
    ...{ specversion: '1.0' as const, id: `bench/${n}/${step}`, source: '/bench', subject: conversation },
    time: new Date(openedMs + step * 60_000).toISOString(),
    ...{ datacontenttype: 'application/json' as const, tenant: 'bench', correlationid: conversation, actor },
  });
  const fact = (step: number) => ({
    ...envelope(step, 'system/desk'),
    ...{ authenticity: 'signed' as const, identity: 'exact' as const },
  });
  const text = `It left the warehouse and should be with you soon. `.repeat(6);
  const message = { visibility: 'public' as const, text, origin };
  const customer = { kind: 'customer' as const, id: `c${n}` };
  const proposal = { kind: 'reply' as const, visibility: 'public' as const, text, sentences: [] };
  const edited = n % 3 === 0;
  const verdict = edited
    ? { kind: 'edit' as const, edit: { diff: [], distance: (n % 10) / 10 } }
    : { kind: 'approve' as const };
  return {
    facts: [
      { ...fact(0), type: 'case.opened.v1', data: { status: 'new', requester: customer, origin } },
      { ...fact(1), type: 'message.received.v1', data: { ...message, messageId: `${n}/1`, author: customer } },
      {
        ...fact(7),
        type: 'message.sent.v1',
        data: { ...message, messageId: `${n}/7`, author: { kind: 'agent', id: 'a1' }, actionId },
      },
      { ...fact(8), type: 'case.status-changed.v1', data: { previous: 'open', current: 'solved', origin } },
      { ...fact(9), type: 'csat.received.v1', data: { rating: n % 5 === 0 ? 'bad' : 'good', origin } },
    ],
    decisions: [
      {
        ...{ ...envelope(2, 'model/embedded'), type: 'reply.suggested.v1', policyversion: 'sha256:one' },
        data: {
          ...{ recommendationId, about: { conversation, fact: `bench/${n}/1` }, hash, seen: [], evidence: [] },
          ...{ confidence: 0.8, flags: [], outcome: 'review', pipeline: 'bench/1', proposal },
          model: { name: 'bench', version: '1' },
          policyFacts: { asked: 'desk', at: new Date(openedMs).toISOString(), intent: `intent-${n % 20}` },
        },
      },
      {
        ...{ ...envelope(3, `reviewer/r${n % 20}`), type: 'verdict.given.v1' },
        data: {
          ...{ verdictId, recommendationId, hash, reviewer: `reviewer/r${n % 20}`, decides: true },
          ...{ ...verdict, final: proposal, finalHash: hash },
        },
      },
    ],
    actions: [
      {
        ...{ ...envelope(4, `reviewer/r${n % 20}`), type: 'action.approved.v1' },
        data: {
          ...{ actionId, verdictId, recommendationId, conversation, parameters: { kind: 'post-reply' } },
          ...{ proposalDigest: hash, index: 0, of: 1, automatic: false },
        },
      },
      { ...envelope(5, 'system/executor'), type: 'action.started.v1', data: { actionId, executor: 'bench', token: 1 } },
      { ...envelope(6, 'system/executor'), type: 'action.executed.v1', data: { actionId, found: 'answer' } },
    ],
  };
}
