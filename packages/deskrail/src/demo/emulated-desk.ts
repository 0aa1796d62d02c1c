import type { Connection, Conversation } from '@deskrail/contracts';

/** A desk of the demo: emulated in this process, and connected to it as a real one would be. */
export interface EmulatedDesk {
  readonly connection: Connection;
  /** Its webhooks are signed with this, or show it. */
  readonly secret: string;
  /** Where its API seems to be; `fetch` answers there. */
  readonly addresses: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  /**
   * The desk lives in memory. Give it back what earlier days brought, so that what waits for a verdict since then can
   * still be answered. Must come before `connect`: then nothing of it is sent again.
   */
  restore(known: readonly Conversation[]): void;
  /** From now on its webhooks go to the instance that listens here. */
  connect(url: string): void;
  /** Called with where it is, such as `on ticket 5158`, for each reply that came through the API; returns the unsubscriber. */
  onReply(listener: (where: string) => void): () => void;
  close(): Promise<void>;
}

/** Where a connection's webhooks go. */
export const webhookUrl = (url: string, { id }: Connection): string => `${url}/webhooks/${id}`;

/** What stands for a text that was taken out since. */
export const redacted = '(redacted)';
