import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock, Connections, Logger } from '@deskrail/contracts';
import type { OpenParts } from '../open-parts.js';
import type { OpenPlaces } from '../open-places.js';
import type { Receiving } from '../open-receiving.js';
import type { DeskrailOptions } from '../options.js';
import type { SignatureWatch } from '../signature-watch.js';
import type { Reconciling } from './create-reconciling.js';
import { keepReconciled } from './keep-reconciled.js';
import { createMarks } from './marks.js';

/** Begin to read back by itself what webhooks missed, where this process takes them in and has a store. */
export function openKeeping(
  given: {
    readonly options: DeskrailOptions;
    readonly connections: Connections;
    readonly places: OpenPlaces;
    readonly receiving: Receiving | undefined;
    readonly reconciling: Reconciling | undefined;
    readonly watch: SignatureWatch;
    readonly clock: Clock;
    readonly logger: Logger;
  },
  parts: OpenParts,
): void {
  const { options, connections, places, receiving, reconciling, watch, clock, logger } = given;
  const { store, log } = places;
  if (options.reconcile === false || !receiving || !reconciling || !store) return;
  const { spool } = receiving;
  const holder = `${hostname()}/${randomUUID().slice(0, 8)}`;
  parts.add(
    'reconciling',
    keepReconciled({
      ...{ connections, watch, reconciling, clock, logger },
      marks: createMarks({ store, holder }),
      ready: () => (spool === undefined ? log.ready() : spool.ready()),
    }),
  );
}
