import { identifier, isObject, type JsonObject, text } from '@deskrail/webhooks';
import type { Desk } from './desk.js';

export interface Person {
  readonly id: string;
  readonly name: string | undefined;
}

/** Who is who at the desk, asked once each. What the key may not read stays without a name. */
export interface People {
  /** The agent whose key this is; `undefined` where the desk does not say now. */
  me(signal: AbortSignal): Promise<Person | undefined>;
  /** The author of a conversation, as its prefix in a webhook names them. */
  nameOf(conversation: JsonObject, requester: unknown, signal: AbortSignal): Promise<string | undefined>;
}

const maxPeople = 5_000;

export function createPeople(desk: Desk): People {
  const names = new Map<string, string | undefined>();
  let self: Person | undefined;

  async function ask(path: string, signal: AbortSignal): Promise<JsonObject | undefined> {
    const answer = await desk.get(path, signal);
    return answer.kind === 'answer' && answer.status === 200 && isObject(answer.body) ? answer.body : undefined;
  }

  return {
    async me(signal) {
      if (self !== undefined) return self;
      const found = await ask('/agents/me', signal);
      const id = identifier(found?.id);
      if (id === undefined) return undefined;
      self = { id, name: nameIn(found) };
      return self;
    },
    async nameOf(conversation, requester, signal) {
      const id = identifier(conversation.user_id);
      if (id === undefined) return undefined;
      if (isObject(requester) && identifier(requester.id) === id) return text(requester.name, 200)?.trim();
      if (names.has(id)) return names.get(id);
      const kinds = conversation.incoming === true ? ['contacts', 'agents'] : ['agents', 'contacts'];
      let name: string | undefined;
      for (const kind of kinds) {
        name ??= nameIn(await ask(`/${kind}/${encodeURIComponent(id)}`, signal));
      }
      if (names.size >= maxPeople) names.clear();
      names.set(id, name);
      return name;
    },
  };
}

/** An agent's name is that of their contact. */
const nameIn = (person: JsonObject | undefined): string | undefined =>
  text(isObject(person?.contact) ? person.contact.name : person?.name, 200)?.trim();
