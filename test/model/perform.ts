import {
  type ActionView,
  type DeskrailError,
  type GivenVerdict,
  isDeskrailError,
  type Person,
  type Proposal,
  type RecommendationView,
  type ReviewClaim,
  type SubmitVerdict,
} from '@deskrail/contracts';
import { amounts, type Course, type DraftPlan, type GiveStep, roles, type Step } from './course.ts';
import type { Place } from './place.ts';
import { type Running, tagged, written } from './run-desk.ts';

/** What all steps of a wave saw as it began. */
export interface Seen {
  readonly wave: number;
  readonly items: readonly RecommendationView[];
  readonly actions: readonly ActionView[];
}

/** What became of one step. */
export interface Told {
  readonly step: Step;
  readonly wave: number;
  /** In the order in which calls began and ended, over all instances. */
  readonly begun: number;
  readonly ended: number;
  readonly person?: Person | undefined;
  readonly item?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly request?: SubmitVerdict | undefined;
  readonly given?: GivenVerdict | undefined;
  readonly claim?: ReviewClaim | undefined;
  /** The action that takes another back. */
  readonly undone?: ActionView | undefined;
  /** Why it was refused. */
  readonly error?: DeskrailError | undefined;
}

type Done = Pick<Told, 'item' | 'given' | 'claim' | 'undone'>;
type Told1 = Omit<Told, 'wave' | 'begun' | 'ended'>;

export interface Performing {
  /** One step as calls: a rush is many. */
  perform(step: Step, at: number, seen: Seen): Promise<readonly Told[]>;
  /** Tokens of claims that each person got, by item. */
  readonly claims: ReadonlyMap<string, ReviewClaim>;
}

export function createPerforming(place: Place, course: Course, run: Running): Performing {
  const { reviewers } = course.setting;
  const claims = new Map<string, ReviewClaim>();
  let ordinal = 0;
  let count = 0;

  function personOf(who: number, as: GiveStep['as'] = 0): Person {
    const number = who % reviewers.length;
    const { role, queues } = reviewers[number] as Course['setting']['reviewers'][number];
    const rights = { roles: roles.slice(0, roles.indexOf(role) + 1), credential: `key/p${number}-${as}` };
    const name = as === 2 ? `P${number}` : `p${number}`;
    return { tenant: run.tenant, actor: `reviewer/${name}`, rights: { ...rights, ...(queues && { queues }) } };
  }

  async function told(step: Step, wave: number, about: Partial<Told1>, work: () => Promise<Done>): Promise<Told> {
    ordinal += 1;
    const begun = ordinal;
    const ended = (): number => {
      ordinal += 1;
      return ordinal;
    };
    try {
      const done = await work();
      return { step, wave, begun, ...about, ...done, ended: ended() };
    } catch (error) {
      // Anything else is a fault of the code, not an answer.
      if (!isDeskrailError(error)) throw error;
      return { step, wave, begun, ...about, error, ended: ended() };
    }
  }

  function give(step: GiveStep, at: number, { items, wave }: Seen, origin: Step = step): Promise<Told> {
    const person = personOf(step.who, step.as);
    const item = items[step.item % Math.max(1, items.length)];
    const recommendationId = item?.recommendationId ?? 'rec_of_nobody';
    const token = claims.get(`${person.actor}/${recommendationId}`)?.token;
    const claim = step.claim === 'none' ? undefined : step.claim === 'own' ? token : (token ?? 0) + 7;
    const request = { ...requestOf(step, item), ...(claim !== undefined && { claim }) };
    const idempotencyKey = step.idempotencyKey === undefined ? undefined : `key-${step.idempotencyKey}`;
    const about = { person, item: recommendationId, request, idempotencyKey };
    return told(origin, wave, about, async () => ({
      given: await run.desks(at).review.give({ ...person, recommendationId, request, idempotencyKey }),
    }));
  }

  const keep = (person: Person, claimed: { claim: ReviewClaim; item: string }): Done => {
    claims.set(`${person.actor}/${claimed.item}`, claimed.claim);
    return claimed;
  };

  async function onItem(step: Step & { who: number; item: number }, at: number, { items, wave }: Seen): Promise<Told> {
    const person = personOf(step.who);
    const item = items[step.item % Math.max(1, items.length)]?.recommendationId ?? 'rec_of_nobody';
    const of = { ...person, recommendationId: item };
    const { queue } = run.desks(at);
    const token = claims.get(`${person.actor}/${item}`)?.token ?? 1;
    return told(step, wave, { person, item }, async () => {
      switch (step.do) {
        case 'claim': {
          const { claim } = await queue.claim({ ...of, takeOver: step.takeOver, leaseSeconds: 300 });
          return keep(person, { claim, item });
        }
        case 'heartbeat':
          return { claim: await queue.heartbeat({ ...of, token }) };
        case 'release':
          await queue.release({ ...of, token });
          return {};
        case 'look':
          await queue.look(of);
          return {};
        case 'route': {
          const to = step.to === null ? null : `p${step.to % reviewers.length}`;
          await queue.route({ ...of, request: { ...(step.queue && { queue: step.queue }), assignee: to } });
          return {};
        }
        default:
          throw new Error(`Nobody does ${step.do} to an item.`);
      }
    });
  }

  function propose(step: Step & { do: 'propose' }, at: number, wave: number): Promise<Told> {
    const { draft, by } = step;
    count += 1;
    const insists = count % 2 === 0;
    const person = by === 'bot' ? { tenant: run.tenant, actor: 'system/bot' } : personOf(by);
    const input = {
      id: `draft-${count}`,
      proposal: proposalOf(draft, count),
      confidence: draft.confident ? 0.95 : 0.5,
    };
    const where = { conversation: run.conversation(draft.conversation), deliver: 'desk' as const };
    return told(step, wave, { person }, async () => {
      const asked = { ...person, ...input, ...where, expiresAfterMinutes: draft.minutes };
      const { queue } = run.desks(at);
      const { recommendation } = await queue.propose(asked).catch((error: unknown) => {
        // Half of those who find one in their way take its place.
        const replaces = isDeskrailError(error, 'conflict') ? error.details.recommendation : undefined;
        if (typeof replaces !== 'string' || !insists) throw error;
        return queue.propose({ ...asked, replaces });
      });
      return { item: recommendation.recommendationId };
    });
  }

  async function onAction(step: Step & { who: number; action: number }, at: number, { actions, wave }: Seen) {
    const person = personOf(step.who);
    const unsure = actions.filter(({ status }) => status === 'uncertain');
    const among = step.do === 'resolve' && unsure.length > 0 ? unsure : actions;
    const actionId = among[step.action % Math.max(1, among.length)]?.id ?? 'act_of_nobody';
    const { review } = run.desks(at);
    return told(step, wave, { person }, async () => {
      if (step.do === 'cancel') await review.cancel({ ...person, actionId });
      if (step.do === 'resolve') await review.resolve({ ...person, actionId, request: { outcome: step.outcome } });
      return step.do === 'undo' ? { undone: await review.undo({ ...person, actionId }) } : {};
    });
  }

  const about = (number: number) => ({
    ...{ tenant: run.tenant, conversation: run.conversation(number), at: new Date(place.clock.now()).toISOString() },
  });

  async function perform(step: Step, at: number, seen: Seen): Promise<readonly Told[]> {
    const { wave } = seen;
    const one = (of: Partial<Told1>, work: () => Promise<Done>) => told(step, wave, of, work).then((each) => [each]);
    switch (step.do) {
      case 'give':
        return [await give(step, at, seen)];
      case 'rush': {
        const { item, kind, amount } = step;
        const plain = { do: 'give', as: 0, saw: 'now', idempotencyKey: undefined, claim: 'none' } as const;
        const steps = reviewers.map((_, who): GiveStep => ({ ...plain, who, item, kind, amount }));
        return Promise.all(steps.map((each, index) => give(each, at + index, seen, step)));
      }
      case 'propose':
        return [await propose(step, at, wave)];
      case 'claim':
      case 'heartbeat':
      case 'release':
      case 'look':
      case 'route':
        return [await onItem(step, at, seen)];
      case 'next': {
        const person = personOf(step.who);
        return one({ person }, async () => {
          const got = await run.desks(at).queue.next({ ...person, leaseSeconds: 300 });
          return got === undefined ? {} : keep(person, { claim: got.claim, item: got.recommendation.recommendationId });
        });
      }
      case 'automate': {
        const automation = step.held ? ('held' as const) : ('released' as const);
        const of = { ...personOf(step.who), conversation: run.conversation(step.conversation), automation };
        return one({}, async () =>
          run
            .desks(at)
            .queue.automate(of)
            .then(() => ({})),
        );
      }
      case 'message':
        count += 1;
        await run.tell(written(count, about(step.conversation)));
        return [];
      case 'tell': {
        count += 1;
        const of = about(step.conversation);
        await run.tell(tagged(count, of, run.desk.tags(of.conversation)));
        return [];
      }
      case 'pause':
      case 'resume': {
        const { policy } = run.desks(at);
        return one({}, async () => policy[step.do](personOf(step.who)).then(() => ({})));
      }
      case 'policy':
        run.turnTo(at, step.variant);
        return [];
      case 'cancel':
      case 'undo':
      case 'resolve':
        return [await onAction(step, at, seen)];
      case 'crash':
        await run.crash(at);
        return [];
      case 'sweep':
        await place.sweep();
        return [];
    }
  }
  return { perform, claims };
}

