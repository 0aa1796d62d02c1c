import { parseActor, personId } from '@deskrail/contracts';

/** Who is behind an actor, whichever of their credentials it was: `system/anna`, who proposes, is `reviewer/anna` too. */
export const personOfActor = (actor: string): string => personId(parseActor(actor)?.id ?? actor);

export const isSamePerson = (one: string, other: string): boolean => personOfActor(one) === personOfActor(other);
