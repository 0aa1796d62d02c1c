import {
  type EventByType,
  type Evidence,
  type Proposal,
  proposalHash,
  recommendationIdOf,
  type Suggestion,
} from '@deskrail/contracts';
import { at } from './facts.js';
import { conversationSubject, type MemoryStore } from './memory-store.js';

export const quote = 'Orders to other countries take up to 10 working days.';

export const articleEvidence: Evidence = {
  id: 'e1',
  source: { id: 'articles/delivery.md', kind: 'article', title: 'Delivery times' },
  version: `sha256:${'1'.repeat(64)}`,
  span: { start: 0, end: quote.length },
  quote,
  score: 0.8,
  retrievedAt: at(0),
  scope: [],
};

export const replyProposal: Proposal = {
  kind: 'reply',
  visibility: 'public',
  text: quote,
  sentences: [{ text: quote, evidence: ['e1'] }],
};

/** Put an open recommendation into the store, as the recommender would. */
export async function recommended(
  store: MemoryStore,
  {
    proposal = replyProposal,
    seen = [],
    bare = false,
    id = 'a',
    data = {},
  }: {
    proposal?: Proposal;
    seen?: readonly string[];
    /** A bare text that a chatbot asked. */
    bare?: boolean;
    id?: string;
    data?: Partial<Suggestion['data']>;
  } = {},
): Promise<{ recommendationId: string; hash: string }> {
  const recommendationId = await recommendationIdOf({
    tenant: 'acme',
    about: id,
    kind: proposal.kind,
    pipelineVersion: '1',
  });
  const evidence = proposal.kind === 'reply' ? [articleEvidence] : [];
  const hash = await proposalHash(proposal, evidence);
  const subject = bare ? `conversation:api:${recommendationId}` : conversationSubject;
  const event = {
    specversion: '1.0',
    id: recommendationId,
    source: '/copilot/recommend',
    type: `${proposal.kind}.suggested.v1`,
    subject,
    time: new Date(store.nowMs).toISOString(),
    datacontenttype: 'application/json',
    tenant: 'acme',
    ...(!bare && { connection: 'zendesk', correlationid: subject }),
    actor: 'model/embedded',
    data: {
      recommendationId,
      about: bare ? { question: 'How long?' } : { conversation: subject },
      hash,
      seen: [...seen],
      evidence,
      confidence: 0.8,
      flags: [],
      outcome: 'review',
      expiresAt: new Date(store.nowMs + 3_600_000).toISOString(),
      pipeline: 'embedded/1',
      model: { name: 'embedded', version: '1' },
      proposal,
      ...data,
    },
  } as EventByType<'reply.suggested.v1'>;
  await store.transact({ tenant: 'acme', conversation: subject }, (unit) => unit.emit(event));
  return { recommendationId, hash };
}
