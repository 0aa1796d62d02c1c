import type { Session } from '@deskrail/client';
import type { RecommendationView, ReviewNeed, ReviewRole } from '@deskrail/contracts';
import { personName, roleWords } from '../text/words.js';
import type { Holding } from './state.js';

const order: readonly ReviewRole[] = ['agent', 'reviewer', 'senior', 'admin'];

/** A person by whichever of their actors: who proposes by a bot's key is the same. */
export function isSamePerson(a: string | undefined, b: string | undefined): boolean {
  const idOf = (actor: string) => actor.slice(actor.indexOf('/') + 1);
  return a !== undefined && b !== undefined && idOf(a) === idOf(b);
}

/** The highest role of a key; `undefined` for one that only reads or writes. */
export const roleOf = ({ roles }: Session): ReviewRole | undefined => order.findLast((role) => roles.includes(role));

/** Until it is known whose key it is, the server alone says what it may. */
export function isEnough(me: Session | undefined, role: ReviewRole): boolean {
  if (me === undefined) return true;
  const held = roleOf(me);
  return held !== undefined && order.indexOf(held) >= order.indexOf(role);
}

/** What it takes where nobody said anything else. */
export const needOf = ({ need, queue }: RecommendationView): ReviewNeed =>
  need ?? { role: 'reviewer', queue: queue ?? 'review', reviewers: 1, fourEyes: false };

/** Different people who must agree: with four eyes two at least. */
export function peopleNeeded(view: RecommendationView): number {
  const { reviewers, fourEyes } = needOf(view);
  return fourEyes ? Math.max(2, reviewers) : reviewers;
}

/** Why something is not offered, each in words; absent where it is. */
export interface Hindrances {
  /** Nothing that decides. */
  readonly decide?: string | undefined;
  /** Nothing that lets it go, though it may be rejected. */
  readonly letGo?: string | undefined;
  /** Only to approve it as it is. */
  readonly approve?: string | undefined;
  readonly escalate?: string | undefined;
  readonly pass?: string | undefined;
  readonly comment?: string | undefined;
  /** Somebody else has it: that is all that stands against deciding. */
  readonly claimed?: boolean;
}

interface Situation {
  readonly me: Session | undefined;
  readonly holding?: Holding | undefined;
}

/** What stands against each thing that a reviewer could do with an open recommendation. The server has the last word. */
export function hindrancesOf(view: RecommendationView, { me, holding }: Situation): Hindrances {
  if (me !== undefined && roleOf(me) === undefined) {
    const readOnly = 'Your key may read, but not decide. Ask for one with the role “reviewer”.';
    return { decide: readOnly, escalate: readOnly, pass: readOnly, comment: readOnly };
  }
  const { theirs } = holding?.id === view.recommendationId ? holding : {};
  const claimed = theirs && `${personName(theirs.holder)} is deciding this.`;
  const elsewhere = notReached(view, me);
  const closed = elsewhere ?? claimed;
  const unable = elsewhere ?? notEnough(view, me, claimed !== undefined);
  return {
    decide: unable ?? claimed,
    claimed: unable === undefined && claimed !== undefined,
    letGo: ownRequest(view, me),
    approve: agreedAlready(view, me),
    escalate: closed,
    pass: elsewhere ?? (isEnough(me, 'senior') ? undefined : (claimed ?? notTheirsToPass(view, me))),
  };
}

function notReached(view: RecommendationView, me: Session | undefined): string | undefined {
  const queue = view.queue ?? needOf(view).queue;
  if (!me?.queues || me.queues.includes(queue)) return undefined;
  return `This is in the queue “${queue}”, in which you do not decide.`;
}

function notEnough(view: RecommendationView, me: Session | undefined, claimed: boolean): string | undefined {
  const { role } = needOf(view);
  if (isEnough(me, role)) return undefined;
  return `Deciding this takes ${roleWords[role]}. You can ${claimed ? 'comment' : 'escalate it, or comment'}.`;
}

function ownRequest(view: RecommendationView, me: Session | undefined): string | undefined {
  if (!needOf(view).fourEyes || !isSamePerson(view.requestedBy, me?.actor)) return undefined;
  return 'You asked for this, so others approve it. You can still reject it.';
}

function agreedAlready({ agreements = [] }: RecommendationView, me: Session | undefined): string | undefined {
  return agreements.some(({ reviewer }) => isSamePerson(reviewer, me?.actor))
    ? 'You have agreed to this; it waits for somebody else.'
    : undefined;
}

function notTheirsToPass({ assignee }: RecommendationView, me: Session | undefined): string | undefined {
  if (!isEnough(me, 'reviewer')) return 'Passing on takes a reviewer. You can escalate it.';
  if (assignee === undefined || isSamePerson(assignee, me?.actor)) return undefined;
  return `This is ${personName(assignee)}’s: passing it on takes a senior.`;
}

/** Whether holding it helps: nobody keeps from others what is meant for them, or what one cannot bring further oneself. */
export function isWorthHolding(view: RecommendationView, me: Session | undefined): boolean {
  const { decide, letGo, approve } = hindrancesOf(view, { me });
  const forAnother = view.assignee !== undefined && !isSamePerson(view.assignee, me?.actor);
  return me !== undefined && view.status === 'open' && !forAnother && !decide && !letGo && !approve;
}
