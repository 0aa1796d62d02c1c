import type { Connection } from '@deskrail/contracts';

/** A Twilio account. `secrets` are its auth tokens, or shared keys that sign in their place: newest first. */
export interface TwilioConnection extends Connection {
  /**
   * Scheme, host, port and path exactly as Twilio was told them, `user:password@` included; the query comes from the
   * request. With a path of `/` the path comes from the request as well. Absent: the request's own URL is taken.
   */
  readonly publicUrl?: string;
  /** Take scheme, host and port from `X-Forwarded-*`. Only behind a proxy that sets them itself. Default: false. */
  readonly trustForwarded?: boolean;
  /** Auth tokens of subaccounts, by their AccountSid: they sign their own webhooks. */
  readonly tokensByAccount?: Readonly<Record<string, string | readonly string[]>>;
  /** Of Event Streams sinks that come unsigned: the password in the sink's URL, or the secret part of its path. */
  readonly sinkSecrets?: readonly string[];
  /** Identities in Conversations that are agents; others who write by an SDK are customers in a web chat. */
  readonly agentIds?: readonly string[] | ((identity: string) => boolean);
  /**
   * Our addresses whose messages the reconciler takes from the message list, with their channel's prefix. Default: all;
   * leave out those that belong to Conversations, whose messages are in that list under other ids.
   */
  readonly reconcileAddresses?: readonly string[];
  /** How replies are sent. */
  readonly send?: {
    /** Send Programmable Messaging replies from this service instead of the address the customer wrote to. */
    readonly messagingServiceSid?: string;
    /** `Author` of replies in Conversations. Default: `deskrail`. */
    readonly author?: string;
    /** Let replies in Conversations fire webhooks themselves. Default: false, so that none comes back. */
    readonly webhookEnabled?: boolean;
  };
}

/** Where this connection's webhooks go, as far as it is known: for status callbacks. */
export function webhookUrlOf({ publicUrl, id, pathSecrets }: TwilioConnection): string | undefined {
  if (publicUrl === undefined) return undefined;
  const base = publicUrl.replace(/[?#].*$/s, '');
  if (!hasNoPath(base)) return base;
  const secret = pathSecrets?.[0];
  const path = `/webhooks/${encodeURIComponent(id)}${secret === undefined ? '' : `/${encodeURIComponent(secret)}`}`;
  return base.replace(/\/$/, '') + path;
}

/** `https://host` or `https://host/`. */
export const hasNoPath = (url: string): boolean => /^[a-z][a-z\d+.-]*:\/\/[^/]*\/?$/i.test(url);
