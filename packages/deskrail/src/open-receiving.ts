import type { Clock, Connections, Logger } from '@deskrail/contracts';
import type { Spool } from '@deskrail/event-log/spool';
import type { ReceiverOptions } from '@deskrail/webhooks';
import type { OpenParts } from './open-parts.js';
import type { OpenPlaces } from './open-places.js';
import type { DeskrailOptions, InstanceRole } from './options.js';
import { spoolPlace } from './spool-place.js';

/** What takes webhooks in. */
export interface Receiving {
  /** The log, with a spool behind it where there is one. */
  readonly log: ReceiverOptions['log'];
  readonly connections: Connections;
  readonly appendTimeoutMs: number;
  readonly spool: Spool | undefined;
  /** Begin to bring into the log what the spool holds. */
  start(): void;
}

/** The receiver's own default: a vendor waits some seconds only. */
const defaultAppendMs = 4_000;
/** Of a webhook's time, what is left for the spool once the log has had its share. */
const spoolShareMs = 1_000;

/** Open what a receiver needs beside the log; `undefined` where this process takes no webhooks. */
export async function openReceiving(given: {
  readonly options: DeskrailOptions;
  readonly roles: readonly InstanceRole[];
  readonly places: OpenPlaces;
  readonly parts: OpenParts;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Receiving | undefined> {
  const { options, roles, places, parts, clock, logger } = given;
  if (!roles.includes('receive')) return undefined;
  const { connections = [], limits: { appendTimeoutMs = defaultAppendMs } = {} } = options;
  const place = spoolPlace(options);
  if (place === undefined) {
    return { log: places.log, connections, appendTimeoutMs, spool: undefined, start() {} };
  }
  const { openSpool, spoolingLog, startForwarding } = await import('@deskrail/event-log/spool');
  const spool = parts.add('spool', await openSpool({ ...place, clock, logger }));
  const afterMs = Math.max(1, Math.min(appendTimeoutMs - spoolShareMs, appendTimeoutMs / 2));
  return {
    ...{ connections, appendTimeoutMs, spool },
    log: spoolingLog({ log: places.log, spool, afterMs }),
    start: () => void parts.add('forwarding', startForwarding({ spool, log: places.log })),
  };
}
