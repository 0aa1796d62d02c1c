import type { Conversation, Evidence, RecommendationView } from '@deskrail/contracts';

const base = Date.now();
const minutesAgo = (minutes: number) => new Date(base - minutes * 60_000).toISOString();
export const hashOf = (text: string) => `sha256:${text.repeat(64).slice(0, 64)}`;

interface Line {
  readonly by: 'customer' | 'agent' | 'note' | 'ours';
  readonly text: string;
  readonly minutesAgo: number;
}

/** An invented conversation of an invented shop. */
export function conversationOf(
  deskId: string,
  options: Pick<Conversation, 'subject' | 'priority'> & { customer: string; tags?: string[]; lines: Line[] },
): Conversation {
  const id = `conversation:zendesk:${deskId}`;
  const messages = options.lines.map((line, index): Conversation['messages'][number] => ({
    id: `${deskId}-${index}`,
    fact: `demo/zendesk/message/${deskId}-${index}`,
    direction: line.by === 'customer' ? 'received' : 'sent',
    author:
      line.by === 'customer' ? { kind: 'customer', name: options.customer } : { kind: 'agent', name: 'Jonas Weber' },
    visibility: line.by === 'note' ? 'private' : 'public',
    text: line.text,
    at: minutesAgo(line.minutesAgo),
    arrival: index,
    appendedAt: minutesAgo(line.minutesAgo),
    ...(line.by === 'ours' ? { actionId: 'act_earlier' } : {}),
  }));
  return {
    id,
    tenant: 'demo',
    connection: 'zendesk',
    deskId,
    ...(options.subject === undefined ? {} : { subject: options.subject }),
    status: 'open',
    priority: options.priority,
    tags: options.tags ?? [],
    channel: 'mail',
    requester: { kind: 'customer', name: options.customer },
    openedAt: minutesAgo(600),
    updatedAt: minutesAgo(4),
    messages,
    facts: messages.map(({ fact }) => fact),
  };
}

export const passage = (id: string, title: string, quote: string, score: number, url?: string): Evidence => ({
  id,
  source: {
    id: `articles/${title.toLowerCase().replaceAll(' ', '-')}.md`,
    kind: 'article',
    title,
    ...(url ? { url } : {}),
  },
  version: hashOf('8c41fe'),
  span: { start: 212, end: 212 + quote.length },
  quote,
  score,
  retrievedAt: minutesAgo(5),
  scope: [],
});

export function recommendationOf(
  conversation: Conversation,
  options: Partial<RecommendationView> & { minutesAgo?: number } = {},
): RecommendationView {
  const { minutesAgo: age = 4, ...rest } = options;
  const kind = rest.kind ?? 'reply';
  return {
    recommendationId: `rec_${conversation.deskId}_${kind}`,
    about: { conversation: conversation.id, fact: conversation.facts.at(-1) ?? '' },
    hash: hashOf(conversation.deskId),
    seen: conversation.facts,
    pipeline: 'embedded/1',
    model: { name: 'embedded', version: '1' },
    tenant: 'demo',
    connection: 'zendesk',
    kind,
    status: 'open',
    outcome: 'review',
    evidence: [],
    flags: [],
    confidence: 0.6,
    createdAt: minutesAgo(age),
    updatedAt: minutesAgo(age),
    verdicts: [],
    actions: [],
    ...rest,
  };
}

export const refund = conversationOf('5158', {
  subject: 'Refund for the broken kettle, order 1042',
  priority: 'urgent',
  customer: 'Maren Okafor',
  tags: ['refund', 'order-1042'],
  lines: [
    {
      by: 'customer',
      text: 'Hello,\nthe kettle from order 1042 arrived with a cracked lid. Can I get my money back?',
      minutesAgo: 190,
    },
    { by: 'ours', text: 'We are sorry about the lid. Could you send us a photo of it?', minutesAgo: 170 },
    { by: 'note', text: 'Second cracked lid this week. I told the warehouse.', minutesAgo: 160 },
    {
      by: 'customer',
      text: 'The photo is attached. How long does the refund take, and do I have to send the kettle back?',
      minutesAgo: 4,
    },
  ],
});

const refundSentences = [
  { text: 'Thank you for the photo.', evidence: [] },
  { text: 'You do not have to send back goods worth less than 40 €.', evidence: ['e1'] },
  { text: 'We refund the price to the card you paid with within 5 working days.', evidence: ['e1', 'e2'] },
];

