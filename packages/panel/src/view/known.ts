import type { RecommendationView } from '@deskrail/contracts';
import { isEnough } from '../desk/may.js';
import { queueNameOf } from '../desk/queue-filter.js';
import type { DeskState } from '../desk/state.js';
import { personId } from '../text/words.js';
import type { Known } from './hand-on-form.js';

const knownAtMost = 100;

/** Queues and people that the page has heard of, to hand things on to. */
export function knownOf({ recommendations, summary, holding, me }: DeskState): Known {
  const views = [...recommendations.values()];
  const actors = views.flatMap(({ assignee, claim, verdicts }) => [
    assignee,
    claim?.holder,
    ...verdicts.map(({ reviewer }) => reviewer),
  ]);
  const looking = holding?.looking.map(({ reviewer }) => reviewer) ?? [];
  const people = [...actors, ...looking, me?.actor].filter((actor) => actor?.startsWith('reviewer/')) as string[];
  const queues = [...summary.map(({ queue }) => queue), ...views.map(queueNameOf)];
  return { queues: bounded(queues), people: bounded(people.map(personId)) };
}

const bounded = (names: readonly string[]): string[] => [...new Set(names)].sort().slice(0, knownAtMost);

/** Who answers the conversation of a suggestion, as far as this page heard; `undefined` where it is not for this person to say. */
export function automationOf(
  { automation, policy, me }: DeskState,
  { about, heldBy, status }: RecommendationView,
): 'held' | 'released' | 'unknown' | undefined {
  const { conversation } = about;
  if (conversation === undefined || policy === undefined || me === undefined || !isEnough(me, 'agent'))
    return undefined;
  const heard = automation.get(conversation);
  if (heard) return heard;
  return heldBy === 'handed-over' && status === 'open' ? 'held' : 'unknown';
}
