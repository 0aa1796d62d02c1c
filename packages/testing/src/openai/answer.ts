import type { DataBlock } from './data-blocks.js';

/** What the emulated model does with one request for text. */
export interface OpenAiAnswer {
  /** What it writes: JSON, or a string as it is, such as one that is no JSON. Default: what an honest model might write. */
  readonly output?: unknown;
  /** It refuses, in these words. */
  readonly refusal?: string;
  /** It stops after so many characters, and says so: `incomplete`, or a finish reason. */
  readonly cutOffAt?: number;
  /** Default: `max_output_tokens`. */
  readonly cutOffBy?: 'max_output_tokens' | 'content_filter';
  /** The connection breaks after so many characters: a stream ends without its last event, a JSON answer is half. */
  readonly breakOffAt?: number;
  /** The status `failed` with this code, where the API has one; elsewhere 500. */
  readonly failed?: 'server_error' | 'rate_limit_exceeded';
  /** Before the first character. */
  readonly delayMs?: number;
}

/** What was asked of the model, for a script to look at. */
export interface OpenAiAsked {
  readonly api: 'responses' | 'chat';
  readonly model: string;
  readonly system: string;
  readonly user: string;
  /** Of the structured output, where one was asked for. */
  readonly schema: unknown;
  /** The fenced data in the user's turn, in order. */
  readonly data: readonly DataBlock[];
}

export type OpenAiScript = readonly OpenAiAnswer[] | ((asked: OpenAiAsked) => OpenAiAnswer | undefined);
