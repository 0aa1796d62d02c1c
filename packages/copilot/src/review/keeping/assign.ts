import {
  type PersonEntry,
  personActor,
  type RecommendationView,
  type ReviewRole,
  reviewRoles,
} from '@deskrail/contracts';
import { isSamePerson } from '../verdict/same-person.js';
import { isRoleEnough, queueOf, termsOf } from '../verdict/terms.js';

type Item = Pick<
  RecommendationView,
  'tenant' | 'queue' | 'need' | 'policyFacts' | 'requestedBy' | 'agreements' | 'assignee'
>;

/** The highest role in which somebody reviews; those whose entry says none are reviewers. */
function roleOfEntry({ roles }: PersonEntry): ReviewRole | undefined {
  return roles === undefined ? 'reviewer' : reviewRoles.filter((role) => roles.includes(role)).at(-1);
}

/** Whether an entry has what the item asks of whoever decides it. Of an item that tells nothing, anybody may. */
export function isSkilled(
  { skills }: Pick<PersonEntry, 'skills'>,
  { policyFacts }: Pick<Item, 'policyFacts'>,
): boolean {
  const has = (known: readonly string[] | undefined, asked: string | undefined): boolean =>
    known === undefined || asked === undefined || known.includes(asked);
  return has(skills?.languages, policyFacts?.language) && has(skills?.intents, policyFacts?.intent);
}

/** Who asked for it, where they cannot approve it, and who has agreed to it already, cannot bring it further. */
export const canBringFurther = ({ need, requestedBy, agreements = [] }: Omit<Item, 'tenant'>, actor: string): boolean =>
  !(need?.fourEyes === true && requestedBy !== undefined && isSamePerson(requestedBy, actor)) &&
  !agreements.some(({ reviewer }) => isSamePerson(reviewer, actor));

/** By role and by the queues that they decide in. */
export function mayBeGiven(entry: PersonEntry, item: Item): boolean {
  const held = roleOfEntry(entry);
  if (entry.tenant !== undefined && entry.tenant !== item.tenant) return false;
  if (held === undefined || !isRoleEnough(held, termsOf(item).role)) return false;
  return entry.queues === undefined || entry.queues.includes(queueOf(item));
}

/** Those who were made for it come before those who can do anything. */
const fitness = ({ skills }: PersonEntry, { policyFacts }: Item): number =>
  Number(skills?.languages?.includes(policyFacts?.language ?? '') ?? false) +
  Number(skills?.intents?.includes(policyFacts?.intent ?? '') ?? false);

/**
 * Who is to have an item: of those who may and can, whoever has the least to do, by `loads` (open items by actor); of equals
 * the one who fits best, and then by id, so that the same is always the same. `undefined` where nobody is free.
 */
export function assign(
  item: Item,
  people: readonly PersonEntry[],
  loads: Readonly<Record<string, number>>,
): string | undefined {
  const free = people
    .map((entry) => ({ entry, actor: personActor(entry.id) }))
    .map((one) => ({ ...one, load: loads[one.actor] ?? 0, fits: fitness(one.entry, item) }))
    .filter(({ entry, load }) => mayBeGiven(entry, item) && load < (entry.atMost ?? Number.POSITIVE_INFINITY))
    .filter(({ entry, actor }) => isSkilled(entry, item) && canBringFurther(item, actor));
  const [first] = free.toSorted(
    (one, other) => one.load - other.load || other.fits - one.fits || (one.actor < other.actor ? -1 : 1),
  );
  return first?.actor;
}
