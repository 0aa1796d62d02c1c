import {
  type ClaimInput,
  claimInput,
  DeskrailError,
  type Person,
  type RecommendationView,
  type ReviewClaim,
  type ReviewQueue,
  type Store,
  type UnitOfWork,
} from '@deskrail/contracts';
import { claimedBy, claimLost } from '../verdict/claim-refusal.js';
import { refusalByRights } from '../verdict/rights.js';
import { isSamePerson } from '../verdict/same-person.js';
import { isRoleEnough, queueOf, roleOf, termsOf } from '../verdict/terms.js';
import { itemNow, withItem } from './open-item.js';
import { routedEvent } from './routed-event.js';

export const defaultLeaseSeconds = 300;

export interface Claimed {
  readonly claim: ReviewClaim;
  readonly recommendation: RecommendationView;
}

/** A heartbeat makes a claim as long again as it was at first. */
const leaseKey = (recommendationId: string, token: number): string => `claim-lease/${recommendationId}/${token}`;
const leaseRememberedSeconds = 24 * 3_600;

/** Who may decide it may claim it. */
export const refusalToClaim = (view: RecommendationView, { rights }: Person): DeskrailError | undefined =>
  refusalByRights(rights, termsOf(view));

export async function grant(
  unit: UnitOfWork,
  recommendationId: string,
  { actor, leaseSeconds }: { readonly actor: string; readonly leaseSeconds: number },
): Promise<Claimed> {
  const claim = await unit.grantClaim(recommendationId, { holder: actor, leaseMs: leaseSeconds * 1_000 });
  await unit.remember(leaseKey(recommendationId, claim.token), leaseSeconds, { seconds: leaseRememberedSeconds });
  return { claim, recommendation: { ...(await itemNow(unit, recommendationId)), claim } };
}

export interface ClaimsOptions {
  readonly store: Store;
  readonly newId: () => string;
}

export function createClaims({
  store,
  newId,
}: ClaimsOptions): Pick<ReviewQueue, 'claim' | 'heartbeat' | 'release' | 'look'> {
  /** What was somebody else's to do is now done by whoever took it over. */
  async function takeOver(unit: UnitOfWork, view: RecommendationView, actor: string): Promise<void> {
    const { assignee, recommendationId } = view;
    if (assignee === undefined || isSamePerson(assignee, actor)) return;
    const by = { id: `${recommendationId}/routed/${newId()}`, at: unit.now, actor };
    await unit.emit(routedEvent(view, { assignee: actor, why: 'taken' }, by));
  }

  return {
    async claim(input) {
      const { actor, recommendationId, rights } = input;
      const { takeOver: takes = false, leaseSeconds = defaultLeaseSeconds } = parsedClaim(input);
      return withItem(store, input, async (unit, view) => {
        const refusal = refusalToClaim(view, input);
        if (refusal !== undefined) throw refusal;
        const live = await unit.claim(recommendationId);
        if (live !== undefined && !isSamePerson(live.holder, actor)) {
          if (!takes) throw claimedBy(live);
          const notSenior = refusalByRights(rights, { role: 'senior', queues: [queueOf(view)] });
          if (notSenior !== undefined) throw notSenior;
          await takeOver(unit, view, actor);
        }
        return grant(unit, recommendationId, { actor, leaseSeconds });
      });
    },

    heartbeat: (input) =>
      withItem(
        store,
        input,
        async (unit, view) => {
          const { actor, token, recommendationId } = input;
          const live = await unit.claim(recommendationId);
          if (view.status !== 'open' || live?.token !== token || !isSamePerson(live.holder, actor)) throw claimLost();
          const seconds = (await unit.remembered(leaseKey(recommendationId, token))) ?? defaultLeaseSeconds;
          return unit.grantClaim(recommendationId, { holder: live.holder, leaseMs: Number(seconds) * 1_000 });
        },
        { whatever: true },
      ),

    release: (input) =>
      withItem(
        store,
        input,
        async (unit) => {
          const { actor, token, recommendationId } = input;
          const live = await unit.claim(recommendationId);
          if (live?.token === token && isSamePerson(live.holder, actor)) await unit.endClaim(recommendationId);
        },
        { whatever: true },
      ),

    async look({ tenant, actor, rights, recommendationId }) {
      const held = roleOf(rights);
      if (held === undefined || !isRoleEnough(held, 'agent')) {
        throw new DeskrailError('forbidden', 'Who looks is told to reviewers; this takes the role agent.', {
          details: { role: 'agent' },
        });
      }
      const view = await store.recommendation(tenant, recommendationId);
      if (view === undefined) throw new DeskrailError('not-found', `No recommendation has the id ${recommendationId}.`);
      const looking = await store.look(tenant, recommendationId, { reviewer: actor, forMs: lookMs });
      return { looking, ...(view.claim !== undefined && { claim: view.claim }) };
    },
  };
}

const lookMs = 30_000;

function parsedClaim({ takeOver, leaseSeconds }: ClaimInput): ClaimInput {
  const parsed = claimInput.safeParse({
    ...(takeOver !== undefined && { takeOver }),
    ...(leaseSeconds !== undefined && { leaseSeconds }),
  });
  if (parsed.success) return parsed.data;
  throw new DeskrailError('request-invalid', 'A claim is for 10 to 3600 seconds.');
}
