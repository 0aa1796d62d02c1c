import type { VerdictGiven } from '@deskrail/contracts';
import { holds } from './check-run.ts';
import type { Setting } from './course.ts';
import { type GivenIn, type History, historiesOf, personOf } from './history.ts';
import type { Played } from './play.ts';
import { rank, takes } from './rules.ts';

const isPersons = ({ data }: VerdictGiven): boolean => data.reviewer.startsWith('reviewer/');

/** Whoever decided was allowed to, and as many different people agreed to just that as it takes. */
export function checkQuorums(played: Played): void {
  const { course, policyVersions } = played;
  for (const history of historiesOf(played)) {
    // What takes an action back is its own decision, and asks policy by itself.
    if (history.suggestion.data.model.name === 'undo') continue;
    for (const given of history.verdicts) {
      const { event } = given;
      if (!isPersons(event) || event.data.kind === 'comment') continue;
      checkQueue(given, course.setting);
      if (!event.data.decides) continue;
      const variant = policyVersions.indexOf(event.policyversion ?? '');
      checkDeciding(history, given, { variant, setting: course.setting });
    }
  }
}

function planOf(event: VerdictGiven, { reviewers }: Setting) {
  return reviewers[Number(personOf(event.data.reviewer).slice(1))];
}

function checkQueue({ event, queue }: GivenIn, setting: Setting): void {
  const plan = planOf(event, setting);
  const { verdictId, kind, role } = event.data;
  holds(role === plan?.role, () => `${verdictId} says it was given by a ${role}; it was a ${plan?.role}.`);
  const reaches = plan?.queues === undefined || plan.queues.includes(queue);
  holds(reaches, () => `${kind} ${verdictId} in ${queue}, of one who reaches ${plan?.queues?.join(', ')}.`);
}

function checkDeciding(
  { suggestion }: History,
  { event, earlier }: GivenIn,
  { variant, setting }: { readonly variant: number; readonly setting: Setting },
): void {
  const { need, requestedBy } = suggestion.data;
  const { kind, verdictId, final, finalHash, role } = event.data;
  const own = { role: need?.role ?? 'reviewer', reviewers: need?.reviewers ?? 1, fourEyes: need?.fourEyes ?? false };
  if (kind === 'reject') {
    holds(rank(role) >= rank(own.role), () => `A ${role} rejected ${verdictId}; it takes a ${own.role}.`);
    return;
  }
  const asked = takes(final, variant, setting);
  holds(!asked.blocked, () => `${verdictId} lets go what its policy blocks: ${JSON.stringify(final)}.`);
  const least = rank(own.role) > rank(asked.role) ? own.role : asked.role;
  const fourEyes = own.fourEyes || asked.fourEyes;
  const reviewers = Math.max(own.reviewers, asked.reviewers, fourEyes ? 2 : 1);
  holds(rank(role) >= rank(least), () => `A ${role} approved ${verdictId}; it takes a ${least}.`);
  const agreeing = [...earlier, event].filter(
    ({ data }) =>
      (data.kind === 'approve' || data.kind === 'edit' || data.kind === 'respond') &&
      data.finalHash === finalHash &&
      rank(data.role) >= rank(least),
  );
  const people = new Set(agreeing.map(({ data }) => personOf(data.reviewer)));
  if (fourEyes && requestedBy !== undefined) people.delete(personOf(requestedBy));
  const counted = `${[...people].join(', ')} agreed to ${finalHash}`;
  holds(people.size >= reviewers, () => `${verdictId} takes ${reviewers} (four eyes: ${fourEyes}); ${counted}.`);
}
