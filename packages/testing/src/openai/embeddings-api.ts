import { badRequest } from './refusal.js';
import { tokensOf } from './written.js';

const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** Words and their beginnings, hashed: texts that share words are near each other, and the same text has the same vector. */
function vectorOf(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    for (const part of new Set([word, word.slice(0, 5), word.slice(0, 4)])) {
      const hash = hashOf(part);
      const at = hash % dimensions;
      vector[at] = (vector[at] ?? 0) + (hash & 0x10000 ? 1 : -1);
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

const base64Of = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64');

/** `POST /v1/embeddings`, with vectors of its own making. */
export function embeddingsOf(body: Readonly<Record<string, unknown>>, { dimensions }: { readonly dimensions: number }) {
  const texts = typeof body.input === 'string' ? [body.input] : body.input;
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > 2_048) {
    throw badRequest("'$.input' is invalid: give a text, or up to 2048.", 'input');
  }
  if (texts.some((text) => typeof text !== 'string' || text === '')) {
    throw badRequest("'$.input' is invalid: an input cannot be an empty string.", 'input');
  }
  if (texts.some((text) => tokensOf(text) > 8_192)) {
    throw badRequest('This model’s maximum context length is 8192 tokens.', 'input', 'context_length_exceeded');
  }
  const length = typeof body.dimensions === 'number' ? body.dimensions : dimensions;
  const tokens = texts.reduce((sum: number, text: string) => sum + tokensOf(text), 0);
  return {
    object: 'list',
    model: body.model,
    data: texts.map((text: string, index) => {
      const vector = vectorOf(text, length);
      return { object: 'embedding', index, embedding: body.encoding_format === 'base64' ? base64Of(vector) : vector };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
