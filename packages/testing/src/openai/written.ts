import type { OpenAiAnswer } from './answer.js';

/** What the model has written in the end, before it is put into the form of an API. */
export interface Written {
  readonly text: string;
  readonly refusal: string | undefined;
  readonly cutOffBy: 'max_output_tokens' | 'content_filter' | undefined;
  readonly failed: OpenAiAnswer['failed'];
  readonly breakOffAt: number | undefined;
  readonly usage: { readonly input: number; readonly output: number };
}

/** Four characters are about a token. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

/** An answer as it comes out: cut at the caller's limit too, and counted. */
export function writtenOf(
  answer: OpenAiAnswer,
  asked: { readonly inputTokens: number; readonly maxOutputTokens: number | undefined },
): Written {
  const { output, refusal, cutOffAt, cutOffBy = 'max_output_tokens', failed, breakOffAt } = answer;
  const whole = refusal !== undefined ? '' : typeof output === 'string' ? output : JSON.stringify(output ?? null);
  const limit = Math.min(cutOffAt ?? whole.length, (asked.maxOutputTokens ?? Number.POSITIVE_INFINITY) * 4);
  const isCut = limit < whole.length;
  const text = isCut ? whole.slice(0, limit) : whole;
  return {
    ...{ text, refusal, failed, breakOffAt },
    cutOffBy: isCut ? cutOffBy : undefined,
    usage: { input: asked.inputTokens, output: tokensOf(refusal ?? text) },
  };
}
