import { join, resolve } from 'node:path';
import type { SpoolLimits } from '@deskrail/event-log/spool';
import type { DeskrailOptions } from './options.js';

export interface SpoolPlace {
  readonly directory: string;
  readonly limits: Partial<SpoolLimits>;
}

/** Where facts wait while Kafka is away; `undefined` where there is none to be. */
export function spoolPlace({
  kafka,
  data,
  spool = {},
}: Pick<DeskrailOptions, 'kafka' | 'data' | 'spool'>): SpoolPlace | undefined {
  if (kafka === undefined || spool === false) return undefined;
  const { directory = data && join(data, 'spool'), maxBytes, maxAgeSeconds } = spool;
  if (directory === undefined) return undefined;
  const limits = {
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxAgeSeconds !== undefined && { maxAgeMs: maxAgeSeconds * 1000 }),
  };
  return { directory: resolve(directory), limits };
}
