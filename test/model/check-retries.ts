import type { EventByType } from '@deskrail/contracts';
import { holds } from './check-run.ts';
import { type History, historiesOf, personOf } from './history.ts';
import type { Played } from './play.ts';
import { rank, takes } from './rules.ts';

/** What may have been done already is done again only by who could approve it then, with as many others as it takes. */
export function checkRetries(played: Played): void {
  const histories = historiesOf(played);
  for (const event of played.actions) {
    if (event.type !== 'action.approved.v1' || event.data.retryOf === undefined) continue;
    const { recommendationId } = event.data;
    const of = histories.find(({ suggestion }) => suggestion.data.recommendationId === recommendationId);
    // What takes an action back asks policy by itself.
    if (of !== undefined && of.suggestion.data.model.name !== 'undo') checkRetry(played, event, of);
  }
}

function checkRetry(
  { course: { setting }, policyVersions }: Played,
  { actor, policyversion = '', data }: EventByType<'action.approved.v1'>,
  { suggestion, verdicts }: History,
): void {
  const { actionId, verdictId, proposalDigest } = data;
  const { need, requestedBy } = suggestion.data;
  const role = setting.reviewers[Number(personOf(actor).slice(1))]?.role;
  const final = verdicts.find(({ event }) => event.data.verdictId === verdictId)?.event.data.final;
  const asked = takes(final, policyVersions.indexOf(policyversion), setting);
  holds(!asked.blocked, () => `${actionId} tries again what its policy blocks.`);
  const own = need?.role ?? 'reviewer';
  const least = rank(own) > rank(asked.role) ? own : asked.role;
  const enough = Math.max(rank(least), rank('reviewer'));
  holds(rank(role) >= enough, () => `A ${role} had ${actionId} tried again; it takes a ${least}.`);
  const fourEyes = asked.fourEyes || (need?.fourEyes ?? false);
  const reviewers = Math.max(need?.reviewers ?? 1, asked.reviewers, fourEyes ? 2 : 1);
  const agreed = verdicts
    .map(({ event }) => event.data)
    .filter(({ kind, finalHash }) => kind !== 'reject' && finalHash === proposalDigest)
    .filter((one) => one.reviewer.startsWith('reviewer/') && rank(one.role) >= rank(least));
  const people = new Set([actor, ...agreed.map(({ reviewer }) => reviewer)].map(personOf));
  if (fourEyes && requestedBy !== undefined) people.delete(personOf(requestedBy));
  const counted = `${[...people].join(', ')} agreed to it`;
  holds(people.size >= reviewers, () => `${actionId} takes ${reviewers} (four eyes: ${fourEyes}); ${counted}.`);
}
