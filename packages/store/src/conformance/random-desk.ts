import type { Fact } from '@deskrail/contracts';
import { connection, conversationOf, customerOf, fact, message } from './events.js';

export interface Chance {
  random(): number;
  pick<Item>(items: readonly Item[]): Item;
}

interface Case {
  readonly id: string;
  /** Two addresses that write to each other: nothing but messages is told of it. */
  readonly bare: boolean;
  readonly customer: string;
  readonly messages: { readonly id: string; readonly sent: boolean; readonly at: number }[];
}

/** Longest that a fact is under way, in ms: later ones overtake it. */
const lateMs = 2 * 86_400_000;
const statuses = ['open', 'pending', 'on-hold', 'solved', 'closed'] as const;

/** A desk where a few cases are under way at a time, each with a life as long as it happens to be. */
export interface RandomDesk {
  /** What the desk delivers by now, in the order it happens to arrive. */
  deliver(nowMs: number): Fact[];
  readonly conversations: () => readonly string[];
  readonly customers: () => readonly string[];
}

export function createRandomDesk({ random, pick }: Chance): RandomDesk {
  const underway: { readonly fact: Fact; at: number }[] = [];
  const delivered: { readonly fact: Fact; readonly at: number }[] = [];
  const cases: Case[] = [];
  const retired: Case[] = [];
  let people: string[] = [];
  const known: string[] = [];
  let count = 0;
  const next = (prefix: string): string => {
    count += 1;
    return `${prefix}${count}`;
  };

  /** Do one of these, the heavier ones more often. */
  function weigh(choices: readonly (readonly [weight: number, act: () => void])[]): void {
    let left = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, act] of choices) {
      left -= weight;
      if (left < 0) {
        act();
        return;
      }
    }
  }

  function send(made: Fact, nowMs: number): void {
    const delay = random() < 0.25 ? random() * lateMs : random() * 30_000;
    underway.push({ fact: made, at: nowMs + delay });
  }

  const place = (subject: string, nowMs: number) => ({
    id: next('f'),
    subject,
    // More digits than a clock of ours has.
    time: new Date(nowMs).toISOString().replace('Z', `${Math.floor(random() * 1e6)}Z`),
  });

  function happen(nowMs: number): void {
    while (people.length < 4) {
      people.push(next('c'));
      known.push(people.at(-1) ?? '');
    }
    const of = cases.length < 4 ? undefined : pick(cases);
    if (of === undefined) begin(nowMs);
    else {
      weigh([
        [5, () => begin(nowMs)],
        [28, () => say(of, nowMs)],
        [14, () => tellOfMessage(of, nowMs)],
        [34, () => (of.bare ? say(of, nowMs) : send(changeCase(of, nowMs), nowMs))],
        [3, () => retire(of, nowMs)],
        [4, () => send(aboutIncident(nowMs), nowMs)],
        [12, () => send(aboutCustomer(nowMs), nowMs)],
      ]);
    }
  }

  function begin(nowMs: number): void {
    const of: Case = { id: conversationOf(next('t')), bare: random() < 0.2, customer: pick(people), messages: [] };
    cases.push(of);
    if (of.bare) {
      say(of, nowMs);
      return;
    }
    const opened = {
      subject: `subject of ${of.id}`,
      description: `opening words of ${of.id}`,
      visibility: 'public' as const,
      status: 'new' as const,
      requester: { kind: 'customer' as const, id: of.customer, name: `Name of ${of.customer}` },
      tags: ['opened'],
    };
    send(fact('case.opened.v1', place(of.id, nowMs), opened), nowMs);
    if (random() < 0.2) send(fact('case.opened.v1', place(of.id, nowMs), opened), nowMs);
    if (random() < 0.8) say(of, nowMs, opened.description);
  }

  function say(of: Case, nowMs: number, opening?: string): void {
    const id = next('m');
    const sent = opening === undefined && random() < 0.4;
    of.messages.push({ id, sent, at: nowMs });
    const text = opening ?? `text of ${id}`;
    const by = sent ? 'a1' : random() < 0.1 && opening === undefined ? pick(people) : of.customer;
    send(message(id, { conversation: of.id, time: place('', nowMs).time, text, by, sent }), nowMs);
  }

  function tellOfMessage(of: Case, nowMs: number): void {
    const recent = of.messages.filter(({ at }) => at > nowMs - lateMs);
    if (recent.length === 0) return;
    const messageId = pick(recent).id;
    const at = place(of.id, nowMs);
    const status = pick(['queued', 'sent', 'delivered', 'failed', 'read'] as const);
    weigh([
      [2, () => send(fact('message.redacted.v1', at, { messageId, part: 'text' }), nowMs)],
      [1, () => send(fact('message.redacted.v1', at, { messageId, part: 'attachment' }), nowMs)],
      [1, () => send(fact('message.made-private.v1', at, { messageId }), nowMs)],
      [6, () => send(fact('message.delivery-changed.v1', at, { messageId, status }), nowMs)],
    ]);
  }

  function changeCase(of: Case, nowMs: number): Fact {
    const at = place(of.id, nowMs);
    const changes = [
      () => fact('case.status-changed.v1', at, { previous: null, current: pick(statuses) }),
      () => fact('case.status-changed.v1', at, { previous: null, current: pick(statuses) }),
      () => fact('case.priority-changed.v1', at, { previous: null, current: pick(['low', 'high', null] as const) }),
      () => fact('case.assigned.v1', at, { assignee: pick([null, { kind: 'agent' as const, id: 'a1' }]) }),
      () => fact('case.assigned.v1', at, { group: { id: pick(['g1', 'g2']) } }),
      () => fact('case.tagged.v1', at, { added: [pick(['vip', 'order'])], removed: [pick(['vip', 'opened'])] }),
      () => fact('case.field-changed.v1', at, { field: { id: pick(['plan', 'size']) }, current: pick(['a', null]) }),
      () => fact('case.state-observed.v1', at, { status: pick(statuses), tags: [pick(['vip', 'read'])] }),
      () => fact('sla.changed.v1', at, { what: 'next-breach', previous: null, current: pick([at.time, null]) }),
      () => fact('csat.received.v1', at, { rating: pick(['good', 'bad'] as const) }),
      () => fact('unmapped.v1', at, { vendorEvent: 'x', why: 'unknown-event' }),
    ];
    return pick(changes)();
  }

  function retire(of: Case, nowMs: number): void {
    const at = place(of.id, nowMs);
    cases.splice(cases.indexOf(of), 1);
    retired.push(of);
    weigh([
      [3, () => send(fact('case.deleted.v1', at, { mode: 'permanent' }), nowMs)],
      [1, () => send(fact('case.merged.v1', at, { side: 'source', other: pick(cases).id }), nowMs)],
      [5, () => send(fact('case.status-changed.v1', at, { previous: null, current: 'solved' }), nowMs)],
      [1, () => {}],
    ]);
  }

  function aboutCustomer(nowMs: number): Fact {
    const customerId = pick(people);
    const at = place(customerOf(customerId), nowMs);
    const dice = random();
    if (dice < 0.1) {
      people = people.filter((id) => id !== customerId);
      for (const of of cases.filter(({ customer }) => customer === customerId)) {
        cases.splice(cases.indexOf(of), 1);
        retired.push(of);
        // The desk stops talking of somebody who is deleted; what comes late after all has a test of its own.
        for (const late of underway) if (late.fact.subject === of.id) late.at = Math.min(late.at, nowMs);
      }
      return fact('customer.deleted.v1', at, { customerId, kind: 'person' });
    }
    if (dice < 0.2) return fact('customer.merged.v1', at, { customerId, side: 'source', other: customerOf('c0') });
    if (dice < 0.4) {
      const consent = pick(['opted-in', 'opted-out'] as const);
      return fact('customer.consent-changed.v1', at, { customerId, channel: pick(['sms', 'mail']), consent });
    }
    const profile = pick([{ name: next('Name ') }, { email: next('mail') }, { active: random() < 0.5 }]);
    return fact('customer.changed.v1', at, { customerId, kind: 'person', change: 'some', profile });
  }

  function aboutIncident(nowMs: number): Fact {
    const incidentId = pick(['INC-1', 'INC-2']);
    const state = pick(['open', 'updated', 'resolved'] as const);
    const data = { incidentId, state, title: next('Incident ') };
    return fact('incident.signalled.v1', place(`incident:${connection}:${incidentId}`, nowMs), data);
  }

  return {
    deliver(nowMs) {
      for (let left = Math.ceil(random() * 4); left > 0; left -= 1) happen(nowMs);
      const due = underway.filter(({ at }) => at <= nowMs).sort((a, b) => a.at - b.at);
      for (const item of due) underway.splice(underway.indexOf(item), 1);
      const again = delivered.filter(({ at }) => at > nowMs - lateMs && random() < 0.03);
      delivered.push(...due.map((item) => ({ ...item, at: nowMs })));
      return [...due, ...again].map((item) => item.fact);
    },
    conversations: () => [...retired.slice(-2), ...cases].map(({ id }) => id),
    customers: () => known.map(customerOf),
  };
}
