import type { Model } from '@deskrail/contracts';
import { openAiModel } from '@deskrail/copilot/openai';
import { emulateOpenAi, type OpenAiHarm, obedientAnswer } from '@deskrail/testing';

export interface ObedientModel {
  readonly model: Model;
  /** What it does from now on. First: everything at once. */
  does(harm: OpenAiHarm): void;
}

/** A model that obeys whatever it is told in the data, through the real client and an emulated API. */
export function obedientModel(): ObedientModel {
  let harm: OpenAiHarm = 'everything';
  const { baseURL, apiKey, fetch } = emulateOpenAi({
    rateLimit: false,
    script: (asked) => ({ output: obedientAnswer(asked, harm) }),
  });
  const model = openAiModel({ model: 'gpt-obedient', baseURL, apiKey, fetch });
  return {
    model,
    does(next) {
      harm = next;
    },
  };
}
