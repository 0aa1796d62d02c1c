import type { ModelUsage } from '@deskrail/contracts';
import { BaseCallbackHandler, type CallbackHandlerMethods } from '@langchain/core/callbacks/base';
import type { CallbackManager, Callbacks } from '@langchain/core/callbacks/manager';
import type { BaseMessage } from '@langchain/core/messages';
import type { LLMResult } from '@langchain/core/outputs';

interface Told {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
}

/** What a chat model says that it used: on the message, else as the older ones do, beside it. */
function usageIn({ generations, llmOutput }: LLMResult): ModelUsage | undefined {
  const messages = generations.flat().map((generation) => (generation as { message?: BaseMessage }).message);
  const told = messages
    .map((message) => (message as { usage_metadata?: Told } | undefined)?.usage_metadata)
    .find((usage) => usage !== undefined);
  const older = (llmOutput as { tokenUsage?: { promptTokens?: number; completionTokens?: number } } | undefined)
    ?.tokenUsage;
  const inputTokens = told?.input_tokens ?? older?.promptTokens;
  const outputTokens = told?.output_tokens ?? older?.completionTokens;
  return inputTokens === undefined || outputTokens === undefined ? undefined : { inputTokens, outputTokens };
}

class UsageHandler extends BaseCallbackHandler {
  readonly name = 'deskrail_usage';
  override awaitHandlers = true;
  /** Of all calls that one answer took. */
  total: ModelUsage | undefined;

  override handleLLMEnd: NonNullable<CallbackHandlerMethods['handleLLMEnd']> = (output: LLMResult) => {
    const usage = usageIn(output);
    if (usage === undefined) return;
    this.total = {
      inputTokens: (this.total?.inputTokens ?? 0) + usage.inputTokens,
      outputTokens: (this.total?.outputTokens ?? 0) + usage.outputTokens,
    };
  };
}

/** The embedder's callbacks, LangSmith's among them, with one of ours that counts tokens. */
export function countingUsage(callbacks: Callbacks | undefined): {
  readonly callbacks: Callbacks;
  readonly usage: () => ModelUsage | undefined;
} {
  const handler = new UsageHandler();
  const all =
    callbacks === undefined || Array.isArray(callbacks)
      ? [...(callbacks ?? []), handler]
      : (callbacks as CallbackManager).copy([handler]);
  return { callbacks: all, usage: () => handler.total };
}
