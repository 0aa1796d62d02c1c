import type { ApprovedAction, Connection, Execution, Executor } from '@deskrail/contracts';

/** A desk that keeps what was done to it by the action's marker, and answers as a test tells it. */
export interface Vendor {
  /** The marker of every effect, in order: twice the same is what must never be. */
  readonly effects: string[];
  readonly calls: string[];
  /** Given the action, before it has its effect; an execution returned stands in its place. */
  before: (action: ApprovedAction) => Promise<Execution | undefined> | Execution | undefined;
  /** Given the action, after its effect. */
  after: (action: ApprovedAction) => Promise<Execution | undefined> | Execution | undefined;
  certain: boolean;
  readonly executor: Executor;
  readonly connection: Connection;
}

export function vendor(): Vendor {
  const desk: Vendor = {
    effects: [],
    calls: [],
    before: () => undefined,
    after: () => undefined,
    certain: true,
    executor: {
      kinds: ['post-reply', 'post-note', 'set-tags', 'set-priority', 'set-status', 'assign'],
      async execute(action) {
        desk.calls.push(action.id);
        const instead = await desk.before(action);
        if (instead !== undefined) return instead;
        desk.effects.push(action.id);
        return (await desk.after(action)) ?? { outcome: 'executed', vendorId: `c${desk.effects.length}` };
      },
      async lookUp(action) {
        const at = desk.effects.indexOf(action.id);
        return at === -1 ? { found: false, certain: desk.certain } : { found: true, vendorId: `c${at + 1}` };
      },
    },
    connection: {
      id: 'zendesk',
      tenant: 'acme',
      desk: 'zendesk',
      adapter: {} as Connection['adapter'],
      secrets: [],
      openExecutor: async () => desk.executor,
    },
  };
  return desk;
}
