import type { PersonEntry } from '@deskrail/contracts';
import type { DeskrailOptions } from './options.js';

/** Who is who, each with a tenant. */
export const peopleOf = ({ people = [], tenant = 'default' }: DeskrailOptions): readonly PersonEntry[] =>
  people.map((person) => ({ tenant, ...person }));
