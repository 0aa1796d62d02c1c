import { createHmac, timingSafeEqual } from 'node:crypto';

/** Zendesk's signature, checked by hand: an HMAC over the time-stamp and the body. */
export function signedByZendesk(
  secret: string,
  body: Buffer,
  headers: { readonly timestamp: string | undefined; readonly signature: string | undefined },
): boolean {
  const expected = createHmac('sha256', secret)
    .update(headers.timestamp ?? '')
    .update(body)
    .digest();
  const given = Buffer.from(headers.signature ?? '', 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