const replyOf = (text: string): Proposal => ({ kind: 'reply', visibility: 'public', text, sentences: [] });

const callOf = (amount: number): Proposal => ({
  ...{ kind: 'tool-call', tool: 'refund' },
  arguments: { order: '7', amount: amounts[amount % amounts.length] ?? 20 },
});

function proposalOf({ kind, amount }: DraftPlan, number: number): Proposal {
  if (kind === 'call') return callOf(amount);
  if (kind === 'tags') return { kind: 'classification', addTags: [`tag-${amount}`] };
  return replyOf(`We look into it, ${number}.`);
}

function editOf(item: RecommendationView | undefined, amount: number): Partial<SubmitVerdict> {
  if (item?.kind === 'tool-call') return { proposal: callOf(amount) };
  if (item?.kind === 'classification') return { proposal: { kind: 'classification', addTags: [`other-${amount}`] } };
  return { text: `We look into it at once, ${amount}.` };
}

function requestOf(step: GiveStep, item: RecommendationView | undefined): SubmitVerdict {
  const { kind, saw, amount } = step;
  const now = item?.hash ?? 'sha256:none';
  const hash = saw === 'now' ? now : saw === 'first' ? (item?.suggestedHash ?? now) : `sha256:${'0'.repeat(64)}`;
  switch (kind) {
    case 'approve':
      return { kind, hash };
    case 'edit':
      return { kind, hash, ...editOf(item, amount) };
    case 'respond':
      return { kind, hash, text: `In my own words, ${amount}.` };
    case 'reject':
      return { kind, hash, reason: { code: 'wrong' } };
    case 'escalate':
      return { kind, hash, escalateTo: amount % 2 === 0 ? 'money' : 'care' };
    case 'comment':
      return { kind, hash, comment: `A word, ${amount}.` };
  }
}
