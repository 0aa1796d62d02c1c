import { casePriorities, type ProposalKind, type SuggestionRequest } from '@deskrail/contracts';
import { z } from 'zod';

const confidence = z.number().min(0).max(1);
const priority = z.enum(casePriorities).nullish();
const ids = z.array(z.string().max(64)).max(20);

const reply = z.object({
  sentences: z
    .array(z.object({ text: z.string().min(1).max(4_000), evidence: ids, startsParagraph: z.boolean().nullish() }))
    .max(60),
  language: z.string().max(16).nullish(),
  clarifies: z.array(z.string().max(128)).max(5).nullish(),
  confidence,
});

const classification = z.object({
  intent: z.string().max(128).nullish(),
  priority,
  addTags: z.array(z.string().max(64)).max(10).nullish(),
  confidence,
});

const summary = z.object({
  sentences: z.array(z.object({ text: z.string().min(1).max(2_000), evidence: ids })).max(20),
  confidence,
});

const escalation = (queues: readonly string[]) =>
  z.object({
    to: z.enum(queues),
    why: z.string().min(1).max(1_024),
    priority,
    note: z.string().max(4_000).nullish(),
    confidence,
  });

/** One of the embedder's tools and nothing else; its arguments by the tool's own schema. */
function toolCall(tools: SuggestionRequest['tools']) {
  const [first, ...others] = tools.map(({ name, description, arguments: given }) =>
    z.object({ tool: z.literal(name).describe(description), arguments: given, confidence }),
  );
  return first === undefined ? undefined : z.union([first, ...others]);
}

/** Queues that an escalation may name where the embedder names none: those of the default rules. */
export const defaultQueues: readonly string[] = ['safety', 'legal', 'billing', 'seniors'];

const keys = {
  reply: 'reply',
  classification: 'classification',
  escalation: 'escalation',
  'tool-call': 'toolCall',
  summary: 'summary',
} as const satisfies Record<ProposalKind, string>;

/** What the model writes: one member for each kind asked for, null where it proposes nothing. It names no recipient. */
export function outputSchema(
  { kinds, tools }: Pick<SuggestionRequest, 'kinds' | 'tools'>,
  queues: readonly string[] = defaultQueues,
): z.ZodObject {
  const by: Record<ProposalKind, z.ZodType | undefined> = {
    reply,
    classification,
    escalation: queues.length === 0 ? undefined : escalation(queues),
    'tool-call': toolCall(tools),
    summary,
  };
  const members = (Object.keys(keys) as ProposalKind[]).flatMap((kind) => {
    const schema = by[kind];
    return kinds.includes(kind) && schema !== undefined ? [[keys[kind], schema.nullish()] as const] : [];
  });
  return z.object(Object.fromEntries(members));
}

export type WrittenReply = z.output<typeof reply>;

/** The members one by one, so that one that is not as it should be costs only itself. */
export const writtenKinds = { reply, classification, summary, escalation, keys };
