import type { Delivery } from '@deskrail/contracts';
import { isForeign } from './access.js';
import type { TwilioConnection } from './connection.js';
import { calledUrl, forwardedUrl, shownUrl } from './urls.js';

interface Refused {
  readonly delivery: Delivery;
  readonly connection: TwilioConnection;
  /** The one that was tried, in all its forms. */
  readonly url: string;
  readonly accounts: readonly string[];
  /** Whether the signature is right for this URL in one of its forms. */
  matches(url: string): Promise<boolean>;
}

/** Above it nobody gets us to calculate more than the signature itself. */
const maxBodyBytes = 65_536;

/** Which of the usual causes fits a signature that is not right: the likely URLs are tried, to name the right one. */
export async function explain({ delivery, connection, url, accounts, matches }: Refused): Promise<string> {
  const { pathSecrets = [], sinkSecrets = [] } = connection;
  const secrets = [...pathSecrets, ...sinkSecrets, delivery.pathSecret ?? ''].filter((secret) => secret !== '');
  const show = (each: string): string => shownUrl(each, secrets);
  for (const [likely, why] of delivery.body.length > maxBodyBytes ? [] : likelyUrls(delivery, connection, url)) {
    if (await matches(likely)) return `The signature is right for ${show(likely)}: ${why}`;
  }
  const tried = `Tried ${show(url)} in its forms`;
  if (isForeign(connection, accounts[0])) {
    return `The delivery is of another account (${accounts[0]?.slice(0, 34)}), which signs with a token of its own: put that into tokensByAccount. ${tried}.`;
  }
  const type = delivery.headers.get('content-type') ?? '';
  if (delivery.method === 'GET') {
    return `A GET is signed by its URL alone, and no token gives this signature: the query was changed or put in another order on its way, or it is another token. ${tried}.`;
  }
  if (delivery.body.length === 0) {
    return `The body is empty: it was read before Deskrail got it, or Twilio was told to use GET. ${tried}.`;
  }
  if (!/x-www-form-urlencoded|json/i.test(type)) {
    return `The content type is not the form that Twilio sends: the body was parsed and written anew. Pass on the raw body. ${tried}.`;
  }
  return `No token gives this signature: not the primary auth token, a body that was parsed, trimmed or changed, or a proxy that changed the URL (set publicUrl to what Twilio was told). ${tried}.`;
}

function* likelyUrls(delivery: Delivery, connection: TwilioConnection, url: string): Generator<[string, string]> {
  const forwarded = forwardedUrl(delivery);
  if (forwarded !== undefined) {
    yield [forwarded, 'as a proxy says. Set publicUrl to that, or trustForwarded where the proxy is yours.'];
  }
  const flipped = url.replace(/^https?:/i, (scheme) => (scheme.toLowerCase() === 'https:' ? 'http:' : 'https:'));
  yield [flipped, 'the scheme differs, as behind a proxy that ends TLS. Set publicUrl.'];
  const slashed = url.replace(
    /^([^?#]*?)(\/?)(?=[?#]|$)/s,
    (_, path: string, slash: string) => path + (slash ? '' : '/'),
  );
  yield [slashed, 'a slash at the end of the path differs. Set publicUrl to what Twilio was told.'];
  yield [url.replace(/[?#].*$/s, ''), 'the query was added on its way to Deskrail.'];
  if (connection.publicUrl !== undefined) {
    const { publicUrl: _, ...rest } = connection;
    yield [calledUrl(delivery, rest), 'the request’s own URL, not publicUrl. Is publicUrl what Twilio was told?'];
  }
}
