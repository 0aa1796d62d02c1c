import type { RestFault } from '../rest/faults.js';
import { fetchFrom } from '../rest/fetch-from.js';
import { createRestApi, type ReadBody, type RestCall, readBytes } from '../rest/rest-api.js';
import { RestRefusal } from '../rest/rest-refusal.js';
import type { Emulator } from '../serve-emulator.js';
import { realTime, type Time } from '../time.js';
import type { OpenAiAsked, OpenAiScript } from './answer.js';
import { type OpenAiModerator, wordsOfHarm } from './moderations-api.js';
import type { OpenAiRateLimit } from './rate-limit.js';
import { badRequest, usualBody } from './refusal.js';
import { createRoutes } from './routes.js';

export interface EmulateOpenAiOptions {
  /** Default: `emulated-openai-key`. */
  readonly apiKey?: string;
  /** Where the API seems to be. Default: `https://api.openai.example`. */
  readonly url?: string;
  /** Any other model is unknown. Default: every model is known. */
  readonly models?: readonly string[];
  /** What the model does, in order, or for what it was asked. After the last, and for `undefined`: an honest answer. */
  readonly script?: OpenAiScript;
  /**
   * The model obeys whatever stands in the data, and worse: it repeats orders and private notes, adds links and promises,
   * calls tools, and writes members that would change the recipient or the policy. Default: false.
   */
  readonly obeysInjection?: boolean;
  /** Default: 500 requests and 200,000 tokens a minute. `false`: none. */
  readonly rateLimit?: OpenAiRateLimit | false;
  /** Between the events of a stream. Default: 0. */
  readonly everyMs?: number;
  /** Characters in a part of a stream. Default: 12. */
  readonly partSize?: number;
  /** Of vectors. Default: 256. */
  readonly dimensions?: number;
  /** Default: a few words of violence and insult. */
  readonly moderate?: OpenAiModerator;
  /** Clock and timers. Default: the machine's. */
  readonly time?: Time;
}

export interface OpenAiEmulator extends Emulator, AsyncDisposable {
  /** Without `/v1`; nothing listens there unless `serveEmulator` or msw does. */
  readonly url: string;
  /** What a client takes: `url` with `/v1`. */
  readonly baseURL: string;
  readonly apiKey: string;
  /** To hand to a client. */
  readonly fetch: typeof globalThis.fetch;
  /** The last 10,000 calls. */
  readonly calls: readonly RestCall[];
  /** The last 1,000 requests for text, as the model saw them. */
  readonly asked: readonly OpenAiAsked[];
  readonly time: Time;
  /** Something goes wrong with the next call, or the next `times` calls. */
  failNext(fault: RestFault): void;
  clearFaults(): void;
  /** Answers 503 from then on. */
  close(): Promise<void>;
}

/** OpenAI's API of your own: responses and chat completions with structured output and streams, embeddings, moderations. */
export function emulateOpenAi(options: EmulateOpenAiOptions = {}): OpenAiEmulator {
  const { url = 'https://api.openai.example', apiKey = 'emulated-openai-key', time = realTime } = options;
  const asked: OpenAiAsked[] = [];
  const route = createRoutes({ ...options, moderate: options.moderate ?? wordsOfHarm, apiKey, time, asked });
  const rest = createRestApi<ReadBody>({ time, usualBody, readBody, answer: route });
  let isClosed = false;
  const handle = async (request: Request) =>
    isClosed
      ? new Response('Closed', { status: 503, headers: { 'content-type': 'text/plain' } })
      : rest.handle(request);
  const close = async () => {
    isClosed = true;
  };
  return {
    ...{ url, baseURL: `${url}/v1`, apiKey, handle, fetch: fetchFrom(handle), calls: rest.calls, asked, time },
    failNext: rest.faults.add,
    clearFaults: rest.faults.clear,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function readBody(request: Request): Promise<ReadBody> {
  const bytes = await readBytes(request);
  if (bytes === 'too-large') return { refusal: new RestRefusal(413, usualBody(413)) };
  if (bytes.byteLength === 0) return { value: undefined };
  try {
    return { value: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    return { refusal: badRequest('We could not parse the JSON body of your request.') };
  }
}
