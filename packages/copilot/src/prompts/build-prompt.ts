import type { SuggestionRequest } from '@deskrail/contracts';
import type { z } from 'zod';
import { dataBlocks } from './data-blocks.js';
import { createFence } from './fence.js';
import type { PromptMasking } from './masking.js';
import { defaultQueues, outputSchema } from './output-schema.js';
import { type JsonSchema, strictJsonSchema } from './strict-json-schema.js';
import type { PromptTemplate } from './templates/prompt-template.js';
import { templateInUse } from './templates/published.js';

/** The template in use; recommendations carry it. */
export const suggestTemplate = { id: templateInUse.id, version: templateInUse.version };

export interface PromptOptions {
  /** What an escalation may name. Default: the queues of the default escalation rules. */
  readonly queues?: readonly string[] | undefined;
  /** The token of the fence; it must be one that nobody can guess. Default: 96 random bits. */
  readonly newToken?: (() => string) | undefined;
  /** Default: the one in use. */
  readonly template?: PromptTemplate | undefined;
}

/** All that a remote model is told for one request. */
export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** What it has to write, for whoever reads it. */
  readonly schema: z.ZodObject;
  /** The same as structured output takes it. */
  readonly jsonSchema: JsonSchema;
  /** Whether the schema can be enforced while the model writes, instead of only checked afterwards. */
  readonly strict: boolean;
  readonly template: { readonly id: string; readonly version: string };
}

/** Ticket and articles as fenced data, what to write of them, and in which form. The request is not changed. */
export function buildPrompt(request: SuggestionRequest, masking: PromptMasking, options: PromptOptions = {}): Prompt {
  const { queues = defaultQueues, newToken, template = templateInUse } = options;
  const fence = createFence(newToken);
  const wanted = request.kinds.filter((kind) => kind !== 'tool-call' || request.tools.length > 0);
  const tools = wanted.includes('tool-call')
    ? [`Tools: ${request.tools.map(({ name, description }) => `${name} (${description})`).join('; ')}.`]
    : [];
  const system = [
    template.system.replaceAll('{fence}', fence.token),
    ...wanted.map((kind) => `- ${template.kinds[kind]}`),
    ...(wanted.includes('escalation') ? [`Queues: ${queues.join(', ')}.`] : []),
    ...tools,
  ].join('\n');
  const schema = outputSchema({ kinds: wanted, tools: request.tools }, queues);
  return {
    system,
    user: [...dataBlocks(request, fence, masking), template.closing].join('\n\n'),
    schema,
    ...strictJsonSchema(schema),
    template: { id: template.id, version: template.version },
  };
}
