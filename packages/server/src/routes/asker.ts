import { type Person, personActor } from '@deskrail/contracts';
import { type Credential, personOf } from '../auth/roles.js';

/** Who proposes or asks for something cannot be one of four eyes on it, with whichever of their keys they did. */
export function askerOf(credential: Credential): Person {
  const person = personOf(credential);
  return credential.person === undefined ? person : { ...person, actor: personActor(credential.person) };
}
