import type { Clock, Connections, EventLog, Logger } from '@deskrail/contracts';
import type { OpenParts } from './open-parts.js';
import type { OpenPlaces } from './open-places.js';
import type { DeskrailOptions, InstanceRole } from './options.js';

/** What the receiver appends to: the log, with a spool before it where there is one. */
export interface Receiving {
  readonly log: EventLog;
  readonly connections: Connections;
}

/** Open what a receiver needs beside the log; `undefined` where this process takes no webhooks. */
export async function openReceiving(given: {
  readonly options: DeskrailOptions;
  readonly roles: readonly InstanceRole[];
  readonly places: OpenPlaces;
  readonly parts: OpenParts;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Receiving | undefined> {
  const { options, roles, places } = given;
  if (!roles.includes('receive')) return undefined;
  const { connections = [] } = options;
  return { log: places.log, connections };
}
