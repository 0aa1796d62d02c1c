import { type Conversation, DeskrailError, type EventByType, type ReviewQueue, type Store } from '@deskrail/contracts';
import { envelopeOf } from '../../emitted.js';
import { refusalByRights } from '../verdict/rights.js';

type Switched = EventByType<'automation.held.v1'> | EventByType<'automation.released.v1'>;

/** People take a conversation over from the bot, or hand it back, and ask who has it. As it is already, nothing changes. */
export function createAutomate({
  store,
  newId,
}: {
  readonly store: Store;
  readonly newId: () => string;
}): Pick<ReviewQueue, 'automate' | 'automationOf'> {
  const automate: ReviewQueue['automate'] = async ({ tenant, actor, rights, conversation: id, automation }) => {
    const refusal = refusalByRights(rights, { role: 'agent', queues: [] });
    if (refusal !== undefined) throw refusal;
    await store.transact({ tenant, conversation: id }, async (unit) => {
      const { connection } = known(await unit.conversation(), id);
      const { held } = await unit.automation();
      if ((held !== undefined) === (automation === 'held')) return;
      const place = { tenant, connection, subject: id, conversation: id };
      const by = { id: `${id}/automation/${newId()}`, at: unit.now, actor, step: 'review' } as const;
      const envelope = envelopeOf(place, by);
      const event: Switched =
        automation === 'held'
          ? { ...envelope, type: 'automation.held.v1', data: { conversation: id, why: 'person' } }
          : { ...envelope, type: 'automation.released.v1', data: { conversation: id } };
      await unit.emit(event);
    });
  };
  return {
    automate,
    async automationOf({ tenant, conversation: id }) {
      const [conversation, { held }] = await Promise.all([
        store.conversation(tenant, id),
        store.automation(tenant, id),
      ]);
      known(conversation, id);
      return held === undefined ? 'released' : 'held';
    },
  };
}

function known(conversation: Conversation | undefined, id: string): Conversation {
  if (conversation === undefined) throw new DeskrailError('not-found', `No conversation has the id ${id}.`);
  return conversation;
}
