import type { RecommendationView } from '@deskrail/contracts';
import { conversationSubject, type MemoryStore } from './memory-store.js';

/** What was approved is started; then its process ends, and its look-up is no help. Resolves with the action's id. */
export const nobodyKnows = (store: MemoryStore, { actions }: RecommendationView): Promise<string> =>
  nobodyKnowsOf(store, actions[0]?.id ?? '');

/** The same of one action. */
export async function nobodyKnowsOf(store: MemoryStore, id: string): Promise<string> {
  const entry = await store.action('acme', id);
  if (entry === undefined) throw new Error('Nothing was approved.');
  const { type: _, data, ...envelope } = entry.event;
  const { actionId } = data;
  await store.transact({ tenant: 'acme', conversation: conversationSubject }, async (unit) => {
    const started = { actionId, executor: 'host-1', token: 1 };
    await unit.emit({ ...envelope, id: `${actionId}/started/1`, type: 'action.started.v1', data: started });
    const why = { actionId, why: 'crashed' as const };
    await unit.emit({ ...envelope, id: `${actionId}/uncertain`, type: 'action.uncertain.v1', data: why });
  });
  return actionId;
}
