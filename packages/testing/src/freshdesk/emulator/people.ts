import { DeskrailError } from '@deskrail/contracts';
import { tooMany } from '../../too-many.js';
import type { ChangeContext } from './change-ticket.js';
import { type FreshdeskPerson, findByEmail, personOf } from './desk-state.js';

/** Somebody by name and e-mail address, made when the desk does not know the address; or a known id or address. */
export type FreshdeskWho = string | { readonly name: string; readonly email: string; readonly phone?: string };

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  /** Default: a contact. */
  readonly agent?: boolean;
}

export interface People {
  add(person: NewPerson): FreshdeskPerson;
  /** A contact, found or made. */
  contact(who: FreshdeskWho): FreshdeskPerson;
  /** An agent, found or made; default: the first. */
  agent(who: FreshdeskWho | undefined): FreshdeskPerson;
}

export function createPeople(context: ChangeContext & { readonly maxPeople: number }): People {
  const { state } = context;

  function add({ name, email, phone, agent = false }: NewPerson): FreshdeskPerson {
    if (state.people.size >= context.maxPeople) throw tooMany('people', context.maxPeople);
    const at = context.stamp();
    const id = context.newId('person');
    const person: FreshdeskPerson = {
      id,
      name,
      email,
      isAgent: agent,
      phone: phone ?? null,
      createdAt: at,
      updatedAt: at,
    };
    state.people.set(person.id, person);
    return person;
  }

  const of = (who: FreshdeskWho, agent: boolean): FreshdeskPerson =>
    typeof who === 'string' ? personOf(state, who) : (findByEmail(state, who.email) ?? add({ ...who, agent }));

  function firstAgent(): FreshdeskPerson {
    const agent = [...state.people.values()].find(({ isAgent }) => isAgent);
    if (agent === undefined)
      throw new DeskrailError('not-found', 'The emulated Freshdesk has no agent: addPerson() one.');
    return agent;
  }

  return {
    add,
    contact: (who) => of(who, false),
    agent: (who) => (who === undefined ? firstAgent() : of(who, true)),
  };
}
