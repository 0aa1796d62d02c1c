import type { Check } from '../validation/check.js';
import { type Suspicion, suspicionsOf } from './suspicious.js';

const messagesAtMost = 20;

/**
 * For the reviewer: what the draft answers, or what it cites, looks as if it were meant to instruct the copilot. The
 * customer's turns are also read as one, as an order may be split over them.
 */
export const possibleInjection: Check = (_draft, { question, earlier, conversation }, evidence) => {
  const received = (conversation?.messages ?? [])
    .filter(({ redacted }) => !redacted)
    .slice(-messagesAtMost)
    .flatMap(({ text, attachments = [] }) => [text, ...attachments.slice(0, 10).map(({ name = '' }) => name)]);
  const turns = [...earlier.slice(-messagesAtMost), question].map((text) => text.slice(0, 4_000)).join(' ');
  const texts = new Set([question, turns, conversation?.subject ?? '', ...received]);
  const quoted = evidence.filter(({ source }) => source.kind !== 'conversation');
  const found = new Set<Suspicion>([
    ...[...texts].flatMap((text) => suspicionsOf(text)),
    ...evidence.flatMap(({ source, quote }) => suspicionsOf(`${source.title ?? ''}\n${quote}`)),
    ...quoted.flatMap(({ quote }) => suspicionsOf(quote, { knowledge: true })),
  ]);
  return found.size === 0 ? [] : [{ flag: 'possible-injection', detail: [...found].join(', ') }];
};
