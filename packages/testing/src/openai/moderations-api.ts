import { badRequest } from './refusal.js';

const categories = [
  ...['harassment', 'harassment/threatening', 'hate', 'hate/threatening', 'illicit', 'illicit/violent', 'self-harm'],
  ...['self-harm/instructions', 'self-harm/intent', 'sexual', 'sexual/minors', 'violence', 'violence/graphic'],
] as const;

export type OpenAiModerationCategory = (typeof categories)[number];

/** Categories of a text; none where it may be said. */
export type OpenAiModerator = (text: string) => readonly OpenAiModerationCategory[];

/** A few words that give a text away, so that a test can have one flagged. */
export const wordsOfHarm: OpenAiModerator = (text) => [
  ...(/\b(?:kill|murder|shoot)\b/iu.test(text) ? (['violence'] as const) : []),
  ...(/\b(?:idiot|moron|stupid)\b/iu.test(text) ? (['harassment'] as const) : []),
];

const textOf = (part: unknown): string =>
  typeof part === 'string' ? part : String((part as { text?: unknown } | null)?.text ?? '');

/** `POST /v1/moderations`. */
export function moderationsOf(
  body: Readonly<Record<string, unknown>>,
  { id, moderate }: { readonly id: string; readonly moderate: OpenAiModerator },
) {
  if (body.input === undefined) throw badRequest("Missing required parameter: 'input'.", 'input');
  const inputs = Array.isArray(body.input) ? body.input : [body.input];
  return {
    id,
    model: body.model ?? 'omni-moderation-latest',
    results: inputs.map((input) => {
      const found = moderate(textOf(input));
      const each = <Value>(value: (category: OpenAiModerationCategory) => Value) =>
        Object.fromEntries(categories.map((category) => [category, value(category)]));
      return {
        flagged: found.length > 0,
        categories: each((category) => found.includes(category)),
        category_scores: each((category) => (found.includes(category) ? 0.97 : 0.01)),
        category_applied_input_types: each(() => ['text']),
      };
    }),
  };
}
