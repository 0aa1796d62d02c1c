import { DeskrailError, type ModelUsage } from '@deskrail/contracts';
import type { Prompt } from '../prompts/build-prompt.js';

/** One way to ask for structured output: `/responses` or `/chat/completions`. */
export interface Ask {
  readonly model: string;
  readonly prompt: Prompt;
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
  /** Parts of the output as they are written; asks for a stream. */
  readonly onDelta: ((delta: string) => void) | undefined;
  used(usage: Pick<ModelUsage, 'inputTokens' | 'outputTokens'>): void;
}

/** The model will not write this: asking again changes nothing, and another model may. */
export const refused = (): DeskrailError =>
  new DeskrailError('dependency-unavailable', 'The model refused to write a suggestion.');

export const cutOff = (reason: string | undefined): DeskrailError =>
  new DeskrailError(
    'dependency-unavailable',
    reason === 'content_filter'
      ? 'A content filter of the model’s service cut the output off.'
      : 'The output was cut off before its end; raise maxOutputTokens.',
  );

/** The stream, or the answer, ended before the model had. */
export const brokenOff = (): DeskrailError =>
  new DeskrailError('dependency-unavailable', 'The model’s answer broke off.', { retryable: true });
