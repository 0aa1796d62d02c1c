import type OpenAI from 'openai';
import { type Ask, brokenOff, cutOff, refused } from './written.js';

type Usage = OpenAI.CompletionUsage;

const bodyOf = ({ model, prompt, maxOutputTokens }: Ask) => ({
  model,
  messages: [
    { role: 'system' as const, content: prompt.system },
    { role: 'user' as const, content: prompt.user },
  ],
  response_format: {
    type: 'json_schema' as const,
    json_schema: {
      name: 'suggestion',
      schema: prompt.jsonSchema as Record<string, unknown>,
      strict: prompt.strict,
    },
  },
  // The older name, which the servers that have only this API know.
  max_tokens: maxOutputTokens,
});

interface Written {
  text: string;
  refusal: boolean;
  finish: string | null;
}

function textOf({ text, refusal, finish }: Written): string {
  if (refusal) throw refused();
  if (finish === 'length' || finish === 'content_filter') throw cutOff(finish);
  if (text === '' || finish === null) throw brokenOff();
  return text;
}

const usedOf = ({ prompt_tokens: inputTokens, completion_tokens: outputTokens }: Usage) => ({
  inputTokens,
  outputTokens,
});

/** Ask by Chat Completions, for servers that speak nothing newer. */
export async function askChat(client: OpenAI, ask: Ask): Promise<string> {
  const { signal, onDelta } = ask;
  if (onDelta === undefined) {
    const { choices, usage } = await client.chat.completions.create(bodyOf(ask), { signal, maxRetries: 0 });
    if (usage) ask.used(usedOf(usage));
    const [choice] = choices;
    if (choice === undefined) throw brokenOff();
    const { content, refusal } = choice.message;
    return textOf({ text: content ?? '', refusal: Boolean(refusal), finish: choice.finish_reason });
  }
  const stream = await client.chat.completions.create(
    { ...bodyOf(ask), stream: true, stream_options: { include_usage: true } },
    { signal, maxRetries: 0 },
  );
  const written: Written = { text: '', refusal: false, finish: null };
  for await (const { choices, usage } of stream) {
    if (usage) ask.used(usedOf(usage));
    const [choice] = choices;
    if (choice === undefined) continue;
    if (choice.delta.refusal) written.refusal = true;
    if (choice.delta.content) {
      written.text += choice.delta.content;
      onDelta(choice.delta.content);
    }
    written.finish = choice.finish_reason ?? written.finish;
  }
  return textOf(written);
}
