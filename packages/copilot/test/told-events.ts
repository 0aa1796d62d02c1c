import {
  type Action,
  checkEvent,
  type Decision,
  type Fact,
  type LedgerEvent,
  type StreamName,
} from '@deskrail/contracts';

/** Noon of a Monday; minutes in these tests count from here. */
export const noon = Date.parse('2026-01-05T12:00:00Z');
export const minute = (minutes: number): string => new Date(noon + minutes * 60_000).toISOString();
export const days = (count: number): number => count * 24 * 60;

type Data<Event extends { type: string; data: unknown }, Type extends Event['type']> = Extract<
  Event,
  { type: Type }
>['data'];

let told = 0;

const envelope = (at: number, subject: string, actor: string) => {
  told += 1;
  return {
    ...{
      specversion: '1.0',
      id: `told/${told}`,
      source: '/test',
      time: minute(at),
      datacontenttype: 'application/json',
    },
    ...{ tenant: 'acme', subject, actor },
  };
};

const checked = <Event>(stream: StreamName, event: unknown) => checkEvent(stream, event) as unknown as Event;
const origin = { vendor: 'zendesk', by: 'event' } as const;

/** A fact of case `n`, so many minutes after noon. */
export const fact = <Type extends Fact['type']>(
  n: number,
  at: number,
  type: Type,
  data: Omit<Data<Fact, Type>, 'origin'>,
): Fact =>
  checked<Fact>('facts', {
    ...envelope(at, `conversation:zendesk:${n}`, 'system/desk'),
    ...{ authenticity: 'signed', identity: 'exact', type, data: { ...data, origin } },
  });

export const opened = (n: number, at: number): Fact =>
  fact(n, at, 'case.opened.v1', { status: 'new', requester: { kind: 'customer', id: `c${n}` } });

export const status = (n: number, at: number, previous: 'open' | 'solved', current: 'open' | 'solved'): Fact =>
  fact(n, at, 'case.status-changed.v1', { previous, current });

/** A public reply: of an agent, or by an action of ours. */
export const replied = (n: number, at: number, actionId?: string): Fact =>
  fact(n, at, 'message.sent.v1', {
    ...{ messageId: `m${n}-${at}`, author: { kind: 'agent', id: 'a1' }, visibility: 'public', text: 'Hello.' },
    ...(actionId !== undefined && { actionId }),
  });

type Suggested = Data<Decision, 'reply.suggested.v1'>;

/** Recommendation `rec_<n>` about case `n`: a reply of ten characters, for people to review. */
export const suggested = (n: number, at: number, more: Partial<Suggested> = {}, policy = 'sha256:one'): Decision =>
  checked<Decision>('decisions', {
    ...envelope(at, `conversation:zendesk:${n}`, 'model/embedded'),
    type: 'reply.suggested.v1',
    policyversion: policy,
    data: {
      recommendationId: `rec_${n}`,
      about: { conversation: `conversation:zendesk:${n}` },
      hash: `sha256:${n}`,
      ...{ seen: [], evidence: [], confidence: 0.8, flags: [], outcome: 'review', pipeline: 'embedded/1' },
      model: { name: 'embedded', version: '1' },
      proposal: { kind: 'reply', visibility: 'public', text: 'Tomorrow. ', sentences: [] },
      ...more,
    },
  });

type Verdict = Data<Decision, 'verdict.given.v1'>;

/** A verdict on `rec_<n>`; it decides unless it says otherwise. */
export const verdict = (
  n: number,
  at: number,
  reviewer: string,
  kind: Verdict['kind'],
  more: Partial<Verdict> = {},
): Decision =>
  checked<Decision>('decisions', {
    ...envelope(at, `conversation:zendesk:${n}`, reviewer),
    type: 'verdict.given.v1',
    data: {
      ...{ verdictId: `ver_${n}_${reviewer}_${at}`, recommendationId: `rec_${n}`, hash: `sha256:${n}` },
      ...{ kind, reviewer, decides: true, ...more },
    },
  });

export const decision = <Type extends Decision['type']>(
  n: number,
  at: number,
  type: Type,
  data: Data<Decision, Type>,
) => checked<Decision>('decisions', { ...envelope(at, `conversation:zendesk:${n}`, 'system/copilot'), type, data });

/** An event of action `act_<n>`, that `rec_<n>` led to. */
export const ledger = <Type extends LedgerEvent['type']>(
  n: number,
  at: number,
  type: Type,
  data: Omit<Data<LedgerEvent, Type>, 'actionId'>,
): Action =>
  checked<Action>('actions', {
    ...envelope(at, `conversation:zendesk:${n}`, 'system/executor'),
    ...{ type, data: { ...data, actionId: `act_${n}` } },
  });

export const approvedAction = (n: number, at: number, kind: 'post-reply' | 'call-tool', automatic: boolean): Action =>
  ledger(n, at, 'action.approved.v1', {
    ...{ verdictId: `ver_${n}`, recommendationId: `rec_${n}`, conversation: `conversation:zendesk:${n}` },
    parameters: kind === 'call-tool' ? { kind, tool: 'refund' } : { kind },
    ...{ proposalDigest: 'sha256:0', index: 0, of: 1, automatic },
  });
