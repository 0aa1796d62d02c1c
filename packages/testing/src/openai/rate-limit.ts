export interface OpenAiRateLimit {
  /** Default: 500. */
  readonly requestsPerMinute?: number;
  /** Default: 200,000. */
  readonly tokensPerMinute?: number;
}

export interface RateLimit {
  /** Counts a request, unless it is refused. */
  count(tokens: number): {
    readonly headers: Readonly<Record<string, string>>;
    readonly refused?: { readonly by: 'requests' | 'tokens'; readonly retryAfterSeconds: number };
  };
}

/** Limits for requests and tokens, in windows of a minute, with the API's headers. */
export function createRateLimit(options: OpenAiRateLimit, now: () => number): RateLimit {
  const { requestsPerMinute = 500, tokensPerMinute = 200_000 } = options;
  let window = -1;
  let requests = 0;
  let spent = 0;
  return {
    count(tokens) {
      const current = Math.floor(now() / 60_000);
      if (current !== window) [window, requests, spent] = [current, 0, 0];
      const by =
        requests + 1 > requestsPerMinute ? 'requests' : spent + tokens > tokensPerMinute ? 'tokens' : undefined;
      if (by === undefined) {
        requests += 1;
        spent += tokens;
      }
      const seconds = Math.max(1, Math.ceil(((current + 1) * 60_000 - now()) / 1_000));
      const headers = {
        'x-ratelimit-limit-requests': String(requestsPerMinute),
        'x-ratelimit-limit-tokens': String(tokensPerMinute),
        'x-ratelimit-remaining-requests': String(requestsPerMinute - requests),
        'x-ratelimit-remaining-tokens': String(tokensPerMinute - spent),
        'x-ratelimit-reset-requests': `${seconds}s`,
        'x-ratelimit-reset-tokens': `${seconds}s`,
      };
      return by === undefined ? { headers } : { headers, refused: { by, retryAfterSeconds: seconds } };
    },
  };
}
