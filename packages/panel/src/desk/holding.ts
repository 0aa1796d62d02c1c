import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { RecommendationView, ReviewClaim } from '@deskrail/contracts';
import { namesText, personName } from '../text/words.js';
import type { Atom } from './atom.js';
import { isEnough, isSamePerson, isWorthHolding } from './may.js';
import { noticeOf } from './notice.js';
import { type DeskState, type Holding, withEntry } from './state.js';

/** A page that sleeps for longer loses what it holds. */
const leaseSeconds = 180;
/** Long enough to pass through the queue without holding each. */
const lookedAtMs = 400;
const lookEveryMs = 10_000;
/** Of the looks, every so many renew the claim. */
const looksPerBeat = 4;

interface HoldingOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly signal: AbortSignal;
  readonly put: (views: readonly RecommendationView[]) => void;
  readonly announce: (text: string) => void;
  readonly onRefused: () => void;
  /** Whether anybody can see the page. */
  readonly isVisible: () => boolean;
}

export interface Holder {
  /** Hold this from now on, and nothing else; a claim that came with it is kept. */
  opened(id: string | undefined, claim?: ReviewClaim): void;
  /** Look again now, such as when the page wakes up. */
  now(): void;
  /** As it is now: where who had it has it no more, whose it is then is asked at once. */
  heard(view: RecommendationView): void;
  /** A decision ended the claim, or the server does not know it any more. */
  ended(id: string, how?: { readonly lost: boolean }): void;
  /** It was handed on, which ended the claim: whom it is for now can have it, while this page still shows it. */
  passedOn(id: string): void;
  takeOver(): Promise<void>;
  /** Give back what is held: the page goes. */
  letGo(): void;
}

