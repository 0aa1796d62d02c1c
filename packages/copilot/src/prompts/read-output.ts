import { createHash } from 'node:crypto';
import {
  type Clock,
  DeskrailError,
  type Draft,
  type Evidence,
  type Proposal,
  type SuggestionRequest,
  systemClock,
} from '@deskrail/contracts';
import { z } from 'zod';
import { messageSourceId } from '../recommend/own-evidence.js';
import { shownMessages } from './data-blocks.js';
import type { PromptMasking } from './masking.js';
import { defaultQueues, type WrittenReply, writtenKinds } from './output-schema.js';
import { visibleText } from './plain-data.js';

interface Reading {
  readonly request: SuggestionRequest;
  readonly masking: PromptMasking;
  readonly clock: Clock;
}

/** Absent rather than null or undefined: proposals are strict about it. */
const present = <Value extends object>(value: Value): { [Key in keyof Value]?: NonNullable<Value[Key]> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null && one !== undefined)) as never;

const idShape = /^[a-z]{1,2}\d{1,4}$/u;

/** An id that is none could carry a text; validation says of this one, as of any unknown id, that it is not there. */
export const citedIds = (ids: readonly string[]): string[] => [
  ...new Set(ids.map((id) => (idShape.test(id) ? id : 'unknown'))),
];

/** What the customer would see of a sentence, with personal data put back. */
export const sentenceText = (text: string, masking: PromptMasking): string =>
  visibleText(masking.unmask(text)).replace(/\s+/gu, ' ').trim();

/** A model's own confidence counts no more than the best of what it cites. */
function boundedConfidence(own: number, ids: readonly string[], { request }: Reading): number {
  const scores = request.evidence.filter(({ id }) => ids.includes(id)).map(({ score }) => score);
  return Math.min(own, Math.max(0, ...scores));
}

function replyOf({ sentences, language, clarifies, confidence }: WrittenReply, reading: Reading): Draft | undefined {
  const told = sentences
    .map(({ text, evidence, startsParagraph }) => ({
      text: sentenceText(text, reading.masking),
      evidence: citedIds(evidence),
      startsParagraph,
    }))
    .filter(({ text }) => text !== '');
  if (told.length === 0) return undefined;
  const text = told
    .map((sentence, at) => (at === 0 ? '' : sentence.startsParagraph ? '\n\n' : ' ') + sentence.text)
    .join('');
  const asks = clarifies && clarifies.length > 0 ? { clarifies } : {};
  const cited = told.flatMap(({ evidence }) => evidence);
  return {
    proposal: {
      kind: 'reply',
      visibility: 'public',
      text,
      ...(language && language !== 'und' && { language }),
      sentences: told.map(({ text: said, evidence }) => ({ text: said, evidence })),
      ...asks,
    },
    confidence: 'clarifies' in asks ? confidence : boundedConfidence(confidence, cited, reading),
  };
}

/** As much of a message as the model was shown. */
const quoteAtMost = 4_000;

/** The messages that a summary cites, as evidence of their own: named as the conversation's, so that erasure finds them. */
function messageEvidence(ids: readonly string[], { request, clock }: Reading): Evidence[] {
  const { conversation, tenant } = request.context;
  if (conversation === undefined) return [];
  const retrievedAt = new Date(clock.now()).toISOString();
  return shownMessages(request)
    .filter(({ id }) => ids.includes(id))
    .map(({ id, message }) => {
      const quote = message.text.slice(0, quoteAtMost);
      return {
        id,
        source: { id: messageSourceId(conversation.id, message.id), kind: 'conversation' },
        version: `sha256:${createHash('sha256').update(message.text).digest('hex')}`,
        span: { start: 0, end: quote.length },
        quote,
        score: 1,
        retrievedAt,
        scope: [`tenant:${tenant}`],
      };
    });
}

