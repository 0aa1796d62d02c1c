import type { Logger } from '@deskrail/contracts';

interface Entry {
  readonly namespace: string;
  readonly log: Readonly<Record<string, unknown>>;
}

/** What of an entry may be told: where it happened, nothing of what was sent. */
const told = ['broker', 'groupId', 'memberId', 'topic', 'partition', 'retryCount', 'retryTime', 'apiName'] as const;

/**
 * kafkajs' log as ours, all of it for debugging: while a broker is away it warns dozens of times a second. Whether
 * something failed is for those to say who asked for it, and may have tried again. A crash's text may be a handler's own
 * error, and so may be a person's.
 */
export const toLogger =
  (logger: Logger) =>
  () =>
  ({ namespace, log }: Entry): void => {
    const fields: Record<string, unknown> = { client: 'kafkajs', part: namespace };
    for (const name of told) if (log[name] !== undefined) fields[name] = log[name];
    const message = String(log.message)
      .replace(/^(Crash: [\w$]+).*/s, '$1')
      .slice(0, 500);
    logger.debug(fields, message);
  };