/** Claims what is opened, keeps it while somebody sees it, gives it back, and learns who else has it. */
export function createHolder(options: HoldingOptions): Holder {
  const { client, atom, signal, put, announce, onRefused, isVisible } = options;
  const { recommendations } = client;
  let staying: AbortController | undefined;
  let wake = () => {};

  const set = (id: string, part: Partial<Holding>) =>
    atom.update(({ holding }) => (holding?.id === id ? { holding: { ...holding, ...part } } : {}));
  const held = (id: string) => (atom.value.holding?.id === id ? atom.value.holding : undefined);

  /** The row says it too, before the list is loaded again. */
  const onRow = (id: string, claim: ReviewClaim | undefined) =>
    atom.update(({ recommendations: known }) => {
      const view = known.get(id);
      if (!view || view.claim?.holder === claim?.holder) return {};
      const { claim: _, ...rest } = view;
      return { recommendations: withEntry(known, id, claim ? { ...rest, claim } : rest) };
    });

  const release = ({ id, mine }: Holding) => {
    if (!mine) return;
    onRow(id, undefined);
    void recommendations.release(id, mine.token).catch(() => {});
  };

  const taken = (id: string, theirs: Holding['theirs']) => {
    const before = held(id);
    if (!before) return;
    const lost = before.lost || before.mine !== undefined;
    if (lost && !before.lost) announce('Somebody else has taken this over.');
    set(id, { theirs, mine: undefined, lost });
  };

  const claim = async (id: string, takeOver = false) => {
    try {
      const claimed = await recommendations.claim(id, { leaseSeconds, ...(takeOver && { takeOver }) }, { signal });
      const stillHere = held(id) && (takeOver || !held(id)?.passedOn) && !staying?.signal.aborted;
      if (!stillHere) return release({ id, mine: claimed.claim, looking: [] });
      put([claimed.recommendation]);
      set(id, { mine: claimed.claim, theirs: undefined, lost: undefined });
    } catch (error) {
      if (!isDeskrailApiError(error, 'claimed')) throw error;
      const { holder, expiresAt } = (error.problem ?? {}) as Partial<ReviewClaim>;
      if (holder && expiresAt) taken(id, { holder, expiresAt });
    }
  };

  const renew = async (id: string, token: number) => {
    try {
      set(id, { mine: await recommendations.heartbeat(id, token, { signal }) });
    } catch (error) {
      if (!isDeskrailApiError(error, 'claim-lost')) throw error;
    }
  };

  async function look(id: string, beat: boolean): Promise<void> {
    const { me } = atom.value;
    if (me === undefined || !isEnough(me, 'agent')) return;
    const mine = held(id)?.mine;
    if (mine && beat) await renew(id, mine.token);
    const { looking, claim: live } = await recommendations.look(id, { signal });
    const others = looking.filter(({ reviewer }) => !isSamePerson(reviewer, me.actor));
    const known = held(id)?.looking ?? [];
    const news = others.filter(({ reviewer }) => !known.some((one) => one.reviewer === reviewer));
    if (news.length > 0) announce(`${namesText(news.map(({ reviewer }) => personName(reviewer)))} looks at this too.`);
    set(id, { looking: others });
    onRow(id, live);
    if (live && !isSamePerson(live.holder, me.actor)) return taken(id, live);
    set(id, { mine: live, theirs: undefined, lost: undefined });
    const view = atom.value.recommendations.get(id);
    if (!live && view && !held(id)?.passedOn && isWorthHolding(view, me)) await claim(id);
  }

  const isOpen = (id: string) => atom.value.recommendations.get(id)?.status === 'open';

  async function stay(id: string, ends: AbortSignal): Promise<void> {
    await pause(lookedAtMs, ends);
    for (let count = 0; !ends.aborted; count += 1) {
      if (isVisible() && isOpen(id)) {
        await look(id, count % looksPerBeat === 0).catch((error: unknown) => {
          if (isDeskrailApiError(error, 'unauthenticated')) onRefused();
          // Anything else passes, or a verdict says what it was.
        });
      }
      await pause(lookEveryMs, ends);
    }
  }

  /** Until it is over, woken, or left. */
  const pause = (ms: number, ends: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (ends.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        ends.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      ends.addEventListener('abort', done, { once: true });
      wake = done;
    });

  const leave = () => {
    staying?.abort();
    staying = undefined;
    const { holding } = atom.value;
    if (holding) release(holding);
  };
  signal.addEventListener('abort', leave, { once: true });

  const holder: Holder = {
    opened(id, mine) {
      if (id !== undefined && id === atom.value.holding?.id && staying) {
        if (mine) set(id, { mine, theirs: undefined, lost: undefined });
        return;
      }
      leave();
      atom.update(() => ({ holding: id === undefined ? undefined : { id, mine, looking: [] } }));
      if (id === undefined) return;
      staying = new AbortController();
      void stay(id, staying.signal);
    },
    now() {
      const { holding } = atom.value;
      // A page that was put away and comes back.
      if (holding && !staying) holder.opened(holding.id);
      else wake();
    },
    heard({ recommendationId, claim: live }) {
      const { theirs } = held(recommendationId) ?? {};
      if (theirs && live?.holder !== theirs.holder) holder.now();
    },
    ended: (id, { lost } = { lost: false }) => set(id, { mine: undefined, ...(lost && { lost }) }),
    passedOn(id) {
      const mine = held(id)?.mine;
      if (mine) release({ id, mine, looking: [] });
      set(id, { mine: undefined, lost: undefined, passedOn: true });
    },
    async takeOver() {
      const { holding } = atom.value;
      if (!holding || holding.takingOver) return;
      const { id } = holding;
      set(id, { takingOver: true });
      try {
        await claim(id, true);
        announce('It is yours now.');
      } catch (error) {
        if (signal.aborted) return;
        const notice = noticeOf(error);
        atom.update(({ reviews }) => {
          const review = reviews.get(id);
          return review ? { reviews: withEntry(reviews, id, { ...review, notice }) } : {};
        });
      } finally {
        set(id, { takingOver: undefined });
      }
    },
    letGo() {
      leave();
      atom.update(({ holding }) => (holding ? { holding: { id: holding.id, looking: [] } } : {}));
    },
  };
  return holder;
}
