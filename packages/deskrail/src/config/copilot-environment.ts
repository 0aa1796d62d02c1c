import type { Embeddings, Model, Moderate } from '@deskrail/contracts';
import { z } from 'zod';
import { type ConfigProblem, configError } from './problems.js';
import { isSet, type Variables, variableReader } from './variables.js';

/** OpenAI, or what speaks its API, as the environment has it. */
export interface OpenAiEnvironment {
  readonly apiKey: string | undefined;
  readonly baseURL: string | undefined;
  readonly model: string;
  readonly api: 'responses' | 'chat' | undefined;
  readonly embeddingsModel: string | undefined;
  readonly moderationModel: string | undefined;
  /** For a million tokens. */
  readonly prices: { readonly input: number; readonly output: number } | undefined;
  readonly tokensPerDay: number | undefined;
  readonly costPerDay: number | undefined;
  readonly tokensPerTenantAndDay: number | undefined;
}

const defaultModel = 'gpt-5.4-mini';

const loopbacks = ['localhost', '127.0.0.1', '[::1]'];

/** Tickets go there: plain http only on this machine, or in a network that has no other names. */
function endpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isNear = loopbacks.includes(hostname) || !hostname.includes('.');
  return (protocol === 'https:' || (protocol === 'http:' && isNear)) && `${username}${password}${search}${hash}` === '';
}

const modelName = (write: string) => ({
  schema: z.string().regex(/^[\w./:@-]{1,128}$/),
  wrong: 'it is no name of a model',
  write,
});

const amount = (write: string) => ({
  schema: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,6})?$/)
    .transform(Number),
  wrong: 'it is no amount',
  write,
});

export const copilotRules = {
  OPENAI_API_KEY: {
    schema: z.string().regex(/^[\x21-\x7e]{1,512}$/),
    wrong: 'it is too long, or holds a space or another character that no header takes',
    write: 'Write the key as OpenAI shows it, or unset it: the embedded model needs none.',
  },
  OPENAI_BASE_URL: {
    schema: z.string().refine(endpoint),
    wrong: 'it is not the address of an endpoint',
    write:
      'Write https, the host and the path to the version, such as https://llm.example.com/v1; http on this machine.',
  },
  DESKRAIL_OPENAI_MODEL: modelName(`Write the model’s name, such as ${defaultModel}.`),
  DESKRAIL_OPENAI_API: {
    schema: z.enum(['responses', 'chat']),
    wrong: 'it is neither of the two',
    write: 'Write responses, or chat for an endpoint that has only /chat/completions.',
  },
  DESKRAIL_OPENAI_EMBEDDINGS_MODEL: modelName('Write the model’s name, such as text-embedding-3-small.'),
  DESKRAIL_OPENAI_MODERATION_MODEL: modelName('Write the model’s name, such as omni-moderation-latest.'),
  DESKRAIL_OPENAI_PRICES: {
    schema: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,6})?\s*,\s*\d{1,6}(\.\d{1,6})?$/)
      .transform((text) => {
        const [input = 0, output = 0] = text.split(',').map(Number);
        return { input, output };
      }),
    wrong: 'it is no pair of prices',
    write: 'Write the prices of a million tokens in and out, with a comma between, such as 0.75,4.5.',
  },
  DESKRAIL_OPENAI_TOKENS_PER_DAY: amount('Write a number of tokens, such as 2000000.'),
  DESKRAIL_OPENAI_COST_PER_DAY: amount('Write a sum in the currency of DESKRAIL_OPENAI_PRICES, such as 5.'),
  DESKRAIL_OPENAI_TOKENS_PER_TENANT_DAY: amount('Write a number of tokens, such as 200000.'),
};

/** On where a key is set, or an endpoint with its model; what is wrong is put among the problems. */
export function readCopilot(variables: Variables, problems: ConfigProblem[]): OpenAiEnvironment | undefined {
  const read = variableReader(variables, copilotRules, problems);
  const model = read('DESKRAIL_OPENAI_MODEL');
  const environment: OpenAiEnvironment = {
    apiKey: read('OPENAI_API_KEY'),
    baseURL: read('OPENAI_BASE_URL'),
    model: model ?? defaultModel,
    api: read('DESKRAIL_OPENAI_API'),
    embeddingsModel: read('DESKRAIL_OPENAI_EMBEDDINGS_MODEL'),
    moderationModel: read('DESKRAIL_OPENAI_MODERATION_MODEL'),
    prices: read('DESKRAIL_OPENAI_PRICES'),
    tokensPerDay: read('DESKRAIL_OPENAI_TOKENS_PER_DAY'),
    costPerDay: read('DESKRAIL_OPENAI_COST_PER_DAY'),
    tokensPerTenantAndDay: read('DESKRAIL_OPENAI_TOKENS_PER_TENANT_DAY'),
  };
  if (environment.costPerDay !== undefined && !isSet(variables, 'DESKRAIL_OPENAI_PRICES')) {
    const where = 'DESKRAIL_OPENAI_PRICES';
    problems.push({
      where,
      wrong: 'it is not set, though DESKRAIL_OPENAI_COST_PER_DAY is',
      write: copilotRules[where].write,
    });
  }
  const isOn = environment.apiKey !== undefined || (environment.baseURL !== undefined && model !== undefined);
  return isOn ? environment : undefined;
}

/** What the copilot is given of OpenAI. */
export interface OpenAiParts {
  readonly model: Model;
  readonly embeddings?: Embeddings;
  readonly moderate?: Moderate;
}

/** Loads the `openai` package now and not before. Throws `config-invalid` where it is not installed. */
export async function openAiParts(
  environment: OpenAiEnvironment,
  load: () => Promise<typeof import('@deskrail/copilot/openai')> = () => import('@deskrail/copilot/openai'),
): Promise<OpenAiParts> {
  const { openAiModel, openAiEmbeddings, openAiModeration } = await load().catch((error: unknown) => {
    throw isNotInstalled(error) ? notInstalled() : error;
  });
  const { apiKey, baseURL, embeddingsModel, moderationModel } = environment;
  const access = { apiKey, baseURL };
  return {
    model: openAiModel({
      ...access,
      model: environment.model,
      api: environment.api,
      prices: environment.prices,
      budgets: {
        perDay: { tokens: environment.tokensPerDay, cost: environment.costPerDay },
        perTenantAndDay: { tokens: environment.tokensPerTenantAndDay },
      },
    }),
    ...(embeddingsModel !== undefined && { embeddings: openAiEmbeddings({ ...access, model: embeddingsModel }) }),
    ...(moderationModel !== undefined && { moderate: openAiModeration({ ...access, model: moderationModel }) }),
  };
}

const isNotInstalled = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_MODULE_NOT_FOUND';

const notInstalled = () =>
  configError([
    {
      where: 'OPENAI_API_KEY',
      wrong: 'it is set, and the package openai is not installed',
      write: 'Run `npm install openai`, or unset it: the embedded model needs none.',
    },
  ]);
