import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom, ZendeskEmulator } from '@deskrail/testing';

export interface Load {
  /** Tickets opened so far. */
  readonly opened: number;
  stop(): Promise<void>;
}

const questions = [
  'How long do I have to return a tent, and what does the return cost?',
  'When will my refund arrive? I sent the jacket back last week.',
  'How long does delivery take, and can I track the parcel?',
  'My stove hisses and smells of gas, what shall I do?',
  'The discount code from your newsletter is refused at the checkout.',
  'I want to speak to a manager at once!',
  'Can I exchange the boots for half a size larger?',
];
const answers = [
  'Thank you!',
  'It has not come yet.',
  'One more thing: do you ship to Austria?',
  'The order is FO-4711.',
];
const priorities = ['low', 'normal', 'high', 'urgent'] as const;

/**
 * People at the desk, so many changes a second; each becomes one to three webhooks. What they do is drawn from the seed;
 * only tickets that are young get more, so that most come to rest.
 */
export function startLoad(options: {
  readonly desk: ZendeskEmulator;
  readonly random: SeededRandom;
  readonly changesPerSecond: number;
}): Load {
  const { desk, random, changesPerSecond } = options;
  const stop = new AbortController();
  const young: string[] = [];
  let opened = 0;

  function open(): void {
    opened += 1;
    const ticket = desk.customerWrites({
      customer: { name: `Kim ${opened}`, email: `kim-${opened}@customer.example` },
      subject: `Question ${opened}`,
      text: `${random.pick(questions)} (${opened})`,
      channel: random.pick(['mail', 'mail', 'mail', 'mail', 'mail', 'web_form']),
      tags: random.next() < 0.3 ? ['vip'] : [],
    });
    young.push(ticket.id);
    if (young.length > 20) young.shift();
  }

  function more(ticket: string): void {
    const is = desk.tickets.get(ticket);
    if (is === undefined || is.status === 'closed') return;
    const act = random.next();
    if (act < 0.3) desk.customerWrites({ ticket, text: random.pick(answers) });
    else if (act < 0.4) desk.agentWrites({ ticket, text: 'We are looking into it.', status: 'pending' });
    else if (act < 0.5) desk.agentWrites({ ticket, text: 'Seen on the phone list.', public: false, tags: ['called'] });
    else if (act < 0.65) desk.change(ticket, { priority: random.pick(priorities) });
    else if (act < 0.75) desk.change(ticket, { tags: is.tags.filter((tag) => tag !== 'vip') });
    else if (act < 0.85) desk.assign({ ticket, agent: 'agent@fernhill.example' });
    else if (act < 0.95) desk.solve(ticket);
    else desk.redact({ ticket, comment: random.pick(is.comments).id });
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      if (young.length < 5 || random.next() < 0.4) open();
      else more(random.pick(young));
      const ms = (500 + random.below(1_000)) / changesPerSecond;
      await sleep(ms, undefined, { signal: stop.signal }).catch(() => {});
    }
  }
  const running = run();
  return {
    get opened() {
      return opened;
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
}
