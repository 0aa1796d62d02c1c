import { isDeskrailError, type Logger } from '@deskrail/contracts';

/** Who waits for a dependency that is away; while anybody does, the group is paused. */
export interface Pauses {
  readonly active: boolean;
  begin(error: unknown): void;
  end(): void;
}

export function createPauses(options: {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly logger: Logger;
  onResumed(): void;
}): Pauses {
  const { fields, logger } = options;
  let count = 0;
  return {
    get active() {
      return count > 0;
    },
    begin(error) {
      count += 1;
      if (count > 1) return;
      const code = isDeskrailError(error) ? error.code : 'internal';
      logger.warn({ ...fields, code }, 'paused: a dependency is not available');
    },
    end() {
      count -= 1;
      if (count > 0) return;
      logger.info(fields, 'going on after a pause');
      options.onResumed();
    },
  };
}
