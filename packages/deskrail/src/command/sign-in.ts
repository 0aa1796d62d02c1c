import { type KeyRole, keyRoles, personId } from '@deskrail/contracts';
import type { CommandDefinition, Given } from './definition.js';
import { usageError } from './parse.js';
import { requireInstance } from './reach-instance.js';
import { placeOptions } from './reach-log.js';

export const signIn: CommandDefinition = {
  name: 'sign-in',
  about: 'Print an address of the reviewers’ page that signs somebody in, once.',
  options: {
    as: { type: 'string', value: 'name', about: 'Whom. Default: local; at the demo, the first of its people.' },
    roles: {
      type: 'string',
      value: 'roles',
      about: `Of ${keyRoles.join(', ')}; commas between. Default: as people of the configuration or the demo have them, else reviewer.`,
    },
    url: { type: 'string', value: 'address', about: 'Where the page is for them. Default: as the instance listens.' },
    json: { type: 'boolean', about: 'What came of it, as JSON.' },
    ...placeOptions,
  },
  more: `Through the instance that runs, with an admin's key. The address works once, within ten minutes, at any instance on the same store; the
session that it begins lasts twelve hours, over restarts. Whoever has the address is that person: give it to nobody else.`,
  examples: [
    'deskrail sign-in --as ben',
    'deskrail sign-in --as anna --roles senior --url https://deskrail.example.com',
  ],
  async run(given, terminal) {
    const page = pageAsked(given);
    const asked = rolesAsked(given);
    const without = 'No instance runs here. Addresses are made through one: start it, then run this again.';
    const { instance, client } = await requireInstance(given, terminal, without);
    const as = given.text('as');
    const { people = [] } = instance;
    const known = as === undefined ? people[0] : people.find(({ name }) => personId(name) === personId(as));
    const name = as ?? known?.name;
    const roles = asked ?? known?.roles;
    const request = { ...(name !== undefined && { name }), ...(roles && { roles: [...roles] }) };
    const made = await client.sessions.createCode(request, { signal: terminal.signal });
    const address = `${(page ?? instance.url).replace(/\/+$/, '')}/#code=${made.code}`;
    if (given.flag('json')) {
      await terminal.print(JSON.stringify({ ...made, address }));
      return 0;
    }
    await terminal.print(address);
    terminal.say(`It signs in ${made.name} (${made.roles.join(', ')}), once, within ten minutes.`);
    return 0;
  },
};

function pageAsked(given: Given): string | undefined {
  const text = given.text('url');
  if (text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
  throw usageError('--url is no address: write https://deskrail.example.com.', 'sign-in');
}

function rolesAsked(given: Given): readonly KeyRole[] | undefined {
  return given
    .text('roles')
    ?.split(',')
    .map((text) => {
      const role = keyRoles.find((known) => known === text.trim());
      if (role !== undefined) return role;
      throw usageError(`There is no role ${JSON.stringify(text.trim())}: ${keyRoles.join(', ')}.`, 'sign-in');
    });
}
