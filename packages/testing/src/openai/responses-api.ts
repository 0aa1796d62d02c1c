import { partsOf, type StreamEvent } from './event-stream.js';
import { badRequest } from './refusal.js';
import { checkStrictSchema } from './strict-schema.js';
import type { TextRequest } from './text-request.js';
import type { Written } from './written.js';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function textOfInput(input: unknown, role: 'user' | 'system'): string {
  if (typeof input === 'string') return role === 'user' ? input : '';
  if (!Array.isArray(input)) throw badRequest("Missing required parameter: 'input'.", 'input');
  return input
    .filter((item): item is Json => isJson(item) && (item.role === 'developer' ? 'system' : item.role) === role)
    .map(({ content }) =>
      typeof content === 'string'
        ? content
        : (Array.isArray(content) ? content : [])
            .map((part) => (isJson(part) ? String(part.text ?? '') : ''))
            .join('\n'),
    )
    .join('\n');
}

/** A body of `POST /v1/responses`. */
export function readResponsesRequest(body: Json): TextRequest {
  const format = isJson(body.text) && isJson(body.text.format) ? body.text.format : undefined;
  const isStructured = format?.type === 'json_schema';
  if (isStructured && typeof format.name !== 'string') {
    throw badRequest("Missing required parameter: 'text.format.name'.", 'text.format.name');
  }
  if (isStructured && format.strict === true) checkStrictSchema(format.schema, 'text.format.schema');
  const limit = body.max_output_tokens;
  if (typeof limit === 'number' && limit < 16) {
    throw badRequest("Invalid 'max_output_tokens': integer below minimum value.", 'max_output_tokens');
  }
  return {
    api: 'responses',
    system: [body.instructions, textOfInput(body.input, 'system')].filter((text) => text).join('\n'),
    user: textOfInput(body.input, 'user'),
    schema: isStructured ? format.schema : undefined,
    isStream: body.stream === true,
    maxOutputTokens: typeof limit === 'number' ? limit : undefined,
  };
}

interface Made {
  readonly id: string;
  readonly model: string;
  readonly createdAt: number;
}

const messageOf = ({ id }: Made, { text, refusal, cutOffBy }: Written) => ({
  id: id.replace('resp_', 'msg_'),
  type: 'message',
  role: 'assistant',
  status: cutOffBy === undefined ? 'completed' : 'incomplete',
  content: [refusal === undefined ? { type: 'output_text', text, annotations: [] } : { type: 'refusal', refusal }],
});

const statusOf = ({ failed, cutOffBy }: Written) =>
  failed !== undefined ? 'failed' : cutOffBy !== undefined ? 'incomplete' : 'completed';

/** The response as the API would return it whole. */
export function responseOf(made: Made, written: Written) {
  const { failed, cutOffBy, usage } = written;
  return {
    ...{ id: made.id, object: 'response', created_at: made.createdAt, model: made.model, status: statusOf(written) },
    error: failed === undefined ? null : { code: failed, message: 'The model failed to answer.' },
    incomplete_details: cutOffBy === undefined ? null : { reason: cutOffBy },
    ...{ instructions: null, metadata: {}, parallel_tool_calls: true, temperature: 1, tool_choice: 'auto', tools: [] },
    ...{ top_p: 1, store: false, truncation: 'disabled' },
    output: failed === undefined ? [messageOf(made, written)] : [],
    usage:
      failed !== undefined
        ? null
        : {
            input_tokens: usage.input,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: usage.output,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: usage.input + usage.output,
          },
  };
}

/** The same as a stream of typed events. */
export function responseEvents(made: Made, written: Written, partSize: number): readonly StreamEvent[] {
  const { text, refusal, breakOffAt } = written;
  const response = responseOf(made, written);
  const begun = { ...response, status: 'in_progress', output: [], usage: null, error: null, incomplete_details: null };
  const message = messageOf(made, written);
  const place = { item_id: message.id, output_index: 0, content_index: 0 };
  const kind = refusal === undefined ? 'output_text' : 'refusal';
  const said = refusal ?? text;
  const whole = refusal === undefined ? { text } : { refusal };
  const empty = refusal === undefined ? { type: kind, text: '', annotations: [] } : { type: kind, refusal: '' };
  const opened: Json[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
  ];
  const deltas: Json[] = partsOf(breakOffAt === undefined ? said : said.slice(0, breakOffAt), partSize).map(
    (delta) => ({
      ...{ type: `response.${kind}.delta`, ...place, delta },
      ...(kind === 'output_text' && { logprobs: [] }),
    }),
  );
  const item: Json[] = [
    { type: 'response.output_item.added', output_index: 0, item: { ...message, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: empty },
    ...deltas,
  ];
  const closed: Json[] = [
    { type: `response.${kind}.done`, ...place, ...whole, ...(kind === 'output_text' && { logprobs: [] }) },
    { type: 'response.content_part.done', ...place, part: message.content[0] },
    { type: 'response.output_item.done', output_index: 0, item: message },
    { type: `response.${response.status}`, response },
  ];
  const events =
    written.failed !== undefined
      ? [...opened, { type: 'response.failed', response }]
      : [...opened, ...item, ...(breakOffAt === undefined ? closed : [])];
  return events.map((event, at) => ({ name: String(event.type), data: { ...event, sequence_number: at } }));
}
