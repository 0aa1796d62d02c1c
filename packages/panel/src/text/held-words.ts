import type { RecommendationView } from '@deskrail/contracts';

const known: Readonly<Record<string, string>> = {
  paused: 'Automation is paused, so what a rule would have let go waits for people.',
  'handed-over': 'People have taken this conversation over from the bot, so it waits for one of them.',
  policy: 'The policy in force no longer lets this go by itself.',
};

/** Why a rule that would have let it go did not. */
export function heldText({ heldBy }: Pick<RecommendationView, 'heldBy'>): string | undefined {
  if (heldBy === undefined) return undefined;
  return known[heldBy] ?? `The limit “${heldBy}” is reached, so a person decides.`;
}
