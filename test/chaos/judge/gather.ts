import type { DeskrailClient } from '@deskrail/client';
import type { Conversation, StreamName } from '@deskrail/contracts';
import type { ZendeskEmulator } from '@deskrail/testing';
import type { Ledger } from '../ledger.ts';
import type { ChaosRail } from '../rails/chaos-rail.ts';
import type { Reviewers } from '../reviewer.ts';
import type { DeskTicket, Evidence, Logged } from './evidence.ts';

const atOnce = 8;

/** Look everywhere: the desk, its ledger, the log itself, and the store by the API. */
export async function gather(from: {
  readonly rail: ChaosRail;
  readonly desk: ZendeskEmulator;
  readonly ledger: Ledger;
  readonly reviewers: Reviewers;
  readonly client: DeskrailClient;
}): Promise<Evidence> {
  const { rail, desk, ledger, reviewers, client } = from;
  ledger.note(desk.deliveries);
  const read = async (stream: StreamName): Promise<readonly Logged[]> => {
    const stored = await rail.readLog(stream);
    // A fact's own text is compared in the store; there may be very many.
    return stored.map(({ event: { id, type, subject, data } }) => ({
      ...{ id, type, subject, data: stream === 'facts' ? {} : data },
    }));
  };
  const summaries = await Array.fromAsync(client.conversations.all({ limit: 200 }));
  const conversations: Conversation[] = [];
  for (let at = 0; at < summaries.length; at += atOnce) {
    const some = summaries.slice(at, at + atOnce).map(({ id }) => client.conversations.get(id));
    conversations.push(...(await Promise.all(some)));
  }
  return {
    sent: ledger.all,
    verdicts: reviewers.answered,
    conversations,
    recommendations: await Array.fromAsync(client.recommendations.all({ limit: 200 })),
    actions: await Array.fromAsync(client.actions.all({ limit: 200 })),
    tickets: desk.tickets.list().map(ticketOf),
    ...(rail.witnesses && { witnesses: rail.witnesses() }),
    log: {
      facts: await read('facts'),
      decisions: await read('decisions'),
      actions: await read('actions'),
      deadLetters: await read('dead-letters'),
    },
  };
}

function ticketOf(ticket: ReturnType<ZendeskEmulator['tickets']['list']>[number]): DeskTicket {
  const { id, status, priority, tags, assigneeId, comments, audits } = ticket;
  const markers = audits.flatMap(({ custom }) =>
    typeof custom.deskrail_action === 'string' ? [custom.deskrail_action] : [],
  );
  const told = comments.map((comment) => ({ id: comment.id, text: comment.body, public: comment.public }));
  return { id, status, priority, tags, assigneeId, comments: told, markers };
}
