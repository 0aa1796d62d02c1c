import type { Problem, SuggestionAnswer, SuggestionInput, SuggestionProgress } from '@deskrail/contracts';
import { DeskrailApiError } from './api-error.js';
import type { CallOptions, Sender } from './send.js';
import { createEventParser } from './server-sent-events.js';

/** `progress`: all that may be shown so far. `answer`: the end, and what stands; it may say otherwise. */
export type SuggestionEvent =
  | { readonly type: 'progress'; readonly progress: SuggestionProgress }
  | { readonly type: 'answer'; readonly answer: SuggestionAnswer };

const path = 'v1/suggestions';

/** Ask once, and read the answer as it is made. Leaving the iteration ends the call. */
export async function* streamSuggestion(
  sender: Sender,
  input: SuggestionInput,
  options: CallOptions = {},
): AsyncGenerator<SuggestionEvent, void, undefined> {
  const { signal } = options;
  const headers = { accept: 'text/event-stream' };
  const call = { ...options, method: 'POST', path, json: input, headers, repeatable: false } as const;
  const failed = (code: DeskrailApiError['code'], detail: string, problem?: Problem) =>
    new DeskrailApiError(code, { method: 'POST', url: sender.address(path), detail, problem, status: problem?.status });
  const response = await sender.stream(call);
  const reader = response.body?.getReader();
  // Not left to the request's signal alone: an answer that goes on would be waited for.
  const stop = () => void reader?.cancel().catch(() => {});
  signal?.addEventListener('abort', stop, { once: true });
  const parser = createEventParser({ lastEventId: '' });
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const piece = await reader?.read().catch(() => undefined);
      signal?.throwIfAborted();
      if (!piece || piece.done) break;
      for (const { type, data } of parser.feed(decoder.decode(piece.value, { stream: true }))) {
        if (type === 'progress') yield { type, progress: JSON.parse(data) };
        if (type === 'problem') {
          const problem: Problem = JSON.parse(data);
          throw failed(problem.code as DeskrailApiError['code'], problem.detail, problem);
        }
        if (type !== 'answer') continue;
        yield { type, answer: JSON.parse(data) };
        return;
      }
    }
    throw failed('dependency-unavailable', 'The answer broke off. Ask again.');
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}
