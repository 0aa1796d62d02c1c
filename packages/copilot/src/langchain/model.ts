import { DeskrailError, type Model, type ModelUsage, systemClock } from '@deskrail/contracts';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { JsonOutputParser } from '@langchain/core/output_parsers';
import type { Runnable } from '@langchain/core/runnables';
import { createMasking } from '../privacy/masking.js';
import { buildPrompt, type Prompt, suggestTemplate } from '../prompts/build-prompt.js';
import { noMasking, type PromptMasking } from '../prompts/masking.js';
import { citedIds, readOutput, sentenceText } from '../prompts/read-output.js';
import { costOf, type Prices } from '../remote/budget.js';
import { createRemoteCalls, type RemoteOptions } from '../remote/remote-calls.js';
import { readError } from './read-error.js';
import type { LangchainTracing } from './retriever.js';
import { countingUsage } from './usage.js';

export interface LangchainModelOptions extends LangchainTracing, RemoteOptions {
  readonly chat: BaseChatModel;
  /** Default: what LangChain calls the kind of model, such as `langchain/openai`. */
  readonly name?: string;
  /** Default: the chat model's own model name. */
  readonly version?: string;
  /**
   * `structured`: by the chat model's `withStructuredOutput`. `json`: the schema stands in the prompt, for models without
   * tools. Default: `structured` where the model can bind tools.
   */
  readonly output?: 'structured' | 'json';
  /** For `withStructuredOutput`, as the chat model takes it. */
  readonly structuredOutput?: {
    readonly method?: 'functionCalling' | 'jsonMode' | 'jsonSchema';
    readonly strict?: boolean;
  };
  /** What hides personal data, one for each request; `false`: nothing does. Default: `createMasking()`. */
  readonly masking?: (() => PromptMasking) | false | undefined;
  /** What an escalation may name. */
  readonly queues?: readonly string[];
  readonly prices?: Prices;
  /** What an answer is reckoned with before it is there. Default: 1 500. */
  readonly outputTokens?: number;
}

type Written = Record<string, unknown>;

/** A token is rarely shorter. */
const charactersOfAToken = 3;

const jsonAsked = ({ jsonSchema }: Prompt): string =>
  `\n\nWrite one JSON object and nothing beside it, by this JSON Schema:\n${JSON.stringify(jsonSchema)}`;

/** The model's own name, where its class tells it. */
function versionOf(chat: BaseChatModel): string {
  const { model, modelName } = chat as { model?: unknown; modelName?: unknown };
  return [model, modelName].find((name): name is string => typeof name === 'string' && name !== '') ?? 'unknown';
}

/** The sentences of a reply that is still being written; the last one may go on. */
function wholeSentences(written: unknown, masking: PromptMasking, isDone: boolean) {
  const reply = (written as { reply?: { sentences?: unknown } } | null | undefined)?.reply;
  const sentences = Array.isArray(reply?.sentences) ? reply.sentences : [];
  return sentences.slice(0, isDone ? undefined : -1).flatMap((one: { text?: unknown; evidence?: unknown } | null) => {
    const text = typeof one?.text === 'string' ? sentenceText(one.text, masking) : '';
    const ids = Array.isArray(one?.evidence) ? one.evidence.filter((id) => typeof id === 'string') : [];
    return text === '' ? [] : [{ text, evidence: citedIds(ids) }];
  });
}

/**
 * Any LangChain chat model: told what the OpenAI one is told, read as strictly. Traced by LangSmith as any run, under
 * `runName`, with the tags and metadata given here. Give the chat model `maxRetries: 0`, as it is called again here.
 * Throws `config-invalid` at once for a budget in money without prices.
 */
export function langchainModel(options: LangchainModelOptions): Model {
  const { chat, queues, prices, structuredOutput = {}, outputTokens = 1_500, clock = systemClock } = options;
  const {
    callbacks,
    tags,
    metadata,
    runName = 'deskrail suggest',
    masking: newMasking = () => createMasking(),
  } = options;
  const { name = `langchain/${chat._llmType()}`, version = versionOf(chat) } = options;
  const output = options.output ?? (typeof chat.bindTools === 'function' ? 'structured' : 'json');
  if (prices === undefined && Object.values(options.budgets ?? {}).some((allowance) => allowance?.cost !== undefined)) {
    throw new DeskrailError('config-invalid', 'A budget in money needs the model’s prices: give { input, output }.');
  }
  const calls = createRemoteCalls(name, (error) => readError(error, () => clock.now()), {
    ...options,
    // The output's form is worth a second try; more than that the chat model may do by itself.
    retries: { attempts: 2, ...options.retries },
  });

  function runnableFor(prompt: Prompt): Runnable<[string, string][], Written> {
    if (output === 'json') return chat.pipe(new JsonOutputParser<Written>()) as never;
    const { method, strict } = structuredOutput;
    const config = {
      name: 'suggestion',
      ...(method !== undefined && { method }),
      // A tool of the embedder's may take what no schema can be strict about.
      ...(strict !== undefined && { strict: strict && prompt.strict }),
    };
    return chat.withStructuredOutput<Written>({ ...prompt.jsonSchema }, config) as never;
  }

  const withCost = (usage: ModelUsage): ModelUsage => {
    const cost = costOf(usage, prices);
    return { ...usage, ...(cost !== undefined && { cost }) };
  };

  return {
    name,
    version,
    prompt: suggestTemplate,
    async suggest(request, { signal, onReply }) {
      if (request.kinds.length === 0) return { drafts: [] };
      const masking = newMasking === false ? noMasking : newMasking();
      const prompt = buildPrompt(request, masking, { queues });
      const system = output === 'json' ? prompt.system + jsonAsked(prompt) : prompt.system;
      const inputTokens = Math.ceil((system.length + prompt.user.length) / charactersOfAToken);
      let told = 0;
      const tell = (written: unknown, isDone: boolean) => {
        const sentences = onReply === undefined ? [] : wholeSentences(written, masking, isDone);
        if (sentences.length > told) onReply?.(sentences);
        told = Math.max(told, sentences.length);
      };
      return calls.call(
        {
          tenant: request.context.tenant,
          signal,
          estimate: withCost({ inputTokens, outputTokens }),
        },
        async ({ signal: limited, used }) => {
          const counting = countingUsage(callbacks);
          told = 0;
          const config = {
            callbacks: counting.callbacks,
            ...(tags !== undefined && { tags }),
            ...(metadata !== undefined && { metadata }),
            runName,
            signal: limited,
          };
          const written = await ask(
            runnableFor(prompt),
            system,
            prompt.user,
            config,
            onReply && ((part) => tell(part, false)),
          );
          const usage = counting.usage();
          if (usage !== undefined) used(withCost(usage));
          const drafts = readOutput(written, request, masking, { queues, clock });
          tell(written, true);
          return { drafts, ...(usage !== undefined && { usage: withCost(usage) }) };
        },
      );
    },
  };
}

/** The whole output; where somebody listens, each part of it as far as it is written. */
async function ask(
  runnable: Runnable<[string, string][], Written>,
  system: string,
  user: string,
  config: Parameters<typeof runnable.invoke>[1],
  onPart: ((part: unknown) => void) | undefined,
): Promise<unknown> {
  const messages: [string, string][] = [
    ['system', system],
    ['human', user],
  ];
  if (onPart === undefined) return runnable.invoke(messages, config);
  let written: unknown;
  for await (const part of await runnable.stream(messages, config)) {
    written = part;
    onPart(part);
  }
  return written;
}
