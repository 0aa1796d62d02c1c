import { type Connection, formatActor, messageFactId, type Party } from '@deskrail/contracts';
import type { Draft } from './draft.js';
import { known } from './values.js';

/** What every message needs, whichever way it came. */
export interface MessageInput {
  readonly connection: Connection;
  /** The desk's own: every way by which the message may reach us gives the same, so that it is one fact. */
  readonly messageId: string;
  readonly author: Party;
  readonly visibility: 'public' | 'private';
  readonly channel?: string | undefined;
  readonly text: string;
  readonly html?: string | undefined;
  readonly attachments?: readonly AttachmentInput[] | undefined;
  /** The action of ours that sent it, known by its marker; left out of what a customer wrote. */
  readonly actionId?: string | undefined;
}

export type AttachmentInput = { readonly [Key in 'id' | 'name' | 'contentType' | 'url']?: string } & {
  readonly sizeBytes?: number;
};

/**
 * Received from a customer, else sent: where nobody says whose it is, a missing suggestion is better than one that
 * answers an agent's own words, and than an answer that does not count.
 */
export function messageDraft(input: MessageInput): Draft {
  const { connection, messageId, author, visibility, channel, text, html, attachments } = input;
  const isReceived = author.kind === 'customer';
  const actionId = isReceived ? undefined : input.actionId;
  return {
    type: isReceived ? 'message.received.v1' : 'message.sent.v1',
    data: known({ messageId, author, visibility, channel, text, html, attachments, actionId }) as never,
    actor: actorOf(author),
    identity: messageFactId({ tenant: connection.tenant, connection: connection.id }, messageId),
  };
}

/** `agent/123`. Who changes a case and is not its customer is an agent, as far as one can tell; without an id, the system. */
export function actorOf({ kind, id }: Party): string {
  if (id === undefined) return formatActor('system');
  return formatActor(kind === 'unknown' ? 'agent' : kind, id);
}
