import type OpenAI from 'openai';
import { type Ask, brokenOff, cutOff, refused } from './written.js';

type Response = OpenAI.Responses.Response;

const bodyOf = ({ model, prompt, maxOutputTokens }: Ask) => ({
  model,
  instructions: prompt.system,
  input: [{ role: 'user' as const, content: prompt.user }],
  text: {
    format: {
      type: 'json_schema' as const,
      name: 'suggestion',
      schema: prompt.jsonSchema as Record<string, unknown>,
      strict: prompt.strict,
    },
  },
  max_output_tokens: maxOutputTokens,
  // Tickets are not to be kept where they were only to be read.
  store: false,
});

/** What the model wrote. Throws `dependency-unavailable` for a refusal and for an output that was cut off. */
function textOf(response: Response, used: Ask['used']): string {
  if (response.usage) {
    used({ inputTokens: response.usage.input_tokens, outputTokens: response.usage.output_tokens });
  }
  if (response.status === 'incomplete') throw cutOff(response.incomplete_details?.reason);
  if (response.status !== 'completed' && response.status !== undefined) throw brokenOff();
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  if (parts.some(({ type }) => type === 'refusal')) throw refused();
  const text = parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
  if (text === '') throw brokenOff();
  return text;
}

/** Ask by the Responses API. */
export async function askResponses(client: OpenAI, ask: Ask): Promise<string> {
  const { signal, onDelta } = ask;
  if (onDelta === undefined) {
    return textOf(await client.responses.create(bodyOf(ask), { signal, maxRetries: 0 }), ask.used);
  }
  const stream = await client.responses.create({ ...bodyOf(ask), stream: true }, { signal, maxRetries: 0 });
  for await (const event of stream) {
    if (event.type === 'response.output_text.delta') onDelta(event.delta);
    else if (event.type === 'error') throw brokenOff();
    else if (
      event.type === 'response.completed' ||
      event.type === 'response.incomplete' ||
      event.type === 'response.failed'
    ) {
      return textOf(event.response, ask.used);
    }
  }
  throw brokenOff();
}
