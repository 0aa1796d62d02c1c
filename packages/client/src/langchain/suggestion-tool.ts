import type { SuggestionAnswer } from '@deskrail/contracts';
import type { RunnableConfig } from '@langchain/core/runnables';
import { DynamicStructuredTool } from '@langchain/core/tools';
import { isDeskrailApiError } from '../api-error.js';
import type { DeskrailClient } from '../client.js';
import { tell, tellAway } from './tell.js';

export interface SuggestionToolOptions {
  /** Default: `suggest_answer`. */
  readonly name?: string;
  /** For the agent's model: when to call it. */
  readonly description?: string;
  /**
   * Ask as this conversation. It is yours to name and never the model's, so that nothing that a customer writes makes it
   * read another one.
   */
  readonly conversation?: string | ((config: RunnableConfig) => string | undefined);
  /** How long to wait for a person where a suggestion has to be approved first. Default: 0. */
  readonly waitMs?: number;
  /** For the call. Default: the client's. */
  readonly timeoutMs?: number;
}

const defaultDescription =
  'Suggests an answer to a customer’s question from the help desk’s own knowledge, with its evidence. Call it before you ' +
  'answer anything about orders, policies or products. It says when a person has to approve an answer first and when there ' +
  'is none; then give none of your own.';

const schema = {
  type: 'object',
  properties: {
    question: { type: 'string', description: 'The customer’s question, in their own words.', minLength: 1 },
  },
  required: ['question'],
  additionalProperties: false,
} as const;

const passing = ['timeout', 'dependency-unavailable', 'overloaded', 'rate-limited', 'internal'];

/**
 * A tool by which a LangChain agent asks for a suggestion. What it returns is text for the model; the message's artifact
 * is the whole {@link SuggestionAnswer}, for whoever shows the evidence. A draft that waits for a person is not in the text.
 * Errors of the credential or the request are thrown; when Deskrail is away the text says so.
 */
export function createSuggestionTool(
  client: Pick<DeskrailClient, 'suggest' | 'waitForVerdict'>,
  options: SuggestionToolOptions = {},
): DynamicStructuredTool<typeof schema> {
  const { name = 'suggest_answer', description = defaultDescription, conversation, waitMs = 0, timeoutMs } = options;

  async function ask(question: string, config: RunnableConfig): Promise<SuggestionAnswer> {
    const { signal } = config;
    const about = typeof conversation === 'function' ? conversation(config) : conversation;
    const answer = await client.suggest(
      { text: question, ...(about !== undefined && { conversation: about }) },
      { signal, timeoutMs },
    );
    if (answer.outcome !== 'review' || waitMs <= 0) return answer;
    const { recommendationId } = answer.recommendation;
    const decided = await client.waitForVerdict(recommendationId, { signal, timeoutMs: waitMs }).catch((error) => {
      // It stays open: the answer is as it was.
      if (isDeskrailApiError(error, 'timeout')) return undefined;
      throw error;
    });
    return decided === undefined ? answer : { ...answer, recommendation: decided };
  }

  return new DynamicStructuredTool({
    name,
    description,
    schema,
    responseFormat: 'content_and_artifact',
    func: async (input, _run, config): Promise<[string, SuggestionAnswer | undefined]> => {
      try {
        const answer = await ask((input as { question: string }).question, config ?? {});
        return [tell(answer.outcome, answer.recommendation), answer];
      } catch (error) {
        if (isDeskrailApiError(error) && passing.includes(error.code)) return [tellAway(error.code), undefined];
        throw error;
      }
    },
  });
}
