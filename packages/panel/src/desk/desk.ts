import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { DeskrailEvent, RecommendationView, ReviewClaim, RouteInput } from '@deskrail/contracts';
import { titleOf } from '../text/desk-words.js';
import type { MessageSource } from '../text/evidence-words.js';
import { announcementOf } from './announce.js';
import { createAtom } from './atom.js';
import { withinBounds } from './bounds.js';
import { createConversations } from './conversations.js';
import { createCounts } from './counts.js';
import { createEvidenceChecks } from './evidence-checks.js';
import { follow } from './follow.js';
import { createHolder, type Holder } from './holding.js';
import { createLists } from './lists.js';
import { hindrancesOf } from './may.js';
import type { Memory } from './memory.js';
import { createPolicyWatch } from './policy-watch.js';
import { neighbour, queueOf } from './queue.js';
import { isWanted, type QueueFilter } from './queue-filter.js';
import { createRefresher } from './refresher.js';
import { remember } from './remember.js';
import { type DeskState, initialState, type Mode, type Review, type Tab, withEntry } from './state.js';
import { takeNext } from './take-next.js';
import { type ActionStep, createVerdicts, type Say } from './verdicts.js';

export interface DeskOptions {
  readonly client: DeskrailClient;
  /** Show this conversation's recommendations alone. */
  readonly conversation?: string | undefined;
  /** The key is not good any more: sign in again. */
  readonly onRefused: () => void;
  /** Whether anybody can see the page. */
  readonly isVisible?: (() => boolean) | undefined;
  /** Where what is opened and being written outlasts a reload; without one it does not. */
  readonly memory?: Memory | undefined;
}

/** The reviewers' desk without its looks: what is known, and what a reviewer can do. */
export interface Desk {
  readonly state: DeskState;
  watch(watcher: () => void): () => void;
  showTab(tab: Tab): void;
  filter(filter: QueueFilter): void;
  /** Claim and open what this person should decide next. */
  takeNext(): void;
  more(): void;
  reload(): void;
  open(id: string): void;
  /** Open the neighbour in the queue; resolves the id that is open then. */
  move(step: 1 | -1): string | undefined;
  close(): void;
  setMode(mode: Mode): void;
  change(part: Pick<Partial<Review>, 'text' | 'proposal' | 'toQueue' | 'toPerson' | 'askedName'>): void;
  give(say: Say): void;
  again(): void;
  /** What evidence says now was shown: what was refused for it, once more. */
  confirm(): void;
  pass(to: RouteInput): void;
  resolve(actionId: string, step: ActionStep): void;
  /** From whoever holds what is opened. */
  takeOver(): void;
  /** Take the conversation over from the bot, or hand it back. */
  automate(conversation: string, automation: 'held' | 'released'): void;
  pause(reason: string): void;
  resume(): void;
  explain(): void;
  /** Look at what is proposed now instead of what was. */
  showLatest(): void;
  dismiss(): void;
  /** Look again at what is quoted; what is opened is looked at by itself, once. */
  checkEvidence(): void;
  /** Show where evidence comes from, beside the suggestion; `undefined` to go back. */
  showSource(source: MessageSource | undefined): void;
  /** Somebody sees the page again. */
  wake(): void;
  /** The page goes, perhaps for good: what is held is given back. */
  letGo(): void;
  stop(): void;
}

