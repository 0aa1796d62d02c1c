import type { Decision, RecommendationView } from '@deskrail/contracts';

/** Withheld for these, somebody who asked got no answer; for the others nothing was asked, or nothing was to be said. */
const failing = ['no-evidence', 'model-unavailable', 'invalid-draft', 'moderation'] as const;

interface Answered {
  readonly kind: string;
  readonly withheld: string | undefined;
  readonly pipeline: string;
  readonly model: RecommendationView['model'];
}

/**
 * What became of one reply that was asked for: the reason why it fell back (`fallback` where the model did not write it),
 * `none` where the model did; `undefined` for what is no reply or was not asked for.
 */
export function fallbackOf({ kind, withheld, pipeline, model }: Answered): string | undefined {
  if (kind !== 'reply') return undefined;
  if (withheld !== undefined) return failing.find((reason) => reason === withheld);
  return isByFallback(pipeline, model) ? 'fallback' : 'none';
}

/** A pipeline names its versions one after the other: itself, the features, the model that was to write. */
function isByFallback(pipeline: string, model: Answered['model']): boolean {
  const meant = pipeline.startsWith('copilot/') ? pipeline.split(' ').slice(2).join(' ') : '';
  if (meant === '' || model === undefined) return false;
  const wrote = `${model.name}/${model.version}`;
  return !meant.startsWith(wrote) && !wrote.startsWith(meant);
}

/** The same of an event. */
export function fallbackOfEvent(event: Decision): string | undefined {
  if (event.type === 'recommendation.withheld.v1') {
    const { kind, reason, pipeline } = event.data;
    return fallbackOf({ kind, withheld: reason, pipeline, model: undefined });
  }
  if (event.type !== 'reply.suggested.v1') return undefined;
  const { pipeline, model } = event.data;
  return fallbackOf({ kind: 'reply', withheld: undefined, pipeline, model });
}
