import { partsOf, type StreamEvent } from './event-stream.js';
import { badRequest } from './refusal.js';
import { checkStrictSchema } from './strict-schema.js';
import type { TextRequest } from './text-request.js';
import type { Written } from './written.js';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const said = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : (Array.isArray(content) ? content : []).map((part) => (isJson(part) ? String(part.text ?? '') : '')).join('\n');

/** A body of `POST /v1/chat/completions`. */
export function readChatRequest(body: Json): TextRequest & { readonly withUsage: boolean } {
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    throw badRequest("Missing required parameter: 'messages'.", 'messages');
  }
  const messages = body.messages.filter(isJson);
  const by = (...roles: readonly unknown[]) =>
    messages
      .filter(({ role }) => roles.includes(role))
      .map(({ content }) => said(content))
      .join('\n');
  const format = isJson(body.response_format) ? body.response_format : undefined;
  const structured = format?.type === 'json_schema' && isJson(format.json_schema) ? format.json_schema : undefined;
  if (structured?.strict === true) checkStrictSchema(structured.schema, 'response_format');
  const limit = body.max_completion_tokens ?? body.max_tokens;
  return {
    api: 'chat',
    system: by('system', 'developer'),
    user: by('user'),
    schema: structured?.schema,
    isStream: body.stream === true,
    maxOutputTokens: typeof limit === 'number' ? limit : undefined,
    withUsage: isJson(body.stream_options) && body.stream_options.include_usage === true,
  };
}

interface Made {
  readonly id: string;
  readonly model: string;
  readonly createdAt: number;
}

const usageOf = ({ usage: { input, output } }: Written) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});

const finishOf = ({ cutOffBy }: Written): string =>
  cutOffBy === undefined ? 'stop' : cutOffBy === 'content_filter' ? 'content_filter' : 'length';

/** The completion as the API would return it whole. */
export function completionOf({ id, model, createdAt }: Made, written: Written) {
  const message = {
    role: 'assistant',
    content: written.refusal === undefined ? written.text : null,
    refusal: written.refusal ?? null,
  };
  return {
    ...{ id, object: 'chat.completion', created: createdAt, model },
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(written) }],
    usage: usageOf(written),
  };
}

/** The same as chunks, `[DONE]` after the last. */
export function completionChunks(
  { id, model, createdAt }: Made,
  written: Written,
  { partSize, withUsage }: { readonly partSize: number; readonly withUsage: boolean },
): readonly StreamEvent[] {
  const { text, refusal, breakOffAt } = written;
  const chunk = (choices: readonly unknown[], more: object = {}): StreamEvent => ({
    data: { id, object: 'chat.completion.chunk', created: createdAt, model, choices, ...more },
  });
  const choice = (delta: object, finish: string | null = null) =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }], withUsage ? { usage: null } : {});
  const told = refusal ?? text;
  const parts = partsOf(breakOffAt === undefined ? told : told.slice(0, breakOffAt), partSize);
  const begun = [
    choice({ role: 'assistant', content: '' }),
    ...parts.map((part) => choice(refusal === undefined ? { content: part } : { refusal: part })),
  ];
  if (breakOffAt !== undefined) return begun;
  const usage = withUsage ? [chunk([], { usage: usageOf(written) })] : [];
  return [...begun, choice({}, finishOf(written)), ...usage, { data: '[DONE]' }];
}
