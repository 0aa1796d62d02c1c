import { hmacSha256 } from '@deskrail/webhooks/hmac';

/** The secret that Zendesk signs with while a webhook is tested before it exists. It is public: never accept it in production. */
export const zendeskTestSecret = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';

export interface SignZendesk {
  /** The webhook's signing secret, as Zendesk shows it; used as it is, not base64-decoded. */
  readonly secret: string;
  /** ISO 8601 in UTC, such as `2026-03-02T08:00:00Z`. Default: now. */
  readonly timestamp?: string;
  /** Exactly what is sent; signed over its bytes. */
  readonly body: string | Uint8Array;
  readonly webhookId?: string;
  /** The same for every try of one delivery. */
  readonly invocationId?: string;
  readonly accountId?: string | number;
}

export type ZendeskHeaders = Readonly<Record<string, string>>;

const utf8 = new TextEncoder();

/**
 * The headers of a webhook from Zendesk. The signature is `base64(HMAC-SHA256(secret, timestamp + body))`: no separator,
 * the timestamp first (https://developer.zendesk.com/documentation/webhooks/verifying).
 */
export async function signZendesk(options: SignZendesk): Promise<ZendeskHeaders> {
  const body = typeof options.body === 'string' ? utf8.encode(options.body) : options.body;
  const timestamp = options.timestamp ?? `${new Date().toISOString().slice(0, 19)}Z`;
  const mac = await hmacSha256(utf8.encode(options.secret), utf8.encode(timestamp), body);
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Zendesk Webhook',
    'x-zendesk-account-id': String(options.accountId ?? 22129848),
    'x-zendesk-webhook-id': options.webhookId ?? '01HQ3ZK6W8V4T2N9B7F5D1C0XA',
    'x-zendesk-webhook-invocation-id': options.invocationId ?? '01HQ3ZKB2M6R8E4Y0J3G9S7PQC',
    'x-zendesk-webhook-signature': base64(mac),
    'x-zendesk-webhook-signature-timestamp': timestamp,
  };
}

/** A signed webhook, ready for a receiver or for `fetch`. */
export async function signedZendeskRequest(options: SignZendesk & { readonly url: string }): Promise<Request> {
  const body = typeof options.body === 'string' ? options.body : Uint8Array.from(options.body);
  return new Request(options.url, { method: 'POST', headers: await signZendesk(options), body });
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
