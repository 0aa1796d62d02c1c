import type {
  CopilotContext,
  Draft,
  Evidence,
  FeatureSet,
  Finding,
  Proposal,
  ReplyProposal,
} from '@deskrail/contracts';
import { type Validated, validateDraft } from '../src/validation/validate-draft.js';
import { at } from './facts.js';

/** A passage of an article, or of what else a source holds. */
export const passage = (
  id: string,
  quote: string,
  { kind = 'article', score = 0.8, ...source }: Partial<Evidence['source']> & { score?: number } = {},
): Evidence => ({
  id,
  source: { id: `articles/${id}.md`, kind, ...source },
  version: `sha256:${'1'.repeat(64)}`,
  span: { start: 0, end: quote.length },
  quote,
  score,
  retrievedAt: at(0),
  scope: [],
});

type Message = NonNullable<CopilotContext['conversation']>['messages'][number];

export const message = (id: string, text: string, more: Partial<Message> = {}): Message => ({
  id,
  fact: `acme/zendesk/message/${id}`,
  direction: 'received',
  author: { kind: 'customer', id: '77', name: 'Kim Lee' },
  visibility: 'public',
  text,
  at: at(Number(id)),
  arrival: Number(id),
  appendedAt: at(Number(id)),
  ...more,
});

export const note = (id: string, text: string): Message =>
  message(id, text, {
    direction: 'sent',
    visibility: 'private',
    author: { kind: 'agent', id: '5', name: 'Robin Vale' },
  });

export const answer = (id: string, text: string): Message =>
  message(id, text, { direction: 'sent', author: { kind: 'agent', id: '5', name: 'Robin Vale' } });

/** What a suggestion is made from: a conversation with these messages, the last of the customer's being the question. */
export function contextOf(
  messages: readonly Message[],
  {
    conversation,
    ...more
  }: Omit<Partial<CopilotContext>, 'conversation'> & {
    readonly conversation?: Partial<NonNullable<CopilotContext['conversation']>>;
  } = {},
): CopilotContext {
  const turns = messages.filter(({ direction }) => direction === 'received').map(({ text }) => text);
  return {
    tenant: 'acme',
    question: turns.at(-1) ?? '',
    earlier: turns.slice(0, -1),
    openCases: [],
    incidents: [],
    suggested: [],
    seen: [],
    conversation: {
      id: 'conversation:zendesk:5158',
      tenant: 'acme',
      connection: 'zendesk',
      deskId: '5158',
      status: 'open',
      priority: null,
      tags: [],
      requester: { kind: 'customer', id: '77', name: 'Kim Lee' },
      updatedAt: at(0),
      messages: [...messages],
      facts: messages.map(({ fact }) => fact),
      ...conversation,
    },
    ...more,
  };
}

export const featuresOf = (more: Partial<FeatureSet> = {}): FeatureSet => ({
  about: 'f',
  pipeline: 'test/1',
  language: 'en',
  sentiment: 0,
  urgency: 0,
  intents: [],
  outOfScope: false,
  entities: [],
  ...more,
});

/** A reply of sentences, each with the ids that it cites. */
export const replyOf = (
  sentences: readonly (readonly [text: string, ...evidence: string[]])[],
  more: Partial<ReplyProposal> = {},
): Draft => ({
  proposal: {
    kind: 'reply',
    visibility: 'public',
    text: sentences.map(([text]) => text).join(' '),
    sentences: sentences.map(([text, ...evidence]) => ({ text, evidence })),
    ...more,
  },
  confidence: 0.8,
});

/** What validation finds; throws where it is no proposal. */
export async function found(
  draft: Draft | Proposal,
  validated: Partial<Validated> = {},
): Promise<{ readonly flags: readonly string[]; readonly findings: readonly Finding[] }> {
  const made = 'proposal' in draft ? draft : { proposal: draft, confidence: 0.8 };
  const validation = await validateDraft(made, { context: contextOf([]), evidence: [], ...validated });
  if (!validation.valid) throw new Error(`no proposal: ${validation.where}`);
  return validation;
}
