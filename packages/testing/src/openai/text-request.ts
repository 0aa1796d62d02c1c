import type { OpenAiAsked } from './answer.js';

/** A request for text, of either API. */
export interface TextRequest extends Pick<OpenAiAsked, 'api' | 'system' | 'user' | 'schema'> {
  readonly isStream: boolean;
  readonly maxOutputTokens: number | undefined;
}
