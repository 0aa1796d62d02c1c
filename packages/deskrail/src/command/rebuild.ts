import { tellPeople } from '@deskrail/copilot';
import { rebuildStore } from '@deskrail/store';
import { openParts } from '../open-parts.js';
import type { CommandDefinition } from './definition.js';
import { openBoth } from './open-both.js';
import { placeOptions, placesAsked } from './reach-log.js';

export const rebuild: CommandDefinition = {
  name: 'rebuild',
  about: 'Drop the store and make it again from the log.',
  options: { ...placeOptions },
  more: `An embedded store has one writer: stop its instance first. On PostgreSQL instances may go on, but verdicts and actions
wait until it is done. Nothing is decided and nothing is sent.`,
  examples: ['deskrail rebuild', 'deskrail rebuild --data /var/lib/deskrail'],
  async run(given, terminal) {
    const reached = await placesAsked(given, terminal);
    const logger = terminal.logger('warn');
    const parts = openParts({ logger, closeTimeoutMs: 10_000 });
    try {
      const { store, log } = await openBoth(reached, parts, logger);
      const { events } = await rebuildStore({
        ...{ store, log, logger, tell: tellPeople, signal: terminal.signal },
        onProgress: everySoOften((count) => terminal.say(`${count} events …`)),
      });
      await terminal.print(`Rebuilt the store from ${events} events.`);
    } finally {
      await parts.close();
    }
    return 0;
  },
};

const eventsBetween = 50_000;

/** A long rebuild says how far it is; a short one says nothing. */
function everySoOften(tell: (events: number) => void): (progress: { readonly events: number }) => void {
  let next = eventsBetween;
  return ({ events }) => {
    if (events < next) return;
    next = events + eventsBetween;
    tell(events);
  };
}
