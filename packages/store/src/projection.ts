import {
  type EventLog,
  type Logger,
  type Store,
  type StreamName,
  type Subscription,
  silentLogger,
} from '@deskrail/contracts';

export interface ProjectionOptions {
  readonly store: Store;
  readonly log: EventLog;
  readonly logger?: Logger;
  /** Events applied in one transaction. Default: 200. */
  readonly maxBatch?: number;
}

/** Keeps the store up with the log; has its own consumer, so that nothing slow is ever before it. */
export interface Projection extends AsyncDisposable {
  close(): Promise<void>;
}

/** The streams the store's rows are made of. */
export const projected = ['facts', 'features', 'decisions', 'actions'] as const satisfies readonly StreamName[];

export const projectionGroup = 'projection';

/** Start applying the log, from where the group `projection` was. */
export async function startProjection(options: ProjectionOptions): Promise<Projection> {
  const { store, log, logger = silentLogger, maxBatch = 200 } = options;
  const subscriptions: Subscription[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(subscriptions.splice(0).map((subscription) => subscription.close()));
  };
  const start = async (stream: (typeof projected)[number]): Promise<void> => {
    const subscription = await log.subscribe({
      stream,
      group: projectionGroup,
      maxBatch,
      handler: (events, { checkpoint }) => store.apply(events, { group: projectionGroup, checkpoint }),
      onUnknownType: (type) =>
        logger.warn({ stream, type }, 'an event of a type this version does not know is skipped'),
    });
    subscriptions.push(subscription);
  };
  // Together: joining a group takes its time where others are members.
  const started = await Promise.allSettled(projected.map(start));
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return { close, [Symbol.asyncDispose]: close };
}
