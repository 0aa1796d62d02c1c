import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type {
  ActionView,
  Conversation,
  EvidenceCheck,
  Looking,
  PolicyExplanation,
  PolicyView,
  QueueSummary,
  RecommendationView,
  ReviewClaim,
  RouteInput,
  SubmitVerdict,
  VerdictView,
} from '@deskrail/contracts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface FakeDesk {
  readonly url: string;
  readonly key: string;
  readonly recommendations: Map<string, RecommendationView>;
  readonly conversations: Map<string, Conversation>;
  /** Every verdict that was sent, with its idempotency key. */
  readonly verdicts: { id: string; request: SubmitVerdict; idempotencyKey: string | undefined }[];
  readonly resolutions: { id: string; outcome: string }[];
  /** Whose evidence was asked about, in order. */
  readonly checked: string[];
  /** What does not stand as it was quoted, by recommendation. */
  readonly fallen: Map<string, EvidenceCheck['evidence']>;
  /** Of the only person there is, Anna. */
  roles: string[];
  queues: QueueSummary[];
  policy: PolicyView | undefined;
  explanation: PolicyExplanation | undefined;
  /** Who holds what, by recommendation. */
  readonly claims: Map<string, ReviewClaim>;
  looking: Looking[];
  readonly automated: ('held' | 'released')[];
  readonly routed: { id: string; to: RouteInput }[];
  /** Answers the next verdict in place of the desk; `hang-up` gives none. */
  nextVerdict: Answer | 'hang-up' | undefined;
  /** Good for one sign-in each. */
  readonly codes: Set<string>;
  readonly followers: number;
  put(view: RecommendationView): void;
  /** Moves the action of a recommendation on and tells who follows. */
  moveAction(id: string, change: Partial<ActionView>): void;
  announce(type: string, subject: string, data: object): void;
  endSession(): void;
  close(): Promise<void>;
}

interface ClaimBody {
  readonly token?: number;
  readonly takeOver?: boolean;
}

const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'";
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const now = () => new Date().toISOString();
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

export const problem = (status: number, code: string, detail: string, facts: object = {}): Answer => ({
  status,
  body: { type: `urn:deskrail:problem:${code}`, title: code, status, code, detail, ...facts },
});

