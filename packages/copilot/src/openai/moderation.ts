import { type Moderate, systemClock } from '@deskrail/contracts';
import { createMasking } from '../privacy/masking.js';
import type { PromptMasking } from '../prompts/masking.js';
import { bounded } from '../prompts/plain-data.js';
import { createRemoteCalls, type RemoteOptions } from '../remote/remote-calls.js';
import { connect, type OpenAiAccess } from './connect.js';
import { openAiErrorReader } from './read-error.js';

export interface OpenAiModerationOptions extends OpenAiAccess, Omit<RemoteOptions, 'budgets'> {
  /** Default: `omni-moderation-latest`. */
  readonly model?: string | undefined;
  /** What hides personal data, for one text; `false`: nothing does. Default: `createMasking()`. */
  readonly masking?: (() => Pick<PromptMasking, 'mask'>) | false | undefined;
  /** For one text, retries included. Default: 3 000: it comes after the model, and somebody may be waiting. */
  readonly timeoutMs?: number | undefined;
}

/** Whether a text may be said, by a moderation endpoint. Throws `dependency-unavailable` where it is away. */
export function openAiModeration(options: OpenAiModerationOptions = {}): Moderate {
  const { model = 'omni-moderation-latest', clock = systemClock, masking = () => createMasking() } = options;
  const { timeoutMs = 3_000 } = options;
  const client = connect(options);
  const remote = createRemoteCalls(`The moderation of ${model}`, openAiErrorReader(clock), { ...options, timeoutMs });
  return async (text, { signal }) => {
    const input = bounded(masking === false ? text : masking().mask(text), 32_000);
    const results = await remote.call({ tenant: '', signal }, async (call) => {
      const answer = await client.moderations.create({ model, input }, { signal: call.signal, maxRetries: 0 });
      return answer.results;
    });
    const categories = results.flatMap((result) =>
      Object.entries(result.categories).flatMap(([category, isFlagged]) => (isFlagged ? [category] : [])),
    );
    // No result is no clearance.
    return {
      flagged: results.length === 0 || results.some(({ flagged }) => flagged),
      categories: [...new Set(categories)],
    };
  };
}
