export const actorKinds = ['customer', 'agent', 'bot', 'system', 'model', 'reviewer', 'rule'] as const;
export type ActorKind = (typeof actorKinds)[number];

/** `reviewer/anna`, `model/embedded`, `system/-`: who did it, as one string. */
export const formatActor = (kind: ActorKind, id = '-'): string => `${kind}/${id}`;

/** The kind and the id of an actor's string; `undefined` where it is none. */
export function parseActor(actor: string): { kind: ActorKind; id: string } | undefined {
  const slash = actor.indexOf('/');
  const kind = actorKinds.find((known) => known === actor.slice(0, slash));
  return slash < 1 || kind === undefined ? undefined : { kind, id: actor.slice(slash + 1) };
}

/**
 * A person's name in its one form, whichever credential said it: NFKC, without invisible characters, blanks as one, in
 * lower case by way of the upper, which knows ß and ς. Two spellings of one form are one person.
 */
export const personId = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .trim();

/** `reviewer/anna`: a person as an actor, the same whatever the spelling of the name. */
export const personActor = (name: string): string => formatActor('reviewer', personId(name));