/** Serves the built page and canned answers for the routes that it calls, as the server would. */
export async function openFakeDesk(folder: string): Promise<FakeDesk> {
  const followers = new Set<ServerResponse>();
  let refused = false;
  let count = 0;

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
    if (!pathname.startsWith('/v1/')) return page(pathname, response);
    const sentText = request.method === 'POST' ? await textOf(request) : '';
    const body = sentText === '' ? undefined : JSON.parse(sentText);
    if (pathname === '/v1/sessions') return send(response, signIn(body.code));
    if (refused || request.headers.authorization !== `Bearer ${desk.key}`) {
      return send(response, problem(401, 'unauthenticated', 'The key is not known.'));
    }
    if (pathname === '/v1/events') return follow(response);
    const sent = route(pathname, searchParams, body, request);
    if (sent === 'hang-up') response.destroy();
    else send(response, sent);
  }

  function route(
    pathname: string,
    query: URLSearchParams,
    body: unknown,
    request: IncomingMessage,
  ): Answer | 'hang-up' {
    const [, , collection, encoded = '', part] = pathname.split('/');
    const id = decodeURIComponent(encoded);
    if (collection === 'session') return ok({ actor: 'reviewer/anna', tenant: 'demo', roles: desk.roles });
    if (collection === 'queue' && encoded === 'next') return ok({ next: null });
    if (collection === 'queue') return ok({ items: list(new URLSearchParams({ status: 'open' })) });
    if (collection === 'queues') return ok({ items: desk.queues });
    if (collection === 'policy') return desk.policy ? ok(desk.policy) : problem(404, 'not-found', 'None.');
    if (collection === 'recommendations' && part === 'look') return ok({ looking: desk.looking, ...claimOf(id) });
    if (collection === 'recommendations' && part === 'claim')
      return claim(id, pathname.split('/')[5], body as ClaimBody);
    if (collection === 'recommendations' && part === 'route') return routeTo(id, body as RouteInput);
    if (collection === 'recommendations' && part === 'policy') return found(desk.explanation);
    if (collection === 'conversations' && part === 'automation') {
      const { automation } = (body ?? {}) as { automation?: 'held' | 'released' };
      if (automation) desk.automated.push(automation);
      return ok({ automation: desk.automated.at(-1) ?? 'released' });
    }
    if (collection === 'actions' && (part === 'cancel' || part === 'undo')) return takeBack(id, part);
    if (collection === 'conversations' && part === undefined) return found(desk.conversations.get(id));
    if (collection === 'recommendations' && part === 'verdicts') {
      return giveVerdict(id, body as SubmitVerdict, request.headers['idempotency-key'] as string);
    }
    if (collection === 'recommendations' && part === 'evidence-check') return check(id);
    if (collection === 'recommendations' && id) return found(desk.recommendations.get(id));
    if (collection === 'recommendations') return ok({ items: list(query) });
    if (collection === 'actions' && part === 'resolution') return resolve(id, body as { outcome: string });
    return problem(404, 'not-found', 'No such route.');
  }

  const list = (query: URLSearchParams) =>
    [...desk.recommendations.values()].filter(
      (view) =>
        (!query.has('status') || view.status === query.get('status')) &&
        (!query.has('conversation') || view.about.conversation === query.get('conversation')),
    );

  function signIn(code: string): Answer {
    if (!desk.codes.delete(code)) return problem(401, 'unauthenticated', 'The code was used or is too old.');
    const expiresAt = new Date(Date.now() + 43_200_000).toISOString();
    return ok({ key: desk.key, actor: 'reviewer/anna', tenant: 'demo', roles: ['reviewer'], expiresAt });
  }

  function giveVerdict(id: string, request: SubmitVerdict, idempotencyKey: string | undefined): Answer | 'hang-up' {
    desk.verdicts.push({ id, request, idempotencyKey });
    const canned = desk.nextVerdict;
    desk.nextVerdict = undefined;
    if (canned) return canned;
    const view = desk.recommendations.get(id);
    if (!view) return problem(404, 'not-found', 'No recommendation has this id.');
    if (view.hash !== request.hash) return problem(409, 'stale-hash', 'It has changed.', { recommendation: view });
    if (view.status !== 'open' && request.kind !== 'comment') {
      return problem(409, 'already-decided', 'Another verdict has decided this.', { winner: view.verdict });
    }
    const decided = decide(view, request);
    desk.put(decided);
    return ok({ verdict: decided.verdicts.at(-1), recommendation: decided, repeated: false });
  }

  const claimOf = (id: string) => {
    const claim = desk.claims.get(id);
    return claim ? { claim } : {};
  };

  function claim(id: string, what: string | undefined, body: ClaimBody): Answer {
    const view = desk.recommendations.get(id);
    if (!view) return problem(404, 'not-found', 'No recommendation has this id.');
    const live = desk.claims.get(id);
    const isMine = live?.holder === 'reviewer/anna';
    if (what === 'release') {
      if (live?.token === body.token) desk.claims.delete(id);
      return ok({ token: body.token });
    }
    if (what === 'heartbeat') return isMine ? ok(live) : problem(409, 'claim-lost', 'It has ended.');
    if (live && !isMine && !body.takeOver) return problem(409, 'claimed', 'Somebody else has it.', live);
    const claim = isMine ? live : { holder: 'reviewer/anna', token: (live?.token ?? 0) + 1, expiresAt: inMinutes(3) };
    desk.claims.set(id, claim);
    return ok({ claim, recommendation: { ...view, claim } });
  }

  function routeTo(id: string, to: RouteInput): Answer {
    const view = desk.recommendations.get(id);
    if (!view) return problem(404, 'not-found', 'No recommendation has this id.');
    desk.routed.push({ id, to });
    const { assignee: _, ...rest } = view;
    const moved = {
      ...rest,
      ...(to.queue && { queue: to.queue }),
      ...(to.assignee && { assignee: `reviewer/${to.assignee}` }),
      updatedAt: now(),
    };
    desk.put(moved);
    return ok(moved);
  }

  function takeBack(id: string, what: 'cancel' | 'undo'): Answer {
    const view = [...desk.recommendations.values()].find(({ actions }) => actions.some((action) => action.id === id));
    if (!view) return problem(404, 'not-found', 'No action has this id.');
    desk.moveAction(
      view.recommendationId,
      what === 'cancel' ? { status: 'cancelled', code: 'person' } : { undoneBy: 'act_undo' },
    );
    return ok(desk.recommendations.get(view.recommendationId)?.actions[0]);
  }

  function check(id: string): Answer {
    desk.checked.push(id);
    const evidence = desk.recommendations.get(id)?.evidence ?? [];
    const fallen = desk.fallen.get(id) ?? [];
    return ok({
      recommendationId: id,
      checkedAt: now(),
      evidence: evidence.map(
        (piece) => fallen.find((one) => one.id === piece.id) ?? { id: piece.id, state: 'unchanged' },
      ),
    });
  }

  function resolve(id: string, { outcome }: { outcome: string }): Answer {
    desk.resolutions.push({ id, outcome });
    const view = [...desk.recommendations.values()].find(({ actions }) => actions.some((action) => action.id === id));
    if (!view) return problem(404, 'not-found', 'No action has this id.');
    desk.moveAction(view.recommendationId, { status: 'executed', found: 'person' });
    return ok(desk.recommendations.get(view.recommendationId)?.actions[0]);
  }

  function follow(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 100\nid: c${count}\n\n`);
    followers.add(response);
    response.on('close', () => followers.delete(response));
  }

  async function page(pathname: string, response: ServerResponse): Promise<void> {
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': policy,
    });
    response.end(bytes);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const desk: FakeDesk = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: 'session-key-1',
    recommendations: new Map(),
    conversations: new Map(),
    verdicts: [],
    resolutions: [],
    checked: [],
    fallen: new Map(),
    roles: ['reviewer'],
    queues: [],
    policy: { version: 'sha256:1', rules: 2 },
    explanation: undefined,
    claims: new Map(),
    looking: [],
    automated: [],
    routed: [],
    nextVerdict: undefined,
    codes: new Set(),
    get followers() {
      return followers.size;
    },
    put(view) {
      const { recommendationId } = view;
      desk.recommendations.set(recommendationId, view);
      desk.announce('reply.suggested.v1', view.about.conversation ?? '', { recommendationId });
    },
    moveAction(id, change) {
      const view = desk.recommendations.get(id);
      if (!view) throw new Error(`no recommendation ${id}`);
      const actions = view.actions.map((action) => ({ ...action, ...change, updatedAt: now() }));
      desk.recommendations.set(id, { ...view, actions, updatedAt: now() });
      desk.announce('action.executed.v1', view.about.conversation ?? '', { actionId: actions[0]?.id });
    },
    announce(type, subject, data) {
      count += 1;
      const event = { specversion: '1.0', id: `event-${count}`, type, subject, data };
      for (const follower of followers)
        follower.write(`id: c${count}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
    },
    endSession() {
      refused = true;
      for (const follower of followers) follower.end();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return desk;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const found = (body: unknown): Answer => (body ? ok(body) : problem(404, 'not-found', 'There is none.'));

function send(response: ServerResponse, { status, body }: Answer): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const cut = (text: string) => text.split(/(?<=[.!?])\s+|\n+/).map((sentence) => ({ text: sentence, evidence: [] }));

/** What a verdict makes of a recommendation, as far as the page can tell. */
function decide(view: RecommendationView, request: SubmitVerdict): RecommendationView {
  const decides = request.kind !== 'comment' && request.kind !== 'escalate';
  const moved = request.kind === 'escalate' && request.escalateTo ? { queue: request.escalateTo } : {};
  const words =
    request.text === undefined
      ? undefined
      : { kind: 'reply' as const, visibility: 'public' as const, text: request.text, sentences: cut(request.text) };
  const final = request.proposal ?? words ?? view.proposal;
  const verdict: VerdictView = {
    verdictId: `ver_${view.verdicts.length}_${view.recommendationId}`,
    recommendationId: view.recommendationId,
    hash: request.hash,
    kind: request.kind,
    reviewer: 'reviewer/anna',
    decides,
    at: now(),
    ...(request.reason ? { reason: request.reason } : {}),
    ...(request.comment ? { comment: request.comment } : {}),
    ...(request.escalateTo ? { escalateTo: request.escalateTo } : {}),
    ...(decides && request.kind !== 'reject' && final ? { final } : {}),
  };
  const verdicts = [...view.verdicts, verdict];
  if (!decides) return { ...view, ...moved, verdicts, updatedAt: now() };
  const rejected = request.kind === 'reject';
  const actions = rejected ? [] : [approvedAction(view, verdict)];
  return { ...view, verdict, verdicts, actions, status: rejected ? 'rejected' : 'approved', updatedAt: now() };
}

const approvedAction = (view: RecommendationView, verdict: VerdictView): ActionView => ({
  id: `act_${view.recommendationId}`,
  tenant: view.tenant,
  connection: 'zendesk',
  conversation: view.about.conversation ?? '',
  recommendationId: view.recommendationId,
  verdictId: verdict.verdictId,
  parameters: { kind: 'post-reply' },
  status: 'approved',
  index: 0,
  of: 1,
  automatic: false,
  attempts: 0,
  approvedAt: verdict.at,
  updatedAt: verdict.at,
});
