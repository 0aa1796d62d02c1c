import type { ReadBody } from '../rest/rest-api.js';
import { RestRefusal } from '../rest/rest-refusal.js';
import type { Time } from '../time.js';
import type { OpenAiAsked } from './answer.js';
import { completionChunks, completionOf, readChatRequest } from './chat-api.js';
import { embeddingsOf } from './embeddings-api.js';
import type { EmulateOpenAiOptions } from './emulate-openai.js';
import { eventStream, type StreamEvent } from './event-stream.js';
import { moderationsOf } from './moderations-api.js';
import { createRateLimit } from './rate-limit.js';
import { badRequest, tooMany, unknownModel, unknownPath, usualBody, wrongKey } from './refusal.js';
import { readResponsesRequest, responseEvents, responseOf } from './responses-api.js';
import { createTextModel, type Turn } from './text-model.js';
import { tokensOf } from './written.js';

interface RoutesContext extends EmulateOpenAiOptions {
  readonly apiKey: string;
  readonly time: Time;
  readonly moderate: NonNullable<EmulateOpenAiOptions['moderate']>;
  readonly asked: OpenAiAsked[];
}

type Body = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;
type Route = (body: Body, headers: Headers, request: Request) => Promise<Response>;

const json = (status: number, body: unknown, headers: Headers = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...headers, 'content-type': 'application/json' } });

function createIds(): (prefix: string) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    return `${prefix}${String(count).padStart(24, '0')}`;
  };
}

/** The two ways to ask for text: whole or as a stream, and broken off where the script says so. */
function textRoutes(context: RoutesContext, newId: (prefix: string) => string): Readonly<Record<string, Route>> {
  const { time, everyMs = 0, partSize = 12 } = context;
  const think = createTextModel(context);
  const made = (prefix: string, model: unknown) => ({
    id: newId(prefix),
    model: String(model),
    createdAt: Math.floor(time.now() / 1_000),
  });

  async function send(
    { answer, written }: Turn,
    { request, headers, isStream }: { request: Request; headers: Headers; isStream: boolean },
    form: { readonly whole: () => unknown; readonly events: () => readonly StreamEvent[] },
  ): Promise<Response> {
    const { signal } = request;
    if (answer.delayMs !== undefined) await time.sleep(answer.delayMs, signal);
    const isBroken = written.breakOffAt !== undefined;
    if (isStream) return eventStream(form.events(), { isBroken, everyMs, time, signal, headers });
    return isBroken ? Response.error() : json(200, form.whole(), headers);
  }

  return {
    async '/v1/responses'(body, headers, request) {
      const read = readResponsesRequest(body);
      const turn = think(read, String(body.model));
      const response = made('resp_', body.model);
      const whole = () => responseOf(response, turn.written);
      const events = () => responseEvents(response, turn.written, partSize);
      return send(turn, { request, headers, isStream: read.isStream }, { whole, events });
    },
    async '/v1/chat/completions'(body, headers, request) {
      const { withUsage, ...read } = readChatRequest(body);
      const turn = think(read, String(body.model));
      if (turn.written.failed !== undefined) return json(500, usualBody(500), headers);
      const completion = made('chatcmpl-', body.model);
      const whole = () => completionOf(completion, turn.written);
      const events = () => completionChunks(completion, turn.written, { partSize, withUsage });
      return send(turn, { request, headers, isStream: read.isStream }, { whole, events });
    },
  };
}

/** All that the API answers, by path. */
export function createRoutes(context: RoutesContext): (request: Request, body: ReadBody) => Promise<Response> {
  const { time, apiKey, models, moderate, dimensions = 256 } = context;
  const limit = context.rateLimit === false ? undefined : createRateLimit(context.rateLimit ?? {}, () => time.now());
  const newId = createIds();
  const routes: Readonly<Record<string, Route>> = {
    ...textRoutes(context, newId),
    '/v1/embeddings': async (body, headers) => json(200, embeddingsOf(body, { dimensions }), headers),
    '/v1/moderations': async (body, headers) =>
      json(200, moderationsOf(body, { id: newId('modr-'), moderate }), headers),
  };

  async function answered(request: Request, body: ReadBody, headers: Headers): Promise<Response> {
    const { pathname } = new URL(request.url);
    const route = routes[pathname];
    if (route === undefined || request.method !== 'POST') throw unknownPath(request.method, pathname);
    if ('refusal' in body) throw body.refusal;
    const value = body.value as Body | null | undefined;
    if (typeof value !== 'object' || value === null) throw badRequest('The body must be a JSON object.');
    if (pathname !== '/v1/moderations') {
      if (typeof value.model !== 'string') throw badRequest('you must provide a model parameter');
      if (models !== undefined && !models.includes(value.model)) throw unknownModel(value.model);
    }
    return route(value, headers, request);
  }

  return async (request, body) => {
    let headers: Headers = { 'x-request-id': newId('req_') };
    try {
      if (request.headers.get('authorization') !== `Bearer ${apiKey}`) throw wrongKey();
      const counted = limit?.count('value' in body ? tokensOf(JSON.stringify(body.value ?? '')) : 0);
      headers = { ...headers, ...counted?.headers };
      if (counted?.refused !== undefined) throw tooMany(counted.refused.by, counted.refused.retryAfterSeconds);
      return await answered(request, body, headers);
    } catch (error) {
      if (error instanceof RestRefusal) return json(error.status, error.body, { ...headers, ...error.headers });
      throw error;
    }
  };
}
