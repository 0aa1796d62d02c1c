import { seededRandom } from '../seeded-random.js';
import type { ZendeskEventPayload } from './fixtures/payload.js';
import { commentAdded, ticketCreated } from './fixtures/shorthand.js';
import { ticketEvent, type ZendeskTicketEventType } from './fixtures/ticket-events.js';
import { signZendesk, type ZendeskHeaders } from './sign.js';

export interface ManyZendeskWebhooks {
  readonly count: number;
  readonly secret: string;
  /** The signing time of all of them, ISO 8601. Default: now. */
  readonly timestamp?: string;
  /** The same seed, the same bodies. Default: 1. */
  readonly seed?: number;
  /** Tickets that they are about. Default: a quarter of `count`. */
  readonly tickets?: number;
}

export interface SignedZendeskWebhook {
  readonly headers: ZendeskHeaders;
  /** About 1.2 kB. */
  readonly body: string;
}

const sentences = [
  'Hello, I ordered a tent on Monday and the tracking page has not moved since.',
  'Could you tell me when it will leave the warehouse?',
  'The parcel came today, but one of the two poles is missing from the bag.',
  'I would like to exchange the boots for half a size larger, if you still have them.',
  'The discount code from your newsletter is refused at the checkout.',
  'My neighbour may take the parcel when I am not at home.',
  'We leave for the mountains on Friday and need the stove by then.',
  'I have added a picture of the torn seam below.',
];

const changes: readonly ZendeskTicketEventType[] = [
  'status_changed',
  'priority_changed',
  'tags_changed',
  'agent_assignment_changed',
];

/**
 * Signed webhooks as a busy desk sends them: new tickets, comments of customers and agents, changes of fields. Every
 * one has its own event id; for load tests and benchmarks.
 */
export async function manyZendeskWebhooks(options: ManyZendeskWebhooks): Promise<readonly SignedZendeskWebhook[]> {
  const random = seededRandom(options.seed ?? 1);
  const tickets = options.tickets ?? Math.max(1, Math.ceil(options.count / 4));
  const timestamp = options.timestamp ?? `${new Date().toISOString().slice(0, 19)}Z`;
  const made: SignedZendeskWebhook[] = [];
  for (let index = 0; index < options.count; index++) {
    const body = JSON.stringify(payloadOf(index, index % tickets));
    const invocationId = `01${random.digits(24)}`;
    made.push({ body, headers: await signZendesk({ secret: options.secret, timestamp, body, invocationId }) });
  }
  return made;

  function payloadOf(index: number, ticketIndex: number): ZendeskEventPayload {
    const text = (count: number) => Array.from({ length: count }, () => random.pick(sentences)).join(' ');
    const ticket = String(10_000 + ticketIndex);
    const requester = String(8_447_388_000_000 + ticketIndex);
    const detail = { requester_id: requester, submitter_id: requester, description: text(4), tags: ['web', 'orders'] };
    const head = { id: random.uuid(), time: `${timestamp.slice(0, 19)}.${random.digits(9)}Z` };
    if (index < tickets) return ticketCreated({ ...head, ticket, requester, detail, description: text(4) });
    const chance = random.next();
    if (chance < 0.2) {
      return ticketEvent(random.pick(changes), { ...head, detail: { ...detail, id: ticket, description: text(6) } });
    }
    const author = chance < 0.7 ? { id: requester, staff: false } : { id: '8447388090495', staff: true };
    const commentId = String(9_876_000_000_000 + index);
    return commentAdded({ ...head, ticket, author, commentId, detail, body: text(2), public: chance < 0.95 });
  }
}
