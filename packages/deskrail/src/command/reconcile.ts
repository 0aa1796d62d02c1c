import type { Reconciled } from '@deskrail/contracts';
import type { CommandDefinition } from './definition.js';
import { placeOptions, placesAsked } from './reach-log.js';
import { type ReadBack, readBack } from './read-back.js';
import { sinceAsked } from './since.js';
import type { Terminal } from './terminal.js';

export const reconcile: CommandDefinition = {
  name: 'reconcile',
  about: 'Read back from a desk what changed, and append what never came.',
  positionals: '<connection | desk>',
  positionalCount: [1, 1],
  options: {
    since: { type: 'string', value: 'time', about: 'Such as 2h, 3d, or 2026-01-31T09:30:00Z.' },
    json: { type: 'boolean', about: 'What came of it, as one JSON object.' },
    ...placeOptions,
  },
  more: `For what webhooks missed: while nothing ran, while a secret was wrong, or what the desk never sent. Messages carry the desk's own
ids, so what did come is not appended again; where only a state differs, one case.state-observed is appended. It needs access to the desk's
API. Run it again as often as you like. An instance does so by itself after an outage.
On an embedded log that an instance writes, it goes through that instance's API, with an admin's key.`,
  examples: ['deskrail reconcile zendesk --since 2h', 'deskrail reconcile acme-eu --since 2026-01-31T09:30:00Z --json'],
  async run(given, terminal) {
    const since = sinceAsked(given.text('since'), terminal.now(), 'reconcile');
    const reached = await placesAsked(given, terminal);
    const asked = { wanted: given.positionals[0] ?? '', since, onProgress: everySoOften(terminal) };
    const read = await readBack(reached, asked, terminal);
    if (read === undefined) return 1;
    await terminal.print(given.flag('json') ? JSON.stringify({ ...read, since }) : lineOf(read, since));
    return 0;
  },
};

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

const lineOf = ({ connection, conversations, facts, states }: ReadBack, since: string): string =>
  `${connection}: ${counted(conversations, 'conversation')} changed since ${since}; ` +
  `${counted(facts, 'fact')} and ${counted(states, 'state')} were appended.`;

const conversationsBetween = 50;

/** A long reading says how far it is; a short one says nothing. */
function everySoOften(terminal: Terminal): (done: Reconciled) => void {
  let next = conversationsBetween;
  return ({ conversations, facts, states }) => {
    if (conversations < next) return;
    next = conversations + conversationsBetween;
    terminal.say(`${conversations} conversations, ${facts + states} appended …`);
  };
}
