import type {
  ActionQuery,
  ActionView,
  AnalyticsPart,
  AnalyticsView,
  ApiKeyView,
  ClaimInput,
  Conversation,
  ConversationQuery,
  ConversationSummary,
  DeadLetterSummary,
  DeadLetterView,
  EndedSessions,
  EvidenceAnswer,
  EvidenceCheck,
  EvidenceInput,
  FactInput,
  FactsAccepted,
  Looking,
  MadeKey,
  MadeSignInCode,
  MakeKey,
  MakeSignInCode,
  Page,
  PageQuery,
  PolicyExplanation,
  PolicyView,
  ProposalInput,
  QueueSummary,
  RecommendationQuery,
  RecommendationView,
  ReconciliationView,
  RedrivenLetter,
  ResolveAction,
  ReviewClaim,
  ReviewQueueQuery,
  RotateKey,
  RouteInput,
  SessionView,
  StartReconciliation,
  SubmitVerdict,
  SuggestionAnswer,
  SuggestionInput,
} from '@deskrail/contracts';
import { claiming, type HeldWork, type HoldOptions } from './claiming.js';
import { type EventsOptions, type ReceivedEvent, receiveEvents } from './events.js';
import { allPages } from './pages.js';
import { type CallOptions, type ClientOptions, createSender, type Sender } from './send.js';
import { type SuggestionEvent, streamSuggestion } from './suggest-stream.js';
import { type WaitForVerdictOptions, waitForVerdict } from './wait-for-verdict.js';

export interface Listing<Item, Query extends PageQuery> {
  page(query?: Query, options?: CallOptions): Promise<Page<Item>>;
  /** Every item, one page after another; `limit` is the size of a page. */
  all(query?: Query, options?: CallOptions): AsyncGenerator<Item, void, undefined>;
}

/** Who a key belongs to and what it may do. */
export interface Session {
  /** Such as `reviewer/anna`. */
  readonly actor: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  /** The only queues that it may decide in; absent: all. */
  readonly queues?: readonly string[];
}

