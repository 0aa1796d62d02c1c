import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Fact } from '@deskrail/contracts';

/** `count` messages, `prefix-0` and on, dealt out to so many conversations. */
export const factsOf = (prefix: string, count: number, conversations: number): Fact[] =>
  Array.from({ length: count }, (_, index) => factOf(`${prefix}-${index}`, index % conversations));

function factOf(id: string, conversation: number): Fact {
  const subject = `conversation:zendesk:${conversation}`;
  return {
    ...{ specversion: '1.0', id, source: '/connections/zendesk', type: 'message.received.v1', subject },
    ...{ time: '2026-11-02T09:30:00Z', datacontenttype: 'application/json', tenant: 'acme', connection: 'zendesk' },
    ...{ correlationid: subject, actor: 'customer/1', authenticity: 'signed', identity: 'exact' },
    data: {
      ...{ messageId: id, author: { kind: 'customer', id: '1' }, visibility: 'public', text: 'Where is it?' },
      origin: { vendor: 'zendesk', by: 'event' },
    },
  };
}

/** In parts of a size. */
export const spread = <Item>(items: readonly Item[], parts: number): Item[][] =>
  Array.from({ length: parts }, (_, part) =>
    items.slice((part * items.length) / parts, ((part + 1) * items.length) / parts),
  );

/** Ids that a subject first showed before an earlier one of its own. */
export function inOrder(ids: readonly string[], facts: readonly Fact[]): string[] {
  const places = new Map([...new Set(ids)].map((id, place) => [id, place]));
  const last = new Map<string, number>();
  return facts.flatMap(({ id, subject }) => {
    const place = places.get(id);
    if (place === undefined) return [];
    const isLate = place < (last.get(subject) ?? -1);
    last.set(subject, Math.max(place, last.get(subject) ?? -1));
    return isLate ? [id] : [];
  });
}

/** A member of a group in a process of its own. It runs what was built. */
export async function startMember(settings: {
  readonly brokers: string;
  readonly topicPrefix: string;
  readonly group: string;
  readonly limits: object;
}) {
  const child = fork(fileURLToPath(new URL('./consuming-member.ts', import.meta.url)), [JSON.stringify(settings)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ids: string[] = [];
  child.on('message', (message) => {
    if (Array.isArray(message)) ids.push(...message);
  });
  await once(child, 'message', { signal: AbortSignal.timeout(30_000) });
  return {
    ids,
    /** Resolves once it has handled so many. */
    async saw(count: number) {
      const signal = AbortSignal.timeout(30_000);
      while (ids.length < count) await once(child, 'message', { signal });
    },
    kill: () => child.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
