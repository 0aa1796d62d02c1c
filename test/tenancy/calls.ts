import { openApiDocument } from '@deskrail/server';
import { ofB, shared } from './life-of.ts';

/** One route, as the API's description has it: a new one is here by itself. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly query: readonly string[];
  readonly takesBody: boolean;
  /** It goes on until somebody ends it. */
  readonly streams: boolean;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

export const operations: readonly Operation[] = Object.entries(
  openApiDocument().paths as Record<string, Record<'get' | 'post', Described>>,
).flatMap(([path, of]) =>
  (Object.entries(of) as ['get' | 'post', Described][]).map(([method, described]) => ({
    ...{ id: described.operationId, method, path },
    query: (described.parameters ?? []).filter(({ in: where }) => where === 'query').map(({ name }) => name),
    takesBody: described.requestBody !== undefined,
    streams: Object.keys(described.responses['200']?.content ?? {}).join() === 'text/event-stream',
  })),
);

const hash = `sha256:${'2'.repeat(64)}`;
const reply = { kind: 'reply', visibility: 'public', text: 'A word.', sentences: [] };

/** What is sent, naming `id` wherever something can be named. A route that takes a body and is not here fails the test. */
export const bodies: Readonly<Record<string, (id: string) => unknown>> = {
  appendFacts: (id) => ({
    // So old that nothing is suggested for it.
    ...{ id, type: 'message.received.v1', subject: shared.conversation, time: '2026-01-31T09:30:00Z' },
    data: { messageId: id, author: { kind: 'customer', id: '7' }, visibility: 'public', text: 'Hello?' },
  }),
  giveVerdict: () => ({ kind: 'reject', hash, reason: { code: 'wrong' } }),
  askForSuggestion: (id) => ({ conversation: id }),
  findEvidence: (id) => ({ text: 'Where is my tent?', conversation: id }),
  resolveAction: () => ({ outcome: 'executed' }),
  startReconciliation: () => ({ since: new Date(Date.now() - 3_600_000).toISOString() }),
  makeKey: (id) => ({ name: id, roles: ['reader'], person: id, queues: [id] }),
  rotateKey: () => ({ graceSeconds: 0 }),
  signIn: (id) => ({ code: id }),
  makeSignInCode: (id) => ({ name: id }),
  endSessions: (id) => ({ name: id }),
  claimRecommendation: () => ({}),
  renewClaim: () => ({ token: 1 }),
  releaseClaim: () => ({ token: 1 }),
  routeRecommendation: (id) => ({ queue: id, assignee: id }),
  switchAutomation: () => ({ automation: 'held' }),
  claimNext: () => ({}),
  propose: (id) => ({ id, conversation: id, proposal: reply }),
  pausePolicy: () => ({ reason: 'A test.' }),
  resumePolicy: () => ({}),
};

/** What makes something of the caller's own of an id, so that the same again is another answer. */
export const makesOwn = [
  'appendFacts',
  'makeKey',
  'makeSignInCode',
  'propose',
  'pausePolicy',
  'resumePolicy',
  'claimNext',
];

/** What B's own callers would be told at other times too: of the process, or by the clock. */
export const ofTheProcess = ['getMetrics', 'getReadiness', 'getHealth'];

/** The address with everything in it that can name something. */
export function addressOf({ path, query }: Operation, id: string, asked: readonly string[]): string {
  const there = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(name === 'connection' && path.split('{').length > 2 ? ofB.connection : id),
  );
  const parameters = new URLSearchParams(query.filter((name) => asked.includes(name)).map((name) => [name, id]));
  return parameters.size > 0 ? `${there}?${parameters}` : there;
}
