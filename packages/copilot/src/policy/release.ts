import type { EventByType, Policy, PolicyAnswer, ReviewNeed, UnitOfWork, UseCounts } from '@deskrail/contracts';
import { envelopeOf, type Place } from '../emitted.js';
import { limitsFor, type ReachedLimit, type Use, withinLimits } from './limits.js';
import { needOf } from './terms.js';

/** What becomes of a draft once limits, the brake and people’s holds have had their say. */
export interface Release {
  readonly outcome: 'auto' | 'show' | 'review';
  readonly need: ReviewNeed;
  /** Why what a rule would have let go waits for people: a limit’s id, `paused` or `handed-over`. */
  readonly heldBy: string | undefined;
  /** What it counts toward, where it goes. */
  readonly counts: UseCounts;
  /** To be emitted with it. */
  readonly events: readonly (EventByType<'limit.reached.v1'> | EventByType<'automation.held.v1'>)[];
}

interface Releasing {
  readonly policy: Pick<Policy, 'limits'>;
  /** As `askPolicy` says. */
  readonly answer: PolicyAnswer;
  readonly use: Use;
  readonly place: Place;
  readonly recommendationId: string;
}

const actor = 'system/copilot';

const reachedKey = ({ limit, of }: ReachedLimit): string => `limit-reached/${JSON.stringify([limit.id, of])}`;

/**
 * Whether what policy says may go by itself goes now, in the transaction that would let it. Nobody is asked about what
 * waits for people anyway. A limit is told of where it is crossed, and not again until something fits again. What the brake
 * or people keep back crosses none; but while it would go over one, it takes what that asks for.
 */
export async function releaseOf(unit: UnitOfWork, releasing: Releasing): Promise<Release> {
  const { policy, answer, use } = releasing;
  const { now } = unit;
  const waits = (heldBy?: string, over: readonly ReachedLimit[] = [], events: Release['events'] = []): Release => {
    const beyond = over.map(({ limit }) => limit.beyond);
    return { outcome: 'review', need: needOf(answer, now, beyond), heldBy, counts: [], events };
  };
  if (answer.outcome !== 'auto' && answer.outcome !== 'show') return waits();
  const { paused, held } = await unit.automation({ hold: true });
  const stopped = paused ? 'paused' : held === undefined ? undefined : 'handed-over';
  const { counts, over } = await withinLimits(unit, policy, use);
  const [first] = over;
  if (stopped !== undefined) return waits(first?.limit.id ?? stopped, over);
  if (first !== undefined) return waits(first.limit.id, over, await tellReached(unit, releasing, over));
  await forgetReached(unit, policy, use);
  return { outcome: answer.outcome, need: needOf(answer, now), heldBy: undefined, counts, events: [] };
}

async function tellReached(
  unit: UnitOfWork,
  { place, recommendationId }: Releasing,
  over: readonly ReachedLimit[],
): Promise<Release['events']> {
  const events: Release['events'][number][] = [];
  const envelope = (id: string) =>
    envelopeOf(place, { id, at: unit.now, actor, step: 'recommend', causedBy: recommendationId });
  for (const reached of over) {
    const { limit, used, of } = reached;
    const { id, counts, per, most, withinSeconds } = limit;
    if (counts === 'replies' && per === 'conversation' && !events.some(({ type }) => type === 'automation.held.v1')) {
      const data = { conversation: of, why: 'limit' as const };
      events.push({ ...envelope(`${recommendationId}/automation-held`), type: 'automation.held.v1', data });
    }
    if ((await unit.remembered(reachedKey(reached))) === 'reached') continue;
    await unit.remember(reachedKey(reached), 'reached', { seconds: Math.ceil(withinSeconds) });
    const data = { limit: id, counts, per, used, most, withinSeconds, recommendationId };
    events.push({ ...envelope(`${recommendationId}/limit/${id}`), type: 'limit.reached.v1', data });
  }
  return events;
}

/** Something fits again: the next crossing is a new one. */
async function forgetReached(unit: UnitOfWork, { limits }: Pick<Policy, 'limits'>, use: Use): Promise<void> {
  for (const { limit, key: counted } of limitsFor(limits, use)) {
    const key = reachedKey({ limit, used: 0, of: counted.of });
    if ((await unit.remembered(key)) === 'reached') await unit.remember(key, 'fits', { seconds: 1 });
  }
}
