import type { RecommendationView } from '@deskrail/contracts';
import { needOf, peopleNeeded } from '../desk/may.js';
import { namesText, personName, roleWords } from './words.js';

/** `A senior decides` or `2 people agree, a senior each; whoever asked is none of them`. */
export function needText(view: RecommendationView): string {
  const { role, fourEyes } = needOf(view);
  const people = peopleNeeded(view);
  const who = people === 1 ? `Takes ${roleWords[role]}` : `Takes ${people} people, each ${roleWords[role]}`;
  if (!fourEyes) return who;
  const asked = view.requestedBy ? ` (${personName(view.requestedBy)})` : '';
  return `${who}; four eyes: whoever asked for it${asked} is none of them`;
}

/** `1 of 2 agreed (Anna): it waits for another.` */
export function agreedText(view: RecommendationView): string {
  const agreements = view.agreements ?? [];
  const people = peopleNeeded(view);
  const names = namesText(agreements.map(({ reviewer }) => personName(reviewer)));
  const rest = people - agreements.length > 1 ? `${people - agreements.length} others` : 'another';
  return `${agreements.length} of ${people} agreed (${names}): it waits for ${rest}.`;
}
