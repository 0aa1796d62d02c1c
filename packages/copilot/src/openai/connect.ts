import { DeskrailError } from '@deskrail/contracts';
import OpenAI from 'openai';
import { boundedFetch } from './bounded-fetch.js';

/** Where the API is and how to be let in. */
export interface OpenAiAccess {
  /** Default: `OPENAI_API_KEY`. An endpoint of your own may need none. */
  readonly apiKey?: string | undefined;
  /** Of any endpoint that speaks OpenAI's API, such as `http://127.0.0.1:11434/v1`. Default: `OPENAI_BASE_URL`, else OpenAI's. */
  readonly baseURL?: string | undefined;
  /** A client of your own, such as one for Azure; then the two above are its affair. */
  readonly client?: OpenAI | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

const variable = (name: string): string | undefined => globalThis.process?.env[name]?.trim() || undefined;

/** Throws `config-invalid` where no key is given and OpenAI itself is meant. */
export function connect({ apiKey, baseURL, client, fetch }: OpenAiAccess): OpenAI {
  if (client !== undefined) return client;
  const url = baseURL ?? variable('OPENAI_BASE_URL');
  const key = apiKey ?? variable('OPENAI_API_KEY') ?? (url === undefined ? undefined : 'none');
  if (key === undefined) {
    throw new DeskrailError(
      'config-invalid',
      'There is no key for OpenAI. Set OPENAI_API_KEY, or give apiKey, client, or the baseURL of an endpoint that needs none.',
    );
  }
  return new OpenAI({
    apiKey: key,
    ...(url !== undefined && { baseURL: url }),
    fetch: boundedFetch(fetch),
    // Retries are ours, within the budget; and its debug log would hold what customers wrote.
    maxRetries: 0,
    logLevel: 'off',
  });
}
