import type { EventLog, Store, UnitOfWork } from '@deskrail/contracts';
import type { Around } from './rail.ts';

/**
 * Where a process that gives a verdict and carries it out may die. `emitted`: inside the transaction; `committed`: after
 * it; `appending` and `appended`: before and after the log takes it, with the outbox not yet told.
 */
export type Step =
  | `${'emitted' | 'committed' | 'appending' | 'appended'} ${'action.approved.v1' | 'action.started.v1' | 'action.executed.v1'}`
  | 'claimed'
  | 'flushed'
  | 'answered';

/** Parts that call `reach` at each step. What it does, it must do before it returns: a step has no duration. */
export function mortalParts(reach: (step: Step) => void): Around {
  const reached = (how: 'emitted' | 'committed' | 'appending' | 'appended', types: readonly string[]) => {
    for (const type of types) reach(`${how} ${type}` as Step);
  };
  return {
    log: (log): EventLog => ({
      ...log,
      async append(stream, events, options) {
        const types = events.map(({ type }) => type);
        reached('appending', types);
        const appended = await log.append(stream, events, options);
        reached('appended', types);
        return appended;
      },
    }),
    store: (store): Store => ({
      ...store,
      async transact(key, work) {
        let types: string[] = [];
        const result = await store.transact(key, (unit) => {
          types = [];
          return work(tellingUnit(unit, types, (type) => reached('emitted', [type])));
        });
        reached('committed', types);
        return result;
      },
      async claimAction(options) {
        const entry = await store.claimAction(options);
        if (entry !== undefined) reach('claimed');
        return entry;
      },
    }),
    flushed: (eventId) => {
      if (eventId.includes('/started/')) reach('flushed');
    },
    executor: (executor) => ({
      ...executor,
      async execute(action, options) {
        const execution = await executor.execute(action, options);
        reach('answered');
        return execution;
      },
    }),
  };
}

const tellingUnit = (unit: UnitOfWork, types: string[], tell: (type: string) => void): UnitOfWork => ({
  ...unit,
  async emit(event) {
    await unit.emit(event);
    types.push(event.type);
    tell(event.type);
  },
});
