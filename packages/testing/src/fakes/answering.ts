/** A status, such as 204; no answer ever; or no connection. */
export type Answer = number | 'hangs' | 'throws' | { readonly status: number; readonly retryAfter: string };

/** A receiver that gives these answers, one after the other, and 204 from then on. */
export function answering(answers: readonly Answer[]): () => Promise<Response> {
  const waiting = [...answers];
  return async () => {
    const answer = waiting.shift() ?? 204;
    if (answer === 'throws') throw new TypeError('fetch failed');
    if (answer === 'hangs') return new Promise<Response>(() => {});
    if (typeof answer === 'number') return new Response(null, { status: answer });
    return new Response(null, { status: answer.status, headers: { 'retry-after': answer.retryAfter } });
  };
}
