import type { Draft, SuggestionRequest } from '@deskrail/contracts';

const confidence = 0.8;

/** The first tool whose own `fill` finds all of its arguments in the message. One that fails to look fills nothing. */
export function toolCallOf(request: SuggestionRequest): Draft | undefined {
  for (const { name, fill } of request.tools) {
    try {
      const found = fill?.(request);
      if (found === undefined) continue;
      return { proposal: { kind: 'tool-call', tool: name, arguments: found as Record<string, never> }, confidence };
    } catch {}
  }
  return undefined;
}
