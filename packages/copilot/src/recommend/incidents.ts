import type { EventByType } from '@deskrail/contracts';
import { informativeTerms } from '../search/terms.js';

type Incident = EventByType<'incident.signalled.v1'>;

const textAtMost = 20_000;
/** A name of what is affected tells more than a word of the title. */
const affectedWeighs = 3;

/** How much an incident has to do with a text: 0 where nothing. */
export function touchOf({ data }: Incident, terms: ReadonlySet<string>): number {
  const shared = (text: string): number => new Set(informativeTerms(text).filter((term) => terms.has(term))).size;
  const affected = (data.affects ?? []).reduce((sum, name) => sum + shared(name), 0);
  return affectedWeighs * affected + shared(`${data.title} ${data.summary ?? ''}`);
}

export const termsOf = (text: string): ReadonlySet<string> => new Set(informativeTerms(text.slice(0, textAtMost)));

/** Those that touch what is talked about first, then the newest. */
export function byTouch(incidents: readonly Incident[], about: string): readonly Incident[] {
  const terms = termsOf(about);
  return incidents
    .map((incident) => ({ incident, touch: touchOf(incident, terms) }))
    .toSorted(
      (one, other) => other.touch - one.touch || Date.parse(other.incident.time) - Date.parse(one.incident.time),
    )
    .map(({ incident }) => incident);
}
