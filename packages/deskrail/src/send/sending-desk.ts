import type { Connection } from '@deskrail/contracts';
import type { KnownTicket } from './known-ticket.js';

/** What was asked for by hand. */
export interface Message {
  readonly event: string;
  readonly text: string | undefined;
  readonly ticket: string;
  readonly subject: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly status: string | undefined;
  readonly isPrivate: boolean;
  /** What the instance knows of the ticket already; it stays as it is. */
  readonly known: KnownTicket | undefined;
  readonly nowMs: number;
  /** Of this moment and process: digits that no other sending has. */
  readonly number: string;
  /** 32 hex digits that no other sending has. */
  readonly unique: string;
}

/** A webhook as the desk would send it. */
export interface SignedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one desk's webhooks are made by hand. */
export interface SendingDesk {
  /** The events that it takes, for the help. */
  readonly events: string;
  /** Where its secret is configured. */
  readonly secretVariable: string;
  /** Throws a usage error for an event that the desk does not send. */
  sign(
    message: Message,
    to: { readonly url: string; readonly secret: string; readonly account?: string | undefined },
  ): Promise<SignedWebhook>;
  /** Reads the same bytes as the instance does, to tell which facts come of them. */
  receive(options: { readonly id: string; readonly tenant: string; readonly secrets: readonly string[] }): Connection;
}
