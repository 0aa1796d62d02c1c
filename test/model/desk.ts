import { setImmediate as turn } from 'node:timers/promises';
import type { ActionKind, ApprovedAction, Connection, Execution, Executor } from '@deskrail/contracts';
import type { DeskAnswer } from './course.ts';

/** A desk that keeps count of what was done to it, by the action's marker. */
export interface ModelDesk {
  readonly connection: Connection;
  /** Action ids, in the order in which they had their effect. */
  readonly effects: readonly ApprovedAction[];
  readonly calls: readonly string[];
  /** Calls that are under way. */
  readonly busy: number;
  tags(conversation: string): readonly string[];
}

const kinds: readonly ActionKind[] = [
  ...(['post-reply', 'post-note', 'set-tags', 'set-priority', 'set-status', 'assign', 'call-tool'] as const),
];

export const connectionId = 'desk';

export function createModelDesk(tenant: string, answers: readonly DeskAnswer[]): ModelDesk {
  const effects: ApprovedAction[] = [];
  const calls: string[] = [];
  const tags = new Map<string, readonly string[]>();
  const unsure = new Set<string>();
  let busy = 0;

  function takeEffect(action: ApprovedAction): void {
    effects.push(action);
    if (action.parameters.kind !== 'set-tags') return;
    const { add, remove } = action.parameters;
    const had = tags.get(action.conversation) ?? [];
    tags.set(
      action.conversation,
      [...new Set([...had, ...add])].filter((tag) => !remove.includes(tag)),
    );
  }

  const executor: Executor = {
    kinds,
    async execute(action): Promise<Execution> {
      busy += 1;
      try {
        return await call(action);
      } finally {
        busy -= 1;
      }
    },
    async lookUp(action) {
      await turn();
      if (unsure.has(action.id)) return { found: false, certain: false };
      return effects.some(({ id }) => id === action.id) ? { found: true } : { found: false, certain: true };
    },
  };
  async function call(action: ApprovedAction): Promise<Execution> {
    const answer = answers[calls.length % answers.length];
    calls.push(action.id);
    await turn();
    if (answer === 'refused') return { outcome: 'failed', code: 'busy', permanent: false, retryAfterMs: 1 };
    if (answer === 'broken') return { outcome: 'failed', code: 'ticket-closed', permanent: true };
    if (answer === 'unsure') unsure.add(action.id);
    takeEffect(action);
    await turn();
    if (answer === 'lost' || answer === 'unsure') return { outcome: 'uncertain', why: 'timed-out' };
    return { outcome: 'executed', vendorId: `v${effects.length}` };
  }
  const connection: Connection = {
    ...{ id: connectionId, tenant, desk: 'model', secrets: [], actionKinds: kinds },
    adapter: {} as Connection['adapter'],
    openExecutor: async () => executor,
  };
  return {
    ...{ connection, effects, calls },
    get busy() {
      return busy;
    },
    tags: (conversation) => tags.get(conversation) ?? [],
  };
}
