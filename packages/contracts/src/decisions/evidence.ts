import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { content, operational, pseudonymous } from '../privacy.js';

/**
 * `conversation`: what an agent answered, or a message of the conversation itself in a summary. `answer`: a reply that a
 * reviewer let through. `document`: anything else, such as a PDF.
 */
export const evidenceKinds = ['article', 'conversation', 'macro', 'incident', 'answer', 'document'] as const;

export const evidenceStates = ['unchanged', 'moved', 'changed', 'gone', 'no-longer-permitted', 'unknown'] as const;

/** One passage that a suggestion stands on: which text, which version of it, where in it, and how well it fits. */
export const evidence = z.strictObject({
  id: operational(z.string().max(64), 'Within the recommendation, such as e1.'),
  source: z.strictObject({
    id: pseudonymous(z.string().max(512)),
    kind: operational(z.enum(evidenceKinds)),
    title: content(z.string().max(1024).optional()),
    url: operational(z.string().max(2048).optional()),
  }),
  version: operational(z.string().max(80), 'sha256:<hex> of the source’s whole text when it was read.'),
  span: z.strictObject({
    start: operational(z.number().int().nonnegative(), 'UTF-16 code units into the source’s text.'),
    end: operational(z.number().int().nonnegative(), 'Exclusive.'),
  }),
  quote: content(z.string(), 'Exactly the source’s text at the span.'),
  score: operational(z.number().min(0).max(1), 'How well it answers; means the same across sources.'),
  retrievedAt: operational(timestamp),
  scope: operational(z.array(z.string().max(128)).max(50), 'Access scopes of the source; empty: public.'),
});

export type Evidence = z.output<typeof evidence>;
