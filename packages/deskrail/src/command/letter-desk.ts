import type { DeadLetterView, EventLog, RedrivenLetter } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { createDeadLetters, letterView, type RedriveWebhook } from '@deskrail/server';
import { redriveWebhook } from '@deskrail/webhooks';
import { connectionsOf } from '../config/environment-connections.js';
import { type ReachedInstance, reachInstance } from './reach-instance.js';
import { type ReachedPlaces, requireDatabase, withLog } from './reach-log.js';
import type { Terminal } from './terminal.js';

export interface LetterFilter {
  readonly reason?: DeadLetterView['reason'];
  readonly group?: string;
  readonly connection?: string;
  /** RFC 3339. */
  readonly since?: string;
}

export interface Letter {
  readonly view: DeadLetterView;
  redrive(): Promise<RedrivenLetter>;
}

/** Dead letters, wherever they can be reached; oldest first. */
export interface LetterDesk {
  all(filter: LetterFilter): AsyncIterable<Letter>;
  /** Throws `not-found`. */
  find(id: string): Promise<Letter>;
}

/** Look at dead letters from beside whatever runs. */
export const withLetters = <Result>(
  reached: ReachedPlaces,
  terminal: Terminal,
  work: (desk: LetterDesk) => Promise<Result>,
): Promise<Result> => withLog(reached, terminal, (log) => work(deskOn(log, terminal)));

/**
 * Look at dead letters and redrive them: on Kafka from here, on the embedded log through the instance that runs on it,
 * and from here where none does.
 */
export async function withRedriving<Result>(
  reached: ReachedPlaces,
  terminal: Terminal,
  work: (desk: LetterDesk) => Promise<Result>,
): Promise<Result> {
  const { tenant = 'default' } = reached.config;
  const connections = connectionsOf(reached.config.connections, reached.environment.desks, tenant);
  const webhook = (log: EventLog): RedriveWebhook => {
    return (letter, { signal }) => redriveWebhook({ log, connections, signal }, letter);
  };
  if (reached.embedded === undefined) {
    return withLog(reached, terminal, (log) => work(deskOn(log, terminal, webhook(log))));
  }
  const path = requireDatabase(reached);
  const instance = await reachInstance(reached, terminal);
  if (instance !== undefined) return work(deskOf(instance, terminal));
  await using file = await openSqliteFile({ path });
  await using log = await openSqliteLog({ file });
  return await work(deskOn(log, terminal, webhook(log)));
}

function deskOn(log: EventLog, { signal }: Terminal, redrive?: RedriveWebhook): LetterDesk {
  const letters = createDeadLetters({ log, redriveWebhook: redrive });
  return {
    async *all({ since, ...filter }) {
      const from = since === undefined ? undefined : { time: since };
      for await (const stored of letters.all(filter, { from, signal })) {
        yield { view: letterView(stored), redrive: () => letters.redrive(stored.event, { signal }) };
      }
    },
    async find(id) {
      const stored = await letters.find(id, { signal });
      return { view: letterView(stored), redrive: () => letters.redrive(stored.event, { signal }) };
    },
  };
}

/** Through the API of the instance that writes the embedded log: in the tenant of the key that is at hand. */
function deskOf({ client: { deadLetters } }: ReachedInstance, { signal }: Terminal): LetterDesk {
  const letterOf = (view: DeadLetterView): Letter => ({
    view,
    redrive: () => deadLetters.redrive(view.id, { signal }),
  });
  return {
    async *all(filter) {
      for await (const view of deadLetters.all({ ...filter, limit: 200 }, { signal })) yield letterOf(view);
    },
    find: async (id) => letterOf(await deadLetters.get(id, { signal })),
  };
}
