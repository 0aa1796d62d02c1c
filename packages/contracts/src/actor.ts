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
