import { DeskrailError, type Model, type ModelUsage, systemClock } from '@deskrail/contracts';
import { createMasking } from '../privacy/masking.js';
import { buildPrompt, type Prompt } from '../prompts/build-prompt.js';
import { noMasking, type PromptMasking } from '../prompts/masking.js';
import { readOutput } from '../prompts/read-output.js';
import { createReplyStream } from '../prompts/reply-stream.js';
import type { PromptTemplate } from '../prompts/templates/prompt-template.js';
import { templateInUse } from '../prompts/templates/published.js';
import { costOf, type Prices } from '../remote/budget.js';
import { createRemoteCalls, type RemoteOptions } from '../remote/remote-calls.js';
import { askChat } from './ask-chat.js';
import { askResponses } from './ask-responses.js';
import { connect, type OpenAiAccess } from './connect.js';
import { openAiErrorReader } from './read-error.js';

export interface OpenAiModelOptions extends OpenAiAccess, RemoteOptions {
  /** Such as `gpt-5-mini`, or what an endpoint of your own calls its model. */
  readonly model: string;
  /** `chat` for endpoints that have only `/chat/completions`. Default: `responses`. */
  readonly api?: 'responses' | 'chat' | undefined;
  /** For a million tokens; without them a limit on cost limits nothing, and usage has no cost. */
  readonly prices?: Prices | undefined;
  /** Reasoning included. Default: 4 000. */
  readonly maxOutputTokens?: number | undefined;
  /** What hides personal data from the model, for one request; `false`: nothing does. Default: `createMasking()`. */
  readonly masking?: (() => PromptMasking) | false | undefined;
  /** What an escalation may name. Default: the queues of the default escalation rules. */
  readonly queues?: readonly string[] | undefined;
  /** What it is told beside the data. Default: the template in use. */
  readonly template?: PromptTemplate | undefined;
  /** In recommendations and logs. Default: `openai`. */
  readonly name?: string | undefined;
}

/** A token is rarely shorter than three bytes of UTF-8. */
const tokensIn = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

/**
 * Drafts by OpenAI, or by any endpoint that speaks its API. It throws `dependency-unavailable` where the model is away,
 * too slow, over its budget, refuses, or writes nothing that can be read; the recommender then asks its fallback.
 * Throws `config-invalid` at once where no key is given.
 */
export function openAiModel(options: OpenAiModelOptions): Model {
  const { model, api = 'responses', prices, maxOutputTokens = 4_000, queues, name = 'openai' } = options;
  const { template = templateInUse } = options;
  const { clock = systemClock, masking: newMasking = () => createMasking() } = options;
  const limits = Object.values(options.budgets ?? {});
  if (prices === undefined && limits.some((allowance) => allowance?.cost !== undefined)) {
    throw new DeskrailError('config-invalid', 'A budget in money needs the model’s prices: give { input, output }.');
  }
  const client = connect(options);
  const remote = createRemoteCalls(`The model ${name}`, openAiErrorReader(clock), options);
  const priced = (tokens: Pick<ModelUsage, 'inputTokens' | 'outputTokens'>): ModelUsage => {
    const cost = costOf(tokens, prices);
    return { ...tokens, ...(cost !== undefined && { cost }) };
  };
  const estimateOf = ({ system, user, jsonSchema }: Prompt): ModelUsage =>
    priced({ inputTokens: tokensIn(system + user + JSON.stringify(jsonSchema)), outputTokens: maxOutputTokens });

  return {
    name,
    version: model,
    prompt: { id: template.id, version: template.version },
    async suggest(request, { signal, onReply }) {
      const masking = newMasking === false ? noMasking : newMasking();
      const prompt = buildPrompt(request, masking, { queues, template });
      if (Object.keys(prompt.schema.shape).length === 0) return { drafts: [] };
      const total = { inputTokens: 0, outputTokens: 0 };
      const drafts = await remote.call(
        { tenant: request.context.tenant, signal, estimate: estimateOf(prompt) },
        async (call) => {
          const stream = onReply && request.kinds.includes('reply') ? createReplyStream(masking, onReply) : undefined;
          const text = await (api === 'chat' ? askChat : askResponses)(client, {
            model,
            prompt,
            maxOutputTokens,
            signal: call.signal,
            onDelta: stream?.push,
            used(tokens) {
              total.inputTokens += tokens.inputTokens;
              total.outputTokens += tokens.outputTokens;
              call.used(priced(tokens));
            },
          });
          return readOutput(text, request, masking, { queues, clock });
        },
      );
      // An endpoint that does not say what it used is not said to have used nothing.
      return total.inputTokens + total.outputTokens === 0 ? { drafts } : { drafts, usage: priced(total) };
    },
  };
}
