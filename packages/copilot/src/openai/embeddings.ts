import { DeskrailError, type Embeddings, systemClock } from '@deskrail/contracts';
import { headOf } from '../privacy/cut-whole.js';
import { createMasking } from '../privacy/masking.js';
import type { PromptMasking } from '../prompts/masking.js';
import { visibleText } from '../prompts/plain-data.js';
import { costOf, type Prices } from '../remote/budget.js';
import { createRemoteCalls, type RemoteOptions } from '../remote/remote-calls.js';
import { connect, type OpenAiAccess } from './connect.js';
import { openAiErrorReader } from './read-error.js';

export interface OpenAiEmbeddingsOptions extends OpenAiAccess, RemoteOptions {
  /** Such as `text-embedding-3-small`. */
  readonly model: string;
  /** Of the vectors, where the model can shorten them. Default: the model’s own. */
  readonly dimensions?: number | undefined;
  /** Texts in one call. Default: 128. */
  readonly batchSize?: number | undefined;
  readonly prices?: Pick<Prices, 'input'> | undefined;
  /** What hides personal data, for one text; `false`: nothing does. Default: `createMasking()`. */
  readonly masking?: (() => Pick<PromptMasking, 'mask'>) | false | undefined;
  /** For one batch, retries included. Default: 60 000: a model on a machine of your own takes its time. */
  readonly timeoutMs?: number | undefined;
}

/** Below the 8,192 tokens that the models take, whatever the language. */
const lengthAtMost = 8_000;

const unit = (vector: readonly number[]): Float32Array => {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
};

const unreadable = (): DeskrailError =>
  new DeskrailError(
    'dependency-unavailable',
    'The embeddings endpoint answered with other vectors than were asked for.',
  );

/** Vectors by OpenAI, or by any endpoint that has `/embeddings`. Budgets hold for all tenants together. */
export function openAiEmbeddings(options: OpenAiEmbeddingsOptions): Embeddings {
  const { model, dimensions, batchSize = 128, prices, clock = systemClock, masking = () => createMasking() } = options;
  const { timeoutMs = 60_000 } = options;
  const client = connect(options);
  const remote = createRemoteCalls(`The embeddings of ${model}`, openAiErrorReader(clock), { ...options, timeoutMs });
  const usageOf = (inputTokens: number) => {
    const cost = costOf({ inputTokens, outputTokens: 0 }, prices && { ...prices, output: 0 });
    return { inputTokens, outputTokens: 0, ...(cost !== undefined && { cost }) };
  };
  // An empty text is refused, and with it all that were sent beside it.
  const written = (text: string): string => {
    const seen = headOf(visibleText(text.slice(0, 2 * lengthAtMost)), lengthAtMost);
    return (masking === false ? seen : masking().mask(seen)).trim() || '-';
  };

  async function embedBatch(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const input = texts.map(written);
    const estimate = usageOf(Math.ceil(Buffer.byteLength(input.join('')) / 3));
    return remote.call({ tenant: '', signal, estimate }, async (call) => {
      const body = { model, input, encoding_format: 'float' as const, ...(dimensions !== undefined && { dimensions }) };
      const { data, usage } = await client.embeddings.create(body, { signal: call.signal, maxRetries: 0 });
      if (usage) call.used(usageOf(usage.prompt_tokens));
      const vectors = data.toSorted((one, other) => one.index - other.index).map(({ embedding }) => unit(embedding));
      if (vectors.length !== input.length) throw unreadable();
      if (vectors.some((vector) => vector.length === 0 || !vector.every(Number.isFinite))) throw unreadable();
      return vectors;
    });
  }

  return {
    name: ['openai', model, dimensions].filter((part) => part !== undefined).join('/'),
    async embed(texts, { signal }) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += batchSize) {
        vectors.push(...(await embedBatch(texts.slice(at, at + batchSize), signal)));
      }
      return vectors;
    },
  };
}