function summaryOf(written: unknown, reading: Reading): Draft | undefined {
  const { sentences, confidence } = writtenKinds.summary.parse(written);
  const told = sentences.map(({ text, evidence }) => ({
    text: sentenceText(text, reading.masking),
    evidence: citedIds(evidence),
  }));
  if (told.length === 0) return undefined;
  const evidence = messageEvidence(
    told.flatMap((one) => one.evidence),
    reading,
  );
  const text = told.map((one) => one.text).join(' ');
  return { proposal: { kind: 'summary', text, sentences: told }, confidence, evidence };
}

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === null ? [] : [[key, withoutNulls(one)]])),
  );
};

const toolCallShape = z.object({
  tool: z.string().min(1).max(128),
  arguments: z.record(z.string(), z.json()),
  confidence: z.number().min(0).max(1),
});

/** Only a tool that was offered. Arguments are parsed once personal data is back in them: that is what would be carried out. */
function toolCallOf(written: unknown, { request, masking }: Reading): Draft | undefined {
  const call = toolCallShape.parse(written);
  const tool = request.tools.find(({ name }) => name === call.tool);
  if (tool === undefined) throw new TypeError('No such tool was offered.');
  const given = masking.unmaskValue(call.arguments);
  const asWritten = tool.arguments.safeParse(given);
  // Structured output writes null where a member is left out.
  const parsed = asWritten.success ? asWritten : tool.arguments.safeParse(withoutNulls(given));
  if (!parsed.success) throw new TypeError('The arguments are not as the tool asks for them.');
  const json = z.record(z.string(), z.json()).parse(asWritten.success ? given : withoutNulls(given));
  return { proposal: { kind: 'tool-call', tool: tool.name, arguments: json }, confidence: call.confidence };
}

/** A tag is a word: a sentence or an address in its place says something that a tag must not. */
const tagShape = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_:-]{0,63}$/u;

function classificationOf(written: unknown, { masking }: Reading): Draft | undefined {
  const { confidence, addTags, intent, priority } = writtenKinds.classification.parse(written);
  const tags = (addTags ?? [])
    .map((tag) => visibleText(masking.unmask(tag)).trim())
    .filter((tag) => tagShape.test(tag));
  const proposed = present({ intent, priority, addTags: tags.length > 0 ? tags : undefined });
  if (Object.keys(proposed).length === 0) return undefined;
  const proposal = { kind: 'classification', ...proposed, ...(intent && { confidence }) } as Proposal;
  return { proposal, confidence };
}

function escalationOf(written: unknown, queues: readonly string[], { masking }: Reading): Draft | undefined {
  const { confidence, ...said } = writtenKinds.escalation(queues).parse(written);
  const proposal = {
    kind: 'escalation' as const,
    ...present(said),
    why: visibleText(masking.unmask(said.why)),
    ...(said.note && { note: visibleText(masking.unmask(said.note)) }),
  } as Proposal;
  return { proposal, confidence };
}

/**
 * The drafts in what a model wrote: an object, or JSON text. A member that is not as the schema says makes a draft that
 * validation refuses, so that it is told why; an output that is no object at all throws `dependency-unavailable`.
 */
export function readOutput(
  output: unknown,
  request: SuggestionRequest,
  masking: PromptMasking,
  {
    queues = defaultQueues,
    clock = systemClock,
  }: { readonly queues?: readonly string[] | undefined; readonly clock?: Clock } = {},
): readonly Draft[] {
  const written = z.record(z.string(), z.unknown()).safeParse(typeof output === 'string' ? jsonOf(output) : output);
  if (!written.success) {
    throw new DeskrailError('dependency-unavailable', 'The model wrote no JSON object as it was asked to.', {
      retryable: true,
    });
  }
  const reading: Reading = { request, masking, clock };
  const readers = {
    reply: (one: unknown) => replyOf(writtenKinds.reply.parse(one), reading),
    classification: (one: unknown) => classificationOf(one, reading),
    escalation: (one: unknown) => escalationOf(one, queues, reading),
    'tool-call': (one: unknown) => toolCallOf(one, reading),
    summary: (one: unknown) => summaryOf(one, reading),
  };
  return request.kinds.flatMap((kind) => {
    const member = written.data[writtenKinds.keys[kind]];
    if (member === undefined || member === null) return [];
    try {
      return readers[kind](member) ?? [];
    } catch {
      return [{ proposal: { kind } as Proposal, confidence: 0 }];
    }
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
