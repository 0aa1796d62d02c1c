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

/** Who answers the conversation of a suggestion; `undefined` until that is known, or where it is not for this person to say. */
export function automationOf(
  { automation, policy, me }: Pick<DeskState, 'automation' | 'policy' | 'me'>,
  { about: { conversation } }: Pick<RecommendationView, 'about'>,
): 'held' | 'released' | undefined {
  if (conversation === undefined || policy === undefined || me === undefined || !isEnough(me, 'agent'))
    return undefined;
  return automation.get(conversation);
}