export function createDesk(options: DeskOptions): Desk {
  const { client, conversation, onRefused, isVisible = () => true, memory } = options;
  const atom = createAtom<DeskState>(initialState);
  const stopping = new AbortController();
  const { signal } = stopping;

  const announce = (announcement: string) => atom.update(() => ({ announcement }));
  const failed = (error: unknown) => {
    if (isDeskrailApiError(error, 'unauthenticated')) onRefused();
    else if (isDeskrailApiError(error) && error.status === undefined) atom.update(() => ({ connection: 'offline' }));
  };
  const conversations = createConversations({ client, atom, signal });

  const put = (views: readonly RecommendationView[]) => {
    const wanted = conversation ? views.filter(({ about }) => about.conversation === conversation) : views;
    const before = atom.value;
    for (const view of wanted) {
      if (view.about.conversation) conversations.want(view.about.conversation);
      const known = before.recommendations.get(view.recommendationId);
      const about = before.conversations.get(view.about.conversation ?? '');
      const subject = about && titleOf(about);
      const isTold = before.tabs.open.loaded && (known !== undefined || isWanted(view, before));
      const text = isTold ? announcementOf(known, view, subject) : undefined;
      if (text) announce(text);
    }
    const byId = new Map(wanted.map((view) => [view.recommendationId, view]));
    atom.update((state) => {
      const recommendations = new Map(state.recommendations);
      for (const [id, view] of byId) recommendations.set(id, newer(recommendations.get(id), view));
      const reviews = new Map([...state.reviews].map(([id, review]) => [id, kept(review, byId.get(id))]));
      return { recommendations, reviews, ...withinBounds({ ...state, recommendations, reviews }) };
    });
    const opened = byId.get(atom.value.holding?.id ?? '');
    if (opened) holder.heard(opened);
  };

  const refresher = createRefresher(async (id) => put([await client.recommendations.get(id, { signal })]));
  const refresh = (id: string) => refresher.mark(id);
  const lists = createLists({ client, atom, conversation, signal, put, refresh, failed });
  const holder = createHolder({ client, atom, signal, put, announce, onRefused, isVisible });
  const verdicts = createVerdicts({ client, atom, signal, put, refresh, announce, onRefused, holder });
  const checks = createEvidenceChecks({ client, atom, signal, announce, onRefused });
  const policy = createPolicyWatch({ client, atom, signal, announce });
  const counts = createCounts({ client, atom, signal });

  const known = async () => {
    const me = atom.value.me ?? (await client.session({ signal }));
    if (atom.value.me === undefined && Array.isArray(me.roles)) {
      atom.update(() => ({ me }));
      // What was opened meanwhile waits to be claimed.
      holder.now();
    }
    await counts.now();
  };
  const look = async () => {
    // The list says what is wrong where nothing answers.
    const rest = Promise.all([known().catch(() => {}), policy.look()]);
    await lists.load(atom.value.tab);
    if (atom.value.openedId) refresh(atom.value.openedId);
    policy.opened();
    await rest;
    await resume?.();
  };
  const onEvent = (event: DeskrailEvent) => {
    policy.heard(event);
    const { recommendationId, actionId } = event.data as { recommendationId?: string; actionId?: string };
    const id = recommendationId ?? ownerOf(atom.value, actionId);
    if (id) {
      refresh(id);
      if (conversation === undefined) counts.soon();
    }
    // A message may name the action of ours that sent it.
    if (!id || event.type.startsWith('message.')) conversations.heard(event);
  };
  const desk = reviewing(atom, verdicts, checks, holder, policy);
  const resume = memory && remember({ client, atom, memory, signal, put, open: desk.open });
  void look();
  void follow({
    client,
    signal,
    onEvent,
    onLook: look,
    onRefused,
    onConnection: (live) => atom.update(() => ({ connection: live ? 'live' : 'polling' })),
  });

  return {
    get state() {
      return atom.value;
    },
    watch: atom.watch,
    stop: () => stopping.abort(),
    wake: () => holder.now(),
    letGo: () => holder.letGo(),
    reload: () => void look(),
    filter(filter) {
      atom.update(() => ({ filter, tab: 'open', taking: undefined }));
      void lists.filtered();
    },
    takeNext: () => void takeNext({ client, atom, signal, put, open: desk.open, announce, failed }),
    more: () => void lists.more(atom.value.tab),
    showTab(tab) {
      atom.update(() => ({ tab }));
      void lists.load(tab);
    },
    ...desk,
    ...policy.desk,
    showSource(source) {
      atom.update(() => ({ source }));
      if (!source) return;
      conversations.want(source.conversation);
      announce('Beside it is now where the quote is from.');
    },
  };
}

