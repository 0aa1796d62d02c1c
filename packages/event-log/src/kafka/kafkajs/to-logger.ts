import type { Logger } from '@deskrail/contracts';

interface Entry {
  readonly namespace: string;
  readonly level: number;
  readonly log: Readonly<Record<string, unknown>>;
}

/** What of an entry may be told: where it happened, nothing of what was sent. */
const told = ['broker', 'groupId', 'memberId', 'topic', 'partition', 'retryCount', 'retryTime', 'apiName'] as const;

const errorLevel = 1;
const warnLevel = 2;
const infoLevel = 4;

/**
 * kafkajs' log as ours. Its errors are warnings here: whether something failed is for those to say who asked for it, and
 * may have tried again. A crash's text may be a handler's own error, and so may be a person's.
 */
export const toLogger =
  (logger: Logger) =>
  () =>
  ({ namespace, level, log }: Entry): void => {
    const fields: Record<string, unknown> = { client: 'kafkajs', part: namespace };
    for (const name of told) if (log[name] !== undefined) fields[name] = log[name];
    const message = String(log.message)
      .replace(/^(Crash: [\w$]+).*/s, '$1')
      .slice(0, 500);
    if (level === errorLevel || level === warnLevel) logger.warn(fields, message);
    else if (level === infoLevel) logger.info(fields, message);
    else logger.debug(fields, message);
  };