export interface SignedIn extends Session {
  /** For `createClient({ key })`. */
  readonly key: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** The verdict, the recommendation after it, and whether the same had been given before. */
export interface VerdictAnswer {
  readonly verdict: NonNullable<RecommendationView['verdict']>;
  readonly recommendation: RecommendationView;
  readonly repeated: boolean;
}

/** A claim, and the recommendation that it is on. */
export interface Claimed {
  readonly claim: ReviewClaim;
  readonly recommendation: RecommendationView;
}

export interface QueueQuery extends Omit<ReviewQueueQuery, 'queues' | 'assignee'> {
  /** A person’s name; `me`; or `none`, for what is nobody’s. */
  readonly assignee?: string | undefined;
}

export interface NextQuery {
  /** Only of this queue. */
  readonly queue?: string | undefined;
  /** Default: 300. */
  readonly leaseSeconds?: number | undefined;
}

export interface DeadLetterQuery extends PageQuery {
  readonly reason?: DeadLetterSummary['reason'] | undefined;
  /** The consumer group that failed. */
  readonly group?: string | undefined;
  readonly connection?: string | undefined;
  /** RFC 3339: by when they were appended. Not beside a cursor. */
  readonly since?: string | undefined;
}

export interface AnalyticsTime {
  /** RFC 3339; a date such as `2026-01-31`, which is its midnight in UTC; or how long ago: `12h`, `30d`. Default: 30d. */
  readonly since?: string | undefined;
  /** The same; left out itself, so of a date the whole day. Default: now. */
  readonly until?: string | undefined;
  /** Also apart by this. */
  readonly by?: AnalyticsPart | undefined;
}

/** Every call rejects with a `DeskrailApiError`, or with the signal's reason once that is aborted. */
export interface DeskrailClient {
  readonly conversations: Listing<ConversationSummary, ConversationQuery> & {
    get(id: string, options?: CallOptions): Promise<Conversation>;
    /** Take it over from the bot (`held`), or hand it back (`released`). */
    automation(
      id: string,
      automation: 'held' | 'released',
      options?: CallOptions,
    ): Promise<{ readonly automation: 'held' | 'released' }>;
    /** Who has it: people (`held`), or the bot wherever a rule lets it (`released`). */
    automationOf(id: string, options?: CallOptions): Promise<{ readonly automation: 'held' | 'released' }>;
  };
  /** Open recommendations as they should be decided: by when they are due, then risk, then age. */
  readonly queue: Listing<RecommendationView, QueueQuery> & {
    /** Claim what you should decide next; `undefined` where nothing waits for you. Never sent twice. */
    next(query?: NextQuery, options?: CallOptions): Promise<Claimed | undefined>;
    /** What waits in each queue. */
    summary(options?: CallOptions): Promise<readonly QueueSummary[]>;
  };
  readonly recommendations: Listing<RecommendationView, RecommendationQuery> & {
    get(id: string, options?: CallOptions): Promise<RecommendationView>;
    /**
     * Codes to expect: `stale-hash`, `already-decided`, `superseded`, `expired`, `forbidden`, `claimed`, `evidence-changed`,
     * `limit-reached`. Sent again when no answer came, under one `Idempotency-Key`: give your own to repeat it in a later call.
     */
    giveVerdict(
      id: string,
      verdict: SubmitVerdict,
      options?: CallOptions & { readonly idempotencyKey?: string | undefined },
    ): Promise<VerdictAnswer>;
    /** Whether what it quotes still stands. */
    checkEvidence(id: string, options?: CallOptions): Promise<EvidenceCheck>;
    /** Have it for yourself for a while. Codes to expect: `claimed`, `forbidden`, and why it is not open. */
    claim(id: string, request?: ClaimInput, options?: CallOptions): Promise<Claimed>;
    /** As long again as at first. Rejects with `claim-lost`. */
    heartbeat(id: string, token: number, options?: CallOptions): Promise<ReviewClaim>;
    release(id: string, token: number, options?: CallOptions): Promise<void>;
    /** Claims it, keeps the claim while `work` goes on, and gives it back. See {@link HoldOptions}. */
    hold<Result>(id: string, work: HeldWork<Result>, options?: HoldOptions): Promise<Result>;
    /** You have it before your eyes for the next half minute; who else has. */
    look(
      id: string,
      options?: CallOptions,
    ): Promise<{ readonly looking: readonly Looking[]; readonly claim?: ReviewClaim | undefined }>;
    /** To another queue or person. Never sent twice. */
    route(id: string, request: RouteInput, options?: CallOptions): Promise<RecommendationView>;
    /** Put a draft of your own before policy and people. The same id again is the same recommendation. */
    propose(
      input: ProposalInput,
      options?: CallOptions,
    ): Promise<{ readonly recommendation: RecommendationView; readonly repeated: boolean }>;
  };
  readonly actions: Listing<ActionView, ActionQuery> & {
    /** Your say on an uncertain action. Never sent twice. */
    resolve(id: string, resolution: ResolveAction, options?: CallOptions): Promise<ActionView>;
    /** Take back what has not started; `conflict` once it has. The same again is the same answer. */
    cancel(id: string, options?: CallOptions): Promise<ActionView>;
    /**
     * Set tags, the priority or the status back: the action that does it. `conflict`, with the `reason`, where that cannot
     * be. Never sent twice.
     */
    undo(id: string, options?: CallOptions): Promise<ActionView>;
  };
  readonly facts: {
    /** The same id again changes nothing, so this is sent again when no answer came. */
    append(facts: FactInput | readonly FactInput[], options?: CallOptions): Promise<FactsAccepted>;
  };
  /** What could not be read or handled, oldest first; for an admin's key. */
  readonly deadLetters: Listing<DeadLetterSummary, DeadLetterQuery> & {
    get(id: string, options?: CallOptions): Promise<DeadLetterView>;
    /** Give it another chance. Never sent twice. */
    redrive(id: string, options?: CallOptions): Promise<RedrivenLetter>;
  };
  /** What a desk changed and its webhooks missed, read back; for an admin's key. */
  readonly reconciliations: {
    /** Resolves once it runs: `get` says how far it is. A running one that began as early is joined. */
    start(connection: string, request: StartReconciliation, options?: CallOptions): Promise<ReconciliationView>;
    get(connection: string, id: string, options?: CallOptions): Promise<ReconciliationView>;
  };
  /** API keys that the store keeps, of the key's own tenant; for an admin's key. */
  readonly keys: {
    /** `secret` is the key, shown this once. Never sent twice. */
    create(key: MakeKey, options?: CallOptions): Promise<MadeKey>;
    list(options?: CallOptions): Promise<readonly ApiKeyView[]>;
    /** A new key beside the old, which ends after the grace. Never sent twice. */
    rotate(id: string, change?: RotateKey, options?: CallOptions): Promise<MadeKey>;
    revoke(id: string, options?: CallOptions): Promise<ApiKeyView>;
  };
  /** Who is signed in, of the key's own tenant; for an admin's key. */
  readonly sessions: {
    /** A code that signs somebody in once, within ten minutes, by the page's address `/#code=<code>`. Never sent twice. */
    createCode(request?: MakeSignInCode, options?: CallOptions): Promise<MadeSignInCode>;
    list(options?: CallOptions): Promise<readonly SessionView[]>;
    /** End all of a person's, and codes that they have not used; resolves with how many sessions it were. */
    end(name: string, options?: CallOptions): Promise<number>;
  };
  /** The policy in force, and the brake. */
  readonly policy: {
    state(options?: CallOptions): Promise<PolicyView>;
    /** Stop all that is automatic in the tenant; for an admin's key. Paused again, another reason takes the first one's place; who came first stands. */
    pause(request?: { readonly reason?: string | undefined }, options?: CallOptions): Promise<PolicyView>;
    /** Let rules send again; for an admin's key. */
    resume(options?: CallOptions): Promise<PolicyView>;
    /** What policy said of a recommendation when it was made, and what the one in force says, rule by rule. */
    explain(recommendationId: string, options?: CallOptions): Promise<PolicyExplanation>;
  };
  /** Ask for a suggestion now. Never sent twice. */
  suggest(input: SuggestionInput, options?: CallOptions): Promise<SuggestionAnswer>;
  /** The same as it is made: `progress` as often as there is more to show, then `answer`. Never sent twice. */
  suggestStream(input: SuggestionInput, options?: CallOptions): AsyncGenerator<SuggestionEvent, void, undefined>;
  /** Passages that would answer a text, best first. */
  evidence(input: EvidenceInput, options?: CallOptions): Promise<EvidenceAnswer>;
  /**
   * The numbers of cases, suggestions and reviews. Rejects with `timeout` when counting takes too long: call again, it goes on
   * where it came to.
   */
  analytics(query?: AnalyticsTime, options?: CallOptions): Promise<AnalyticsView>;
  /** Resolves once the recommendation is no longer open; rejects with code `timeout` when it stays so for too long. */
  waitForVerdict(recommendationId: string, options?: WaitForVerdictOptions): Promise<RecommendationView>;
  /** Connects anew and resumes until the signal is aborted. Dedupe by `event.id`: one may come twice. */
  events(options: EventsOptions): AsyncGenerator<ReceivedEvent, void, undefined>;
  /** A one-time code for a session's key. Never sent twice. */
  signIn(code: string, options?: CallOptions): Promise<SignedIn>;
  /** End the session whose key this is. False where the key is no session's. */
  signOut(options?: CallOptions): Promise<boolean>;
  /** Whose key this is. */
  session(options?: CallOptions): Promise<Session>;
  /** Resolves when Deskrail can do its work; rejects with what is missing. */
  ready(options?: CallOptions): Promise<void>;
}

export function createClient(options: ClientOptions): DeskrailClient {
  const sender = createSender(options);
  const get = <Answer>(path: string, callOptions: CallOptions = {}) =>
    sender.json<Answer>({ ...callOptions, method: 'GET', path, repeatable: true });
  const post = <Answer>(path: string, json: unknown, callOptions: CallOptions = {}) =>
    sender.json<Answer>({ ...callOptions, method: 'POST', path, json, repeatable: false });
  /** A call that changes nothing when it is sent again, though it is a POST. */
  const read = <Answer>(path: string, json: unknown, callOptions: CallOptions = {}) =>
    sender.json<Answer>({ ...callOptions, method: 'POST', path, json, repeatable: true });

  const conversations: DeskrailClient['conversations'] = {
    ...listing(sender, 'v1/conversations'),
    get: (id, callOptions) => get(`v1/conversations/${encodeURIComponent(id)}`, callOptions),
    automation: (id, automation, callOptions) =>
      read(`v1/conversations/${encodeURIComponent(id)}/automation`, { automation }, callOptions),
    automationOf: (id, callOptions) => get(`v1/conversations/${encodeURIComponent(id)}/automation`, callOptions),
  };
  const recommendations: DeskrailClient['recommendations'] = {
    ...listing(sender, 'v1/recommendations'),
    ...claiming(sender),
    get: (id, callOptions) => get(`v1/recommendations/${encodeURIComponent(id)}`, callOptions),
    giveVerdict: (id, verdict, { idempotencyKey = randomKey(), ...callOptions } = {}) =>
      sender.json({
        ...callOptions,
        method: 'POST',
        path: `v1/recommendations/${encodeURIComponent(id)}/verdicts`,
        json: verdict,
        headers: { 'idempotency-key': idempotencyKey },
        repeatable: true,
      }),
    checkEvidence: (id, callOptions) =>
      read(`v1/recommendations/${encodeURIComponent(id)}/evidence-check`, undefined, callOptions),
  };
  const events: DeskrailClient['events'] = (eventsOptions) => receiveEvents(sender, eventsOptions);

  return {
    conversations,
    recommendations,
    queue: {
      ...listing<RecommendationView, QueueQuery>(sender, 'v1/queue'),
      next: async (query = {}, callOptions = {}) =>
        (await post<{ next: Claimed | null }>('v1/queue/next', query, callOptions)).next ?? undefined,
      summary: async (callOptions) => (await get<{ items: QueueSummary[] }>('v1/queues', callOptions)).items,
    },
    actions: {
      ...listing(sender, 'v1/actions'),
      resolve: (id, resolution, callOptions) =>
        post(`v1/actions/${encodeURIComponent(id)}/resolution`, resolution, callOptions),
      cancel: (id, callOptions) => read(`v1/actions/${encodeURIComponent(id)}/cancel`, undefined, callOptions),
      undo: (id, callOptions) => post(`v1/actions/${encodeURIComponent(id)}/undo`, undefined, callOptions),
    },
    facts: {
      append: (facts, callOptions = {}) =>
        sender.json({ ...callOptions, method: 'POST', path: 'v1/facts', json: facts, repeatable: true }),
    },
    deadLetters: {
      ...listing<DeadLetterSummary, DeadLetterQuery>(sender, 'v1/dead-letters'),
      get: (id, callOptions) => get(`v1/dead-letters/${encodeURIComponent(id)}`, callOptions),
      redrive: (id, callOptions) => post(`v1/dead-letters/${encodeURIComponent(id)}/redrive`, undefined, callOptions),
    },
    reconciliations: {
      // Sent again it joins the one that it began.
      start: (connection, json, callOptions = {}) =>
        sender.json({ ...callOptions, method: 'POST', path: reconciliationsOf(connection), json, repeatable: true }),
      get: (connection, id, callOptions) =>
        get(`${reconciliationsOf(connection)}/${encodeURIComponent(id)}`, callOptions),
    },
    keys: {
      create: (key, callOptions) => post('v1/keys', key, callOptions),
      list: async (callOptions) => (await get<{ items: ApiKeyView[] }>('v1/keys', callOptions)).items,
      rotate: (id, change = {}, callOptions) => post(`v1/keys/${encodeURIComponent(id)}/rotate`, change, callOptions),
      // Revoked again it stays as it is.
      revoke: (id, callOptions) => read(`v1/keys/${encodeURIComponent(id)}/revoke`, undefined, callOptions),
    },
    sessions: {
      createCode: (request = {}, callOptions) => post('v1/sign-in-codes', request, callOptions),
      list: async (callOptions) => (await get<{ items: SessionView[] }>('v1/sessions', callOptions)).items,
      end: async (name, callOptions) => (await read<EndedSessions>('v1/sessions/end', { name }, callOptions)).ended,
    },
    policy: {
      state: (callOptions) => get('v1/policy', callOptions),
      pause: (request = {}, callOptions) => read('v1/policy/pause', request, callOptions),
      resume: (callOptions) => read('v1/policy/resume', undefined, callOptions),
      explain: (id, callOptions) => get(`v1/recommendations/${encodeURIComponent(id)}/policy`, callOptions),
    },
    suggest: (input, callOptions) => post('v1/suggestions', input, callOptions),
    suggestStream: (input, callOptions) => streamSuggestion(sender, input, callOptions),
    evidence: (input, callOptions) => read('v1/evidence', input, callOptions),
    analytics: (query, callOptions = {}) =>
      sender.json({ ...callOptions, method: 'GET', path: 'v1/analytics', query, repeatable: true }),
    waitForVerdict: (id, waitOptions = {}) => {
      const url = sender.address(`v1/recommendations/${encodeURIComponent(id)}`);
      return waitForVerdict(id, { get: (look) => recommendations.get(id, look), events, url }, waitOptions);
    },
    events,
    signIn: (code, callOptions) => post('v1/sessions', { code }, callOptions),
    signOut: async (callOptions) => (await read<EndedSessions>('v1/session/end', undefined, callOptions)).ended > 0,
    session: (callOptions) => get('v1/session', callOptions),
    ready: async (callOptions) => {
      const answer = await sender.stream({ ...callOptions, method: 'GET', path: 'readyz', repeatable: false });
      answer.body?.cancel().catch(() => {});
    },
  };
}

const reconciliationsOf = (connection: string) => `v1/connections/${encodeURIComponent(connection)}/reconciliations`;

function listing<Item, Query extends PageQuery>(sender: Sender, path: string): Listing<Item, Query> {
  const page = (query: PageQuery = {}, options: CallOptions = {}) =>
    sender.json<Page<Item>>({ ...options, method: 'GET', path, query, repeatable: true });
  return {
    page,
    all: (query, options) => allPages(query?.cursor, (cursor) => page({ ...query, cursor }, options)),
  };
}

/** Works on plain HTTP too, where browsers have no `randomUUID`. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
