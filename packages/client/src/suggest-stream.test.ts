import { expect, it } from 'vitest';
import { createClient, isDeskrailApiError, type SuggestionEvent } from './index.js';

const url = 'https://desk.example.com';
const progress = { text: 'It is on its way.', sentences: [{ text: 'It is on its way.', evidence: ['e1'] }] };
const answer = { outcome: 'show', recommendation: { recommendationId: 'rec_1' } };
const block = (type: string, data: unknown) => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

/** A server that sends these pieces, and then leaves the stream open where `hangs`. */
function streaming(pieces: readonly string[], { hangs = false } = {}) {
  const state = { cancelled: false, accept: '', method: '' };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    state.accept = request.headers.get('accept') ?? '';
    state.method = request.method;
    const left = pieces.map((piece) => new TextEncoder().encode(piece));
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = left.shift();
        if (next !== undefined) controller.enqueue(next);
        else if (!hangs) controller.close();
      },
      cancel() {
        state.cancelled = true;
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return { client: createClient({ url, fetch }), state };
}

async function collect(events: AsyncIterable<SuggestionEvent>): Promise<SuggestionEvent[]> {
  const found: SuggestionEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

it('gives what may be shown so far, then the answer, however the pieces are cut', async () => {
  const text = block('progress', progress) + block('answer', answer);
  const { client, state } = streaming([text.slice(0, 20), text.slice(20, 110), text.slice(110)]);
  expect(await collect(client.suggestStream({ text: 'Where is it?' }))).toEqual([
    { type: 'progress', progress },
    { type: 'answer', answer },
  ]);
  expect(state).toMatchObject({ accept: 'text/event-stream', method: 'POST' });
});

it('rejects with the problem that the server ended with', async () => {
  const problem = { type: 'about:blank', title: 'Timed out', status: 504, detail: 'No whole answer.', code: 'timeout' };
  const { client } = streaming([block('progress', progress), block('problem', problem)]);
  const error = await collect(client.suggestStream({ text: 'Where is it?' })).catch((caught: unknown) => caught);
  expect(isDeskrailApiError(error, 'timeout')).toBe(true);
  expect(error).toMatchObject({ status: 504, problem });
});

it('does not take a stream that breaks off for an answer', async () => {
  const { client } = streaming([block('progress', progress)]);
  const error = await collect(client.suggestStream({ text: 'Where is it?' })).catch((caught: unknown) => caught);
  expect(isDeskrailApiError(error, 'dependency-unavailable')).toBe(true);
});

it('lets go of the connection when the reader leaves, and rejects with the signal’s reason', async () => {
  const left = streaming([block('progress', progress)], { hangs: true });
  for await (const event of left.client.suggestStream({ text: 'Where is it?' })) {
    expect(event.type).toBe('progress');
    break;
  }
  expect(left.state.cancelled).toBe(true);
  const given = streaming([block('progress', progress)], { hangs: true });
  const ending = new AbortController();
  const reading = (async () => {
    for await (const _ of given.client.suggestStream({ text: 'Hello' }, { signal: ending.signal }))
      ending.abort('left');
  })();
  await expect(reading).rejects.toBe('left');
});