export const refundReply = recommendationOf(refund, {
  confidence: 0.82,
  risk: 'high',
  flags: ['unsupported-sentence'],
  findings: [{ flag: 'unsupported-sentence', sentence: 0, detail: 'cites nothing' }],
  expiresAt: new Date(base + 20 * 3_600_000).toISOString(),
  proposal: {
    kind: 'reply',
    visibility: 'public',
    language: 'en',
    text: refundSentences.map(({ text }) => text).join(' '),
    sentences: refundSentences,
  },
  evidence: [
    passage(
      'e1',
      'Damaged goods',
      'Customers do not have to send back goods worth less than 40 €. We refund the price to the card they paid with.',
      0.91,
      'https://shop.example/help/damaged-goods',
    ),
    passage('e2', 'Refund times', 'A refund reaches the card within 5 working days; some banks take longer.', 0.74),
  ],
});

export const delivery = conversationOf('5160', {
  subject: 'Where is my order 1077?',
  priority: 'normal',
  customer: 'Tomasz Lindqvist',
  lines: [{ by: 'customer', text: 'I ordered on Monday. When will it arrive?', minutesAgo: 12 }],
});

const deliverySentence = 'Orders within the country arrive in 2 to 4 days.';
export const deliveryReply = recommendationOf(delivery, {
  minutesAgo: 12,
  confidence: 0.77,
  proposal: {
    kind: 'reply',
    visibility: 'public',
    text: deliverySentence,
    sentences: [{ text: deliverySentence, evidence: ['e1'] }],
  },
  evidence: [passage('e1', 'Delivery times', deliverySentence, 0.88)],
});

export const deliveryTags = recommendationOf(delivery, {
  kind: 'classification',
  minutesAgo: 12,
  confidence: 0.71,
  proposal: {
    kind: 'classification',
    intent: 'order-status',
    confidence: 0.71,
    priority: 'normal',
    addTags: ['order-status'],
  },
});

export const lawyer = conversationOf('5161', {
  subject: 'Third complaint, my lawyer will write to you',
  priority: 'high',
  customer: 'Ines Albrecht',
  lines: [
    {
      by: 'customer',
      text: 'This is my third complaint about the same chair. Next time my lawyer writes.',
      minutesAgo: 31,
    },
  ],
});

export const lawyerEscalation = recommendationOf(lawyer, {
  kind: 'escalation',
  minutesAgo: 31,
  confidence: 0.95,
  proposal: { kind: 'escalation', to: 'Seniors', why: 'The customer mentions a lawyer.', priority: 'urgent' },
});

const dueIn = (minutes: number) => new Date(base + minutes * 60_000).toISOString();

/** Money back above what one person may give: two seniors, late, and held by a limit. */
export const lawyerRefund = recommendationOf(lawyer, {
  kind: 'tool-call',
  minutesAgo: 31,
  confidence: 0.8,
  risk: 'high',
  queue: 'money',
  dueAt: dueIn(-6),
  reminders: 1,
  rule: 'large-refunds',
  heldBy: 'refunds-a-day',
  policyVersion: 'sha256:1',
  policyFacts: { asked: 'desk', at: minutesAgo(31), amount: 389 },
  need: { role: 'reviewer', queue: 'money', reviewers: 2, fourEyes: true, dueAt: dueIn(-6) },
  agreements: [{ reviewer: 'reviewer/ben', verdictId: 'ver_ben', at: minutesAgo(3) }],
  proposal: {
    kind: 'tool-call',
    tool: 'refund_order',
    arguments: { orderId: '1042', amount: 389, notifyCustomer: true, lines: [1, 2] },
  },
});

export const gift = conversationOf('5162', {
  subject: 'Gift wrapping in gold?',
  priority: 'low',
  customer: 'Pauline Tran',
  lines: [{ by: 'customer', text: 'Can you wrap it in gold paper?', minutesAgo: 45 }],
});

export const giftWithheld: RecommendationView = {
  ...recommendationOf(gift, {
    minutesAgo: 45,
    status: 'withheld',
    outcome: 'withheld',
    withheld: { reason: 'no-evidence' },
  }),
  hash: undefined,
};

export const conversations = [refund, delivery, lawyer, gift];
export const recommendations = [refundReply, deliveryReply, deliveryTags, lawyerEscalation, giftWithheld];
