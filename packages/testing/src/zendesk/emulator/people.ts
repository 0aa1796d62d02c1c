import { DeskrailError } from '@deskrail/contracts';
import { tooMany } from '../../too-many.js';
import type { AgentsDesk, AgentsDeskContext, Person } from './agents-desk.js';
import type { ChangedBy } from './change-ticket.js';
import { findByEmail, userOf, type ZendeskUser } from './desk-state.js';

/** Who is at the desk, found or made. */
export interface People {
  add(input: Parameters<AgentsDesk['addUser']>[0]): ZendeskUser;
  of(person: Person): ZendeskUser;
  /** As the author of a change made in the agents' interface. Default: the first agent. */
  byAgent(person: Person | undefined): ChangedBy;
  delete(idOrEmail: string): void;
}

export function createPeople(context: AgentsDeskContext): People {
  const { state, newId, stamp } = context;

  function add(input: Parameters<AgentsDesk['addUser']>[0]): ZendeskUser {
    if (state.users.size >= context.maxUsers) throw tooMany('users', context.maxUsers);
    const at = stamp();
    const user = {
      ...{ id: newId('user'), name: input.name, email: input.email, role: input.role ?? 'end-user' },
      ...{ locale: input.locale ?? 'en-GB', createdAt: at, updatedAt: at },
    };
    state.users.set(user.id, user);
    context.emitUser(user, { type: 'user.created', event: {} });
    return user;
  }

  const of = (person: Person): ZendeskUser =>
    typeof person === 'string' ? userOf(state, person) : (findByEmail(state, person.email) ?? add(person));

  function firstAgent(): ZendeskUser {
    const agent = [...state.users.values()].find((user) => user.role === 'agent');
    if (agent === undefined) throw new DeskrailError('not-found', 'The emulated desk has no agent: addUser() one.');
    return agent;
  }

  return {
    add,
    of,
    byAgent: (person) => ({ userId: (person === undefined ? firstAgent() : of(person)).id, channel: 'web' }),
    delete(idOrEmail) {
      const user = userOf(state, idOrEmail);
      user.name = 'Deleted user';
      user.updatedAt = stamp();
      context.emitUser(user, { type: 'user.deleted', event: {} });
    },
  };
}
