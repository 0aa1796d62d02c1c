import type { CommandDefinition } from './definition.js';
import { usageError } from './parse.js';
import { requireInstance } from './reach-instance.js';
import { placeOptions } from './reach-log.js';

export const signOut: CommandDefinition = {
  name: 'sign-out',
  about: 'End all sessions of a person, at every instance.',
  options: {
    as: { type: 'string', value: 'name', about: 'Whose.' },
    json: { type: 'boolean', about: 'What came of it, as JSON.' },
    ...placeOptions,
  },
  more: `Through the instance that runs, with an admin's key; addresses that they have not used end too. At the instance that is asked they
end at once, at others within two seconds. Keys and tokens of theirs go on: see deskrail keys.`,
  examples: ['deskrail sign-out --as ben'],
  async run(given, terminal) {
    const name = given.text('as');
    if (name === undefined) throw usageError('sign-out wants --as: whose sessions end.', 'sign-out');
    const without = 'No instance runs here. Sessions are ended through one: start it, then run this again.';
    const { client } = await requireInstance(given, terminal, without);
    const ended = await client.sessions.end(name, { signal: terminal.signal });
    await terminal.print(
      given.flag('json')
        ? JSON.stringify({ ended })
        : `${ended} ${ended === 1 ? 'session' : 'sessions'} of ${name} ended.`,
    );
    return 0;
  },
};
