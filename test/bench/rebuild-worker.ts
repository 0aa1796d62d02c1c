import { join } from 'node:path';
import { type Fact, messageFactId } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { rebuildStore } from '@deskrail/store';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { serveParent } from './child.ts';

const count = Number(process.env.BENCH_COUNT);
const batch = 500;
const file = await openSqliteFile({ path: join(process.env.BENCH_DATA ?? '', 'deskrail.db') });
const log = await openSqliteLog({ file });

async function fill() {
  for (let from = 0; from < count; from += batch) {
    const facts = Array.from({ length: Math.min(batch, count - from) }, (_, index) => factOf(from + index));
    await log.append('facts', facts);
  }
  return count;
}

async function intoStore() {
  const store = await openSqliteStore({ database: file });
  const begun = performance.now();
  const { events } = await rebuildStore({ store, log });
  const outcome = outcomeOf(events, begun);
  await store.close();
  return outcome;
}

async function intoTable() {
  await file.write((sql) => sql.run('CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT NOT NULL)'));
  const begun = performance.now();
  let events = 0;
  let rows: [string, string][] = [];
  const flush = () =>
    file.write(async (sql) => {
      for (const row of rows) await sql.run('INSERT INTO bare (id, body) VALUES (?, ?)', row);
      rows = [];
    });
  for await (const { event } of log.read({ stream: 'facts' })) {
    events++;
    rows.push([event.id, JSON.stringify(event.data)]);
    if (rows.length === batch) await flush();
  }
  await flush();
  return outcomeOf(events, begun);
}

function outcomeOf(events: number, begun: number) {
  const seconds = (performance.now() - begun) / 1000;
  return { events, seconds, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
}

/** Ten facts a conversation: opened, messages to and fro, a tag, solved. */
function factOf(n: number): Fact {
  const ticket = String(Math.floor(n / 10));
  const place = { tenant: 'bench', connection: 'zendesk' };
  const step = n % 10;
  const customer = { kind: 'customer' as const, id: `c${ticket}`, name: 'A Customer' };
  const origin = { vendor: 'zendesk', by: 'event' as const };
  const shared = {
    specversion: '1.0' as const,
    source: '/connections/zendesk',
    subject: `conversation:zendesk:${ticket}`,
    correlationid: `conversation:zendesk:${ticket}`,
    time: new Date(Date.now() - 3_600_000 + n).toISOString(),
    datacontenttype: 'application/json' as const,
    ...place,
    actor: `customer/${customer.id}`,
    authenticity: 'signed' as const,
  };
  if (step === 0) {
    const data = { subject: `Order ${ticket}`, status: 'new' as const, requester: customer, origin };
    return { ...shared, id: `bench/zendesk/event/${n}`, identity: 'exact', type: 'case.opened.v1', data };
  }
  if (step === 8) {
    const data = { added: ['order'], removed: [], origin };
    return { ...shared, id: `bench/zendesk/event/${n}`, identity: 'exact', type: 'case.tagged.v1', data };
  }
  if (step === 9) {
    const data = { previous: 'open' as const, current: 'solved' as const, origin };
    return { ...shared, id: `bench/zendesk/event/${n}`, identity: 'exact', type: 'case.status-changed.v1', data };
  }
  const text = `Message ${step} about order ${ticket}. ${'It left the warehouse and should be with you soon. '.repeat(6)}`;
  const message = { messageId: String(n), visibility: 'public' as const, text, origin };
  return step % 2 === 1
    ? {
        ...shared,
        ...messageFactId(place, String(n)),
        type: 'message.received.v1',
        data: { ...message, author: customer },
      }
    : {
        ...shared,
        ...messageFactId(place, String(n)),
        type: 'message.sent.v1',
        data: { ...message, author: { kind: 'agent', id: 'a1' } },
      };
}

serveParent(0, { fill, store: intoStore, table: intoTable }, async () => {
  await log.close();
  await file.close();
});