function reviewing(
  atom: ReturnType<typeof createAtom<DeskState>>,
  verdicts: ReturnType<typeof createVerdicts>,
  checks: ReturnType<typeof createEvidenceChecks>,
  holder: Holder,
  policy: ReturnType<typeof createPolicyWatch>,
) {
  const opened = () => atom.value.openedId;
  const change = (part: Partial<Review>) =>
    atom.update(({ reviews, openedId }) => {
      const review = openedId === undefined ? undefined : reviews.get(openedId);
      return review && openedId !== undefined ? { reviews: withEntry(reviews, openedId, { ...review, ...part }) } : {};
    });

  const open = (id: string, claim?: ReviewClaim) => {
    const view = atom.value.recommendations.get(id);
    if (!view) return;
    atom.update(({ reviews, openedId, source }) => ({
      openedId: id,
      taking: undefined,
      source: openedId === id ? source : undefined,
      reviews: reviews.has(id) ? reviews : withEntry(reviews, id, { shown: view, mode: 'read', text: '' }),
    }));
    holder.opened(id, claim);
    checks.soon(id);
    policy.opened();
  };

  return {
    open,
    change(part: Partial<Review>) {
      const { notice } = atom.value.reviews.get(opened() ?? '') ?? {};
      // What was wrong with what stood there is not what is wrong with what stands there now.
      change(notice?.kind === 'refused' ? { ...part, notice: undefined } : part);
    },
    close() {
      holder.opened(undefined);
      atom.update(() => ({ openedId: undefined, source: undefined }));
    },
    move(step: 1 | -1) {
      const id = neighbour(queueOf(atom.value, atom.value.tab), opened(), step);
      if (id) open(id);
      return id ?? opened();
    },
    setMode(mode: Mode) {
      const review = atom.value.reviews.get(opened() ?? '');
      if (!review || review.sending || !mayStart(mode, review, atom.value)) return;
      const proposed = review.shown.proposal;
      const text = mode === 'edit' && proposed?.kind === 'reply' ? proposed.text : '';
      const to = { toQueue: undefined, toPerson: undefined, askedName: undefined };
      const refused = review.notice?.kind === 'refused' && { notice: undefined };
      change({ mode, text, proposal: mode === 'edit' ? proposed : undefined, ...to, ...refused });
    },
    give(say: Say) {
      const id = opened();
      if (id) void verdicts.give(id, say);
    },
    again() {
      const id = opened();
      if (id) void verdicts.again(id);
    },
    confirm() {
      const id = opened();
      const review = atom.value.reviews.get(id ?? '');
      if (!id || review?.notice?.kind !== 'evidence-changed') return;
      const { say, confirmation } = review.notice;
      // They may have gone on writing meanwhile.
      const { text = say.text, proposal = say.proposal } = review.mode === say.kind ? review : {};
      const words = { ...(say.text !== undefined && { text }), ...(say.proposal && { proposal }) };
      void verdicts.give(id, { ...say, ...words, confirmation });
    },
    pass(to: RouteInput) {
      const id = opened();
      if (id) void verdicts.pass(id, to);
    },
    takeOver: () => void holder.takeOver(),
    resolve(actionId: string, step: ActionStep) {
      const id = opened();
      if (id) void verdicts.resolve(id, actionId, step);
    },
    showLatest() {
      const review = atom.value.reviews.get(opened() ?? '');
      const latest = review?.notice?.kind === 'stale' ? review.notice.latest : undefined;
      const view = latest ?? atom.value.recommendations.get(opened() ?? '');
      // What they were writing stays: it is theirs.
      if (view) change({ shown: view, notice: undefined, check: undefined });
      checks.soon(opened() ?? '');
    },
    dismiss: () => change({ notice: undefined }),
    checkEvidence: () => void checks.now(opened() ?? ''),
  };
}

/** Only what is open, and as it was seen, can be decided; a comment decides nothing. */
function mayStart(mode: Mode, { shown, notice }: Review, state: DeskState): boolean {
  if (mode === 'read') return true;
  const { decide, letGo, escalate, pass, comment } = hindrancesOf(shown, state);
  if (mode === 'comment') return !comment && shown.hash !== undefined && notice?.kind !== 'stale';
  if (shown.status !== 'open' || notice?.kind === 'stale') return false;
  if (mode === 'escalate') return !escalate;
  if (mode === 'pass') return !pass;
  return !decide && (mode === 'reject' || !letGo);
}

/** Answers can overtake each other: what is known already stands where it is the newer one. */
const newer = (known: RecommendationView | undefined, view: RecommendationView): RecommendationView =>
  known && Date.parse(known.updatedAt) > Date.parse(view.updatedAt) ? known : view;

/** A review after a look: everything new but what is proposed, which stays until the reviewer asks for the new one. */
function kept(review: Review, latest: RecommendationView | undefined): Review {
  if (!latest) return review;
  if (latest.hash === review.shown.hash) return { ...review, shown: newer(review.shown, latest) };
  const { status } = latest;
  const notice = status === 'open' && !review.sending ? ({ kind: 'stale', latest } as const) : review.notice;
  const { hash, proposal, evidence, flags, findings, risk, confidence } = review.shown;
  const seen = { hash, proposal, evidence, flags, findings, risk, confidence };
  return { ...review, shown: { ...latest, ...seen } as RecommendationView, notice };
}

const ownerOf = ({ recommendations }: DeskState, actionId: string | undefined): string | undefined =>
  actionId === undefined
    ? undefined
    : [...recommendations.values()].find(({ actions }) => actions.some(({ id }) => id === actionId))?.recommendationId;
